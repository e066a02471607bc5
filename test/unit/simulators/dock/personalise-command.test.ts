import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runCommandLine } from "../../../../main/cli/program.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "jinka-personalise-command-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const loaders = {
  personalise: async () =>
    (await import("../../../../simulators/dock/personalise-command.ts")).addPersonaliseCommand,
};

async function jinka(...argv: readonly string[]) {
  const written = { out: "", err: "" };
  const stream = (name: "out" | "err") => ({
    write: (text: string) => {
      written[name] += text;
    },
  });
  const shell = {
    stdin: Object.assign(Readable.from([]), { isTTY: false }),
    stdout: stream("out"),
    stderr: stream("err"),
    environment: { LANG: "en_GB.UTF-8" },
  };
  const exitCode = await runCommandLine(shell, ["--lang", "en", ...argv], loaders);
  return { exitCode, ...written };
}

const PROFILE = {
  name: "mine",
  seed: "words",
  rsa: { caBits: 1152, issuerBits: 1024, iccBits: 1024 },
  applications: [{ account: { pan: "6228000100000001015" } }],
};

function profile(change: object = {}): string {
  const file = join(folder, "profile.json");
  writeFileSync(file, JSON.stringify({ ...PROFILE, ...change }));
  return file;
}

test("a card is made, and the command says where it is", async () => {
  const out = join(folder, "out");
  const { exitCode, out: told } = await jinka("personalise", profile(), "--out", out);
  expect(exitCode).toBe(0);
  expect(told).toContain(`jinka simulate card ${join(out, "card.json")}`);
  expect(JSON.parse(readFileSync(join(out, "card.json"), "utf8"))).toMatchObject({
    format: "jinka-card-image",
  });
});

test("a program is told in JSON, and a second time that the files are there", async () => {
  const out = join(folder, "out");
  const first = await jinka("--json", "personalise", profile(), "--out", out);
  expect(JSON.parse(first.out)).toMatchObject({ ok: true, name: "mine", imageFile: join(out, "card.json") });
  const second = await jinka("--json", "personalise", profile(), "--out", out);
  expect(second.exitCode).toBe(1);
  expect(JSON.parse(second.out)).toMatchObject({ ok: false, error: { kind: "personalise.exists" } });
  expect((await jinka("personalise", profile(), "--out", out, "--force")).exitCode).toBe(0);
});

test("a wrong profile is refused with the place of each mistake", async () => {
  const file = profile({ protocol: "T=2", applications: [{ account: { pan: "1" } }] });
  const { exitCode, err, out } = await jinka("personalise", file, "--out", join(folder, "out"));
  expect({ exitCode, out }).toEqual({ exitCode: 1, out: "" });
  expect(err).toContain("protocol: ");
  expect(err).toContain("applications[0].account.pan: ");
});

test("the help names every member of a profile", async () => {
  const { exitCode, out } = await jinka("personalise", "--help");
  expect(exitCode).toBe(0);
  for (const member of [
    "issuerIdentifier",
    "caBits",
    "algorithms",
    "authentication",
    "pinTryCounter",
    "--out",
  ])
    expect(out).toContain(member);
});
