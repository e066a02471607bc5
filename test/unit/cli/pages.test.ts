import { readFileSync } from "node:fs";
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { z } from "zod";
import { EXIT } from "../../../main/cli/exit-code.ts";
import { runCommandLine } from "../../../main/cli/program.ts";
import { TERMINAL_FILE_SCHEMA } from "../../../main/config/terminal-file.ts";
import { sampleTerminalFile } from "../../../simulators/dock/sample-terminal.ts";
import { testMasterKeyComponents } from "../../../simulators/dock/simulated-counter.ts";

/** The pages for people say what the program does: no member, command, option or exit code is missing in them. */

type Node = { readonly properties?: Record<string, Node>; readonly items?: Node };

function pathsOf(node: Node, path = ""): string[] {
  const members = Object.entries(node.properties ?? {}).flatMap(([name, member]) => {
    const at = path === "" ? name : `${path}.${name}`;
    return [at, ...pathsOf(member, at)];
  });
  return node.items === undefined ? members : [...members, ...pathsOf(node.items, `${path}[]`)];
}

test("docs/configuration.md explains every member of the schema, and no other", () => {
  const schema = z.toJSONSchema(TERMINAL_FILE_SCHEMA, { io: "input", unrepresentable: "any" }) as Node;
  const page = readFileSync("docs/configuration.md", "utf8");
  const explained = [...page.matchAll(/^\| `([a-zA-Z]+(?:\.[a-zA-Z0-9]+|\[\])*)` \|/gm)].map(
    (match) => match[1],
  );
  expect(explained).toEqual(pathsOf(schema));
});

test("the sample has every member of the schema but those that an ordinary counter leaves to their defaults", () => {
  const schema = z.toJSONSchema(TERMINAL_FILE_SCHEMA, { io: "input", unrepresentable: "any" }) as Node;
  const present = (path: string): boolean =>
    path
      .replaceAll("[]", ".0")
      .split(".")
      .reduce<unknown>(
        (at, name) => (at as Record<string, unknown> | undefined)?.[name],
        sampleTerminalFile(),
      ) !== undefined;
  expect(pathsOf(schema).filter((path) => !present(path))).toEqual([
    "limits.offline.hotlistMaxAgeMs",
    "acquirer.tls",
    "acquirer.tls.caFile",
    "acquirer.tls.certificateSha256",
    "acquirer.tls.serverName",
    "acquirer.downloadsAllowed",
    "acquirer.hotlistWidth",
    "emv.applications[].onlinePinSupported",
    "emv.applications[].ecCurrencyCodes",
    "emv.applications[].supportedCvms",
    "emv.applications[].contactless.statusCheck",
    "emv.applications[].contactless.zeroAmountAllowed",
    "emv.applications[].contactless.kernelIdentifier",
    "emv.stripeRules",
    "emv.stripeRules[].scheme",
    "emv.stripeRules[].panPrefixes",
    "emv.stripeRules[].stripeAllowed",
    "emv.stripeRules[].fallbackAllowed",
    "emv.stripeRules[].fallbackWithinMs",
    "devices.cardReader.readerName",
    "devices.cardReader.contactlessReaderName",
  ]);
});

async function help(words: readonly string[]): Promise<string> {
  const out: string[] = [];
  const stream = { write: (text: string) => out.push(text) };
  await runCommandLine({ stdin: new PassThrough(), stdout: stream, stderr: stream, environment: {} }, words);
  return out.join("");
}

test("docs/cli.md has every command, every option, and every exit code", async () => {
  const page = readFileSync("docs/cli.md", "utf8");
  const commands = [...(await help(["--help"])).matchAll(/^ {2}([a-z-]+) /gm)].map((match) => match[1] ?? "");
  expect(commands.length).toBeGreaterThan(14);
  for (const command of commands.filter((name) => name !== "help" && name !== "jinka")) {
    expect(page).toMatch(new RegExp(`\`${command}[ \`]`));
    for (const [, option] of (await help([command, "--help"])).matchAll(/^ {2}(--[a-z-]+)/gm))
      expect(page, `${command} ${option}`).toContain(option);
  }
  for (const code of Object.values(EXIT)) expect(page).toMatch(new RegExp(`^\\| ${code} \\|`, "m"));
});

test("the key components of the examples are those of the simulated host", () => {
  const page = readFileSync("docs/cli.md", "utf8");
  for (const component of testMasterKeyComponents())
    expect(page).toContain(Buffer.from(component.reveal()).toString("hex").toUpperCase());
});
