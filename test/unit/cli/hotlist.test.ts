import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { EXIT } from "../../../main/cli/exit-code.ts";
import { HOTLIST_EN, HOTLIST_ZH } from "../../../main/cli/hotlist-text-tables.ts";
import { runCommandLine } from "../../../main/cli/program.ts";
import { trustKeys } from "../../../main/config/parameter-pack-store.ts";
import { HOTLIST_SIGNING_PEM, HOTLIST_TRUSTED_PEM, listText } from "../../support/hotlists.ts";
import { must } from "../../support/journal.ts";
import { tempDir } from "../../support/temp-dir.ts";

const LISTED = "6222020000004711";
const OTHER = "6222020000004712";

async function typed(directory: string, lines: string, ...words: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const shell = {
    stdin: new PassThrough().end(lines),
    stdout: { write: (text: string) => out.push(text) },
    stderr: { write: (text: string) => err.push(text) },
    environment: {},
  };
  const exitCode = await runCommandLine(shell, [
    ...["hotlist", ...words],
    ...["--data-dir", join(directory, "data"), "--key-dir", join(directory, "keys")],
  ]);
  return { exitCode, out: out.join(""), err: err.join("") };
}

async function shop() {
  const directory = tempDir();
  mkdirSync(join(directory, "data"));
  must(await trustKeys({ dataDirectory: join(directory, "data") }, HOTLIST_TRUSTED_PEM));
  const write = (name: string, text: string): string => {
    writeFileSync(join(directory, name), text);
    return join(directory, name);
  };
  const key = write("private.pem", HOTLIST_SIGNING_PEM);
  const sign = async (name: string, text: string) => {
    const out = join(directory, `${name}.signed`);
    const done = await typed(directory, "", "sign", write(name, text), "--key", key, "--out", out);
    expect(done.err).toBe("");
    return out;
  };
  return { directory, write, sign };
}

test("a list is signed, installed, shown and asked, and its changes follow", async () => {
  const { directory, sign } = await shop();
  expect((await typed(directory, "", "status")).out).toBe("No hotlist is installed: no card is looked up.\n");
  expect(JSON.parse((await typed(directory, `${LISTED}\n`, "check", "--json")).out)).toMatchObject({
    installed: false,
  });
  const file = await sign("list", listText({ version: 7 }, [`+${LISTED},1`, `+${LISTED}00`]));
  const installed = await typed(directory, "", "install", file);
  expect(installed.exitCode).toBe(EXIT.done);
  expect(installed.out).toContain("Installed: Test acquirer, version 7, 2 entries (2 new, 0 gone).");
  expect(installed.out).toContain(`Delete ${file} now: it holds card numbers in clear.`);
  expect((await typed(directory, "", "status")).out).toMatch(
    /^Hotlist version 7, 2 entries, installed \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\n$/,
  );
  expect((await typed(directory, `${LISTED}\n`, "check", "--number", "1")).out).toBe(
    "This card is on the hotlist (version 7).\n",
  );
  expect((await typed(directory, `${LISTED}\n`, "check", "--number", "2")).out).toBe(
    "This card is not on the hotlist (version 7).\n",
  );
  const delta = await sign("delta", listText({ version: 8, follows: 7 }, [`-${LISTED},1`]));
  await typed(directory, "", "install", delta);
  const asked = await typed(directory, `${LISTED}\n`, "check", "--json");
  expect(JSON.parse(asked.out)).toEqual({
    ok: true,
    exitCode: 0,
    installed: true,
    listed: false,
    version: 8,
  });
});

test("what is refused is said in both languages, without a card number, and changes nothing", async () => {
  const { directory, write, sign } = await shop();
  await typed(directory, "", "install", await sign("list", listText({ version: 7 }, [`+${LISTED}`])));
  const replayed = await sign("replayed", listText({ version: 7 }, [`+${OTHER}`]));
  const refused = await typed(directory, "", "install", replayed);
  expect(refused.exitCode).toBe(EXIT.refused);
  expect(refused.err).toContain(
    "the list in force stays. Version 7 does not come after version 7, which is in force.",
  );
  expect((await typed(directory, "", "install", replayed, "--lang", "zh-CN")).err).toContain(
    "被拒绝，原有名单保持生效。版本 7 不晚于当前生效的版本 7。",
  );
  const early = await sign("early", listText({ version: 10, follows: 9 }, [`+${OTHER}`]));
  expect(JSON.parse((await typed(directory, "", "install", early, "--json")).out)).toMatchObject({
    ok: false,
    exitCode: EXIT.refused,
    error: { kind: "refused.outOfOrder" },
    fault: { follows: 9, installed: 7 },
  });
  const forged = write("forged", readFileSync(early, "utf8").replace(OTHER, LISTED));
  expect((await typed(directory, "", "install", forged)).err).not.toContain("signed.");
  const bad = await typed(
    directory,
    "",
    ...[
      "sign",
      write("bad", listText({ version: 9 }, [`+${OTHER};1`])),
      "--key",
      join(directory, "private.pem"),
    ],
    ...["--out", join(directory, "never")],
  );
  expect(bad.err).toContain("Line 2 is no entry.");
  expect(bad.err).not.toContain(OTHER);
  expect((await typed(directory, `${OTHER}\n`, "check")).out).toContain("not on the hotlist (version 7)");
});

test("a number that is none is not asked about, and is not shown again", async () => {
  const { directory } = await shop();
  for (const [lines, kind] of [
    ["62220200x0004711\n", "usage.pan"],
    ["", "usage.noPan"],
  ] as const) {
    const asked = await typed(directory, lines, "check", "--json");
    expect(asked.exitCode).toBe(EXIT.usage);
    expect(JSON.parse(asked.out)).toMatchObject({ error: { kind } });
    expect(asked.out + asked.err).not.toContain("62220200");
  }
  expect((await typed(directory, `${LISTED}\n`, "check", "--expiry", "2713")).exitCode).toBe(EXIT.usage);
  expect((await typed(directory, `${LISTED}\n`, "check", "--number", "x")).exitCode).toBe(EXIT.usage);
});

test("after an installation no file of the till holds a card number", async () => {
  const { directory, sign } = await shop();
  await typed(directory, "", "install", await sign("list", listText({ version: 7 }, [`+${LISTED},1,2712`])));
  await typed(directory, `${LISTED}\n`, "check");
  const holds = readdirSync(join(directory, "data"), { recursive: true, encoding: "utf8" })
    .map((name) => join(directory, "data", name))
    .filter((path) => statSync(path).isFile())
    .filter((path) => {
      const bytes = readFileSync(path);
      return bytes.includes(LISTED) || bytes.includes(Buffer.from(LISTED, "hex"));
    });
  expect(holds).toEqual([]);
});

test("both languages have the same keys and gaps", () => {
  expect(Object.keys(HOTLIST_ZH)).toEqual(Object.keys(HOTLIST_EN));
  const gaps = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
  for (const [key, text] of Object.entries(HOTLIST_EN)) {
    expect(gaps(HOTLIST_ZH[key as keyof typeof HOTLIST_EN]), key).toEqual(gaps(text));
  }
});
