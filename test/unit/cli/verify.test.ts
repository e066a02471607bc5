import { describe, expect, test } from "vitest";
import { EXIT } from "../../../main/cli/exit-code.ts";
import { openDatabase } from "../../../main/store/open-database.ts";
import { DATABASE_FILE } from "../../../main/store/protocol.ts";
import { openKeyFile } from "../../../main/system/key-file.ts";
import { must } from "../../support/journal.ts";
import { TillLine } from "../../support/till-line.ts";

const SALE = ["sale", "--operator", "li", "--amount", "5", "--pay", "cash"];

type Verified = { readonly head: { readonly seq: number; readonly hash: string } };

async function alter(till: TillLine, sql: string): Promise<void> {
  const { dataDirectory, keyDirectory } = till;
  const { keys } = must(await openKeyFile({ dataDirectory, keyDirectory }));
  const database = openDatabase(`${dataDirectory}/${DATABASE_FILE}`, keys.databaseKey.reveal(), "readWrite");
  database.exec(sql);
  database.close();
}

describe("jinka verify", () => {
  test("says that the books agree, and its head is found again after more sales", async () => {
    const till = await TillLine.openForCash();
    till.mustDo(await till.run(SALE));
    const first = await till.run(["verify", "--json"]);
    expect(first.json).toMatchObject({ ok: true, exitCode: EXIT.done, sealedRecords: 1 });
    const { seq, hash } = (first.json as Verified).head;
    till.mustDo(await till.run(SALE));
    const later = await till.run(["verify", "--head", `${seq}:${hash}`, "--lang", "en"]);
    expect(later.exitCode).toBe(EXIT.done);
    expect(later.out).toContain("The books agree with their journal");
  });

  test("names a state that was altered, in both languages, and changes nothing", async () => {
    const till = await TillLine.openForCash();
    till.mustDo(await till.run(SALE));
    await alter(till, "UPDATE sale_state SET body = replace(body, '\"500\"', '\"400\"')");
    for (const [lang, words] of [
      ["en", "The books do not agree with their journal. sale_state"],
      ["zh-CN", "账与流水不一致。"],
    ] as const) {
      const ran = await till.run(["verify", "--lang", lang]);
      expect(ran.exitCode).toBe(EXIT.disagree);
      expect(ran.err).toContain(words);
    }
  });

  test("knows that rows were taken from the end when the head was noted", async () => {
    const till = await TillLine.openForCash();
    const ran = await till.run(["verify", "--head", `999:${"0".repeat(64)}`, "--json"]);
    expect(ran.json).toMatchObject({ exitCode: EXIT.disagree, error: { kind: "books.knownHeadMissing" } });
  });

  test("refuses a head that is none before it reads anything", async () => {
    const till = await TillLine.openForCash();
    const ran = await till.run(["verify", "--head", "12", "--lang", "en"]);
    expect(ran.exitCode).toBe(EXIT.usage);
    expect(ran.err).toContain("64 hexadecimal digits");
  });
});
