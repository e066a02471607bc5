import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { EXIT } from "../../../main/cli/exit-code.ts";
import { PARAMETERS_EN, PARAMETERS_ZH } from "../../../main/cli/parameters-text-tables.ts";
import { runCommandLine } from "../../../main/cli/program.ts";
import { trustKeys } from "../../../main/config/parameter-pack-store.ts";
import { must } from "../../support/journal.ts";
import { SIGNING_PEM, samplePack, signed, TRUSTED_PEM } from "../../support/parameter-packs.ts";
import { tempDir } from "../../support/temp-dir.ts";

async function jinka(directory: string, ...words: string[]) {
  return typed(directory, "", "parameters", ...words);
}

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
    ...words,
    ...["--data-dir", join(directory, "data"), "--key-dir", join(directory, "keys")],
  ]);
  return { exitCode, out: out.join(""), err: err.join("") };
}

async function terminal() {
  const directory = tempDir();
  mkdirSync(join(directory, "data"));
  const write = (name: string, text: string | Uint8Array): string => {
    writeFileSync(join(directory, name), text);
    return join(directory, name);
  };
  must(await trustKeys({ dataDirectory: join(directory, "data") }, TRUSTED_PEM));
  return { directory, write };
}

test("a pack is signed, checked, installed and shown", async () => {
  const { directory, write } = await terminal();
  expect((await jinka(directory, "show")).out).toContain("No parameter pack is installed.");
  const pack = write("pack.json", JSON.stringify({ pack: samplePack() }, null, 2));
  const key = write("private.pem", SIGNING_PEM);
  const out = join(directory, "signed.json");
  expect(await jinka(directory, "sign", pack, "--key", key, "--out", out)).toMatchObject({
    exitCode: EXIT.done,
    err: "",
  });
  expect((await jinka(directory, "check", out)).out).toContain("is good.");
  expect((await jinka(directory, "check", out, "--key", write("public.pem", TRUSTED_PEM))).exitCode).toBe(
    EXIT.done,
  );
  const installed = await jinka(directory, "install", out);
  expect(installed.out).toBe(
    "Installed: Test acquirer, version 7. It counts from the next start of the terminal.\n",
  );
  const shown = await jinka(directory, "show");
  expect(shown.out).toContain("Test acquirer, version 7, valid from 20260101, signed by key ");
  expect(shown.out).toContain(
    "AID A000000333010101 (and longer), version 0030, floor limit CNY 100.00, TAC denial 0010000000",
  );
  expect(shown.out).toMatch(/CA key A000000333 F1, RSA of 1984 bits, until 20491231/);
  expect((await jinka(directory, "show", "--lang", "zh-CN")).out).toContain("版本 7");
  expect(JSON.parse((await jinka(directory, "show", "--json")).out)).toMatchObject({
    installed: true,
    pack: { version: 7 },
  });
});

test("action codes that do not name a payment forced online are warned about, and the pack is good", async () => {
  const { directory, write } = await terminal();
  const pack = samplePack() as { applications: { tacOnline: string; tacDefault: string }[] };
  const [first] = pack.applications;
  if (first === undefined) throw new Error("the sample pack has an AID");
  first.tacOnline = "D84004F000";
  first.tacDefault = "D84000A000";
  const file = write("silent.json", signed(pack));
  const checked = await jinka(directory, "check", file);
  expect(checked.exitCode).toBe(EXIT.done);
  expect(checked.out).toContain("applications.0.tacOnline of AID A000000333010101 lacks byte 4 bit 4");
  expect(checked.out).toContain("applications.0.tacDefault of AID A000000333010101 lacks byte 4 bit 4");
  expect(checked.out).not.toContain("applications.1.");
  expect(JSON.parse((await jinka(directory, "check", file, "--json")).out)).toMatchObject({
    ok: true,
    advice: [{ path: "applications.0.tacOnline" }, { path: "applications.0.tacDefault" }],
  });
  expect((await jinka(directory, "check", write("good.json", signed(samplePack())))).out).not.toContain(
    "Warning",
  );
});

test("a bad pack is refused with line and path, and the one before stays", async () => {
  const { directory, write } = await terminal();
  await jinka(directory, "install", write("good.json", signed(samplePack())));
  const text = signed(samplePack({ version: 8, currencyCode: 157 }));
  const line = text.split("\n").findIndex((one) => one.includes('"currencyCode"')) + 1;
  const bad = await jinka(directory, "install", write("bad.json", text));
  expect(bad.exitCode).toBe(EXIT.refused);
  expect(bad.err).toContain("is refused as a whole; what was in force stays.");
  expect(bad.err).toContain(`line ${line}, pack.currencyCode: 157 is no currency of ISO 4217`);
  const older = await jinka(directory, "install", write("older.json", signed(samplePack({ version: 6 }))));
  expect(older.err).toContain("version 6 does not come after version 7, which is in force");
  const misspelt = await jinka(
    directory,
    "check",
    write("x.json", signed({ ...samplePack({ version: 9 }), aids: [] })),
  );
  expect(misspelt.err).toContain("pack.aids: there is no such member; check its spelling");
  expect(
    JSON.parse((await jinka(directory, "check", join(directory, "bad.json"), "--json")).out),
  ).toMatchObject({
    ok: false,
    error: { kind: "refused.pack" },
    mistakes: [{ path: "pack.currencyCode", line, kind: "unknownCurrency" }],
  });
  expect((await jinka(directory, "show")).out).toContain("version 7");
});

test("without a key to believe, with a stranger's, and with a private one in its place", async () => {
  const directory = tempDir();
  const file = join(directory, "pack.json");
  writeFileSync(file, signed(samplePack()));
  expect((await jinka(directory, "install", file)).err).toContain("This terminal believes no key yet");
  const { directory: other, write } = await terminal();
  const strange = write("strange.json", signed(samplePack(), generateKeyPairSync("ed25519")));
  expect((await jinka(other, "install", strange)).err).toContain("which signed it, is not believed here");
  expect((await jinka(other, "check", strange, "--key", write("p.pem", SIGNING_PEM))).err).toContain(
    "is no key in PEM",
  );
});

test("what is wrong is not signed, and nothing is written over", async () => {
  const { directory, write } = await terminal();
  const key = write("private.pem", SIGNING_PEM);
  const bad = write("bad.json", JSON.stringify({ pack: samplePack({ validFrom: "today" }) }));
  const refused = await jinka(directory, "sign", bad, "--key", key, "--out", join(directory, "out.json"));
  expect(refused).toMatchObject({ exitCode: EXIT.refused, out: "" });
  expect(refused.err).toContain("pack.validFrom: a day of the calendar is expected");
  const good = write("good.json", JSON.stringify({ pack: samplePack() }));
  const before = readFileSync(good, "utf8");
  expect((await jinka(directory, "sign", good, "--key", key, "--out", good)).exitCode).toBe(EXIT.refused);
  expect(readFileSync(good, "utf8")).toBe(before);
  const printed = JSON.parse((await jinka(directory, "sign", good, "--key", key)).out);
  expect(printed).toMatchObject({ pack: { version: 7 }, signature: { algorithm: "Ed25519" } });
});

test("whom the terminal believes is said by its owner, with the PIN", async () => {
  const directory = tempDir();
  const pem = join(directory, "public.pem");
  writeFileSync(pem, TRUSTED_PEM);
  const trust = (pin: string, file = pem) =>
    typed(directory, `${pin}\n`, "parameters", "trust", file, "--operator", "li", "--lang", "en");
  expect((await typed(directory, "", "setup", "--file", "docs/terminal.sample.json")).exitCode).toBe(
    EXIT.done,
  );
  expect((await typed(directory, "2468\n", "operator", "add", "li")).exitCode).toBe(EXIT.done);
  expect((await trust("1111")).exitCode).toBe(EXIT.refused);
  expect((await trust("2468", "docs/terminal.sample.json")).err).toContain(
    "something else than public Ed25519 keys",
  );
  expect((await trust("2468")).out).toMatch(/^Believed keys: [0-9A-F]{16}\.\n$/);
  const file = join(directory, "pack.json");
  writeFileSync(file, signed(samplePack()));
  expect((await jinka(directory, "install", file)).exitCode).toBe(EXIT.done);
});

test("a download is shown as digits and as bytes, and its fault is named", async () => {
  const { directory, write } = await terminal();
  const aid =
    "9F0608A000000333010101DF0101009F08020030DF1105D84000A800DF1205D84004F800DF130500100000009F1B0400002710";
  for (const content of [aid, Buffer.from(aid, "hex")]) {
    const shown = await jinka(directory, "check", write("download", content));
    expect(shown.out).toContain("A download with 0 CA keys and 1 AIDs.");
    expect(shown.out).toContain("floor limit CNY 100.00");
  }
  const cut = await jinka(directory, "check", write("download", aid.replace("DF01", "DF02")));
  expect(cut.err).toContain("At byte 51, tag DF01: this object is needed and is missing.");
});

test("both tables have the same keys and the same gaps", () => {
  const gaps = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();
  expect(Object.keys(PARAMETERS_ZH).sort()).toEqual(Object.keys(PARAMETERS_EN).sort());
  for (const [key, text] of Object.entries(PARAMETERS_EN)) {
    const zh = PARAMETERS_ZH[key as keyof typeof PARAMETERS_EN];
    expect({ key, gaps: gaps(zh) }).toEqual({ key, gaps: gaps(text) });
  }
});
