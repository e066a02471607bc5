import { describe, expect, test } from "vitest";
import { fromHex, toHex } from "../../../../../main/domain/bytes.ts";
import {
  RECORDS_MAX,
  readApplicationData,
} from "../../../../../main/domain/emv/kernel/read-application-data.ts";
import { transactionWith } from "../kernel-fixtures.ts";
import { commandsOf, lookupCard, play, type TestCard } from "../scripted-card.ts";

/** Everything that is mandatory, in one record of SFI 1. */
const PAN = "5A0862280001000011" + "17";
const EXPIRY = "5F2403301231";
const CDOLS = "8C039F0206" + "8D058A029F0206";
const template = (content: string): string =>
  `70${(content.length / 2).toString(16).padStart(2, "0").toUpperCase()}${content}`;
const COMPLETE = template(PAN + EXPIRY + CDOLS);

const READ_1_1 = "00B2010C00";
const READ_1_2 = "00B2020C00";
const READ_11_1 = "00B2015C00";

function read(afl: string, card: TestCard) {
  const transaction = transactionWith({ "82": "7C00", "94": afl });
  const { result, requests } = play(readApplicationData(transaction), card);
  return { transaction, result, commands: commandsOf(requests) };
}

const one = (record: string) => read("08010100", lookupCard({ [READ_1_1]: `${record}9000` }));

test("the card's figures come out of its records", () => {
  const track2 = "57116228000100001117D30122010123456789";
  const { result } = one(template(`${PAN}${EXPIRY}${CDOLS}5F340107${track2}`));
  expect(result.ok && result.value.facts.card.pan.reveal()).toBe("6228000100001117");
  expect(result.ok && result.value.facts.card).toMatchObject({ expiry: "3012", panSequenceNumber: 7 });
  expect(result.ok && result.value.facts.card.track2?.reveal()).toBe("6228000100001117D30122010123456789");
});

describe("what ends the session", () => {
  test.each([
    { name: "an error (openemv test 3)", record: "", sw: "6985" },
    { name: "a warning, whatever comes with it", record: COMPLETE, sw: "6283" },
    { name: "another template (openemv test 4)", record: "7100", sw: "9000" },
    { name: "bytes behind the template (openemv test 5)", record: `${COMPLETE}FFFF`, sw: "9000" },
    {
      name: "a malformed object (openemv test 6)",
      record: template(`${PAN + EXPIRY + CDOLS}9F1F0F31`),
      sw: "9000",
    },
    { name: "no PAN", record: template(EXPIRY + CDOLS), sw: "9000" },
    { name: "no expiration date", record: template(PAN + CDOLS), sw: "9000" },
    { name: "no CDOL1", record: template(`${PAN + EXPIRY}8D058A029F0206`), sw: "9000" },
    { name: "no CDOL2", record: template(`${PAN + EXPIRY}8C039F0206`), sw: "9000" },
    { name: "an empty PAN", record: template(`5A00${EXPIRY}${CDOLS}`), sw: "9000" },
    { name: "a PAN with a letter", record: template(`5A08622800010000111A${EXPIRY}${CDOLS}`), sw: "9000" },
    {
      name: "a PAN with padding inside",
      record: template(`5A0862280001FFFF1117${EXPIRY}${CDOLS}`),
      sw: "9000",
    },
    { name: "a PAN of 12 digits", record: template(`5A08622800010000FFFF${EXPIRY}${CDOLS}`), sw: "9000" },
    { name: "an expiration date of two bytes", record: template(`${PAN}5F24023012${CDOLS}`), sw: "9000" },
    { name: "an expiration date that is none", record: template(`${PAN}5F240330A231${CDOLS}`), sw: "9000" },
    {
      name: "a sequence number that is none",
      record: template(`${PAN + EXPIRY + CDOLS}5F34010A`),
      sw: "9000",
    },
    { name: "an IAC of four bytes", record: template(`${PAN + EXPIRY + CDOLS}9F0F04D8600000`), sw: "9000" },
    {
      name: "a CDOL1 that is cut off",
      record: template(`${PAN + EXPIRY}8C029F028D058A029F0206`),
      sw: "9000",
    },
    {
      name: "a CDOL2 that no command can carry",
      record: template(`${PAN + EXPIRY}8C039F02068D069F02FF9F0301`),
      sw: "9000",
    },
    {
      name: "track 2 of another card",
      record: template(`${PAN + EXPIRY + CDOLS}57106228000100001118D3012201012345`),
      sw: "9000",
    },
    { name: "track 2 that is none", record: template(`${PAN + EXPIRY + CDOLS}57026228`), sw: "9000" },
    {
      name: "an object twice in one record",
      record: template(`${PAN + EXPIRY + CDOLS}5F3401015F340101`),
      sw: "9000",
    },
    { name: "the AIP a second time", record: template(`${PAN + EXPIRY + CDOLS}82027C00`), sw: "9000" },
  ])("$name", ({ record, sw }) => {
    const { result } = read("08010100", lookupCard({ [READ_1_1]: record + sw }));
    expect(result).toMatchObject({ ok: false, fault: { reason: "cardNotUsable" } });
  });

  test("an object twice in two records (openemv test 8)", () => {
    const card = lookupCard({ [READ_1_1]: `${COMPLETE}9000`, [READ_1_2]: `${template(EXPIRY)}9000` });
    expect(read("08010200", card).result).toMatchObject({ ok: false, fault: { reason: "cardNotUsable" } });
  });

  test("an AFL that breaks the rules, before any record is read (openemv test 7)", () => {
    const { result, commands } = read("080202001001000018010201", lookupCard({}));
    expect(result).toMatchObject({ ok: false, fault: { reason: "cardNotUsable" } });
    expect(commands).toEqual([]);
  });

  test("an AFL that names more records than the limit", () => {
    const { result, commands } = read("0801FF00", lookupCard({}));
    expect(result).toMatchObject({ ok: false, fault: { reason: "tooManySteps" } });
    expect(commands.length).toBeLessThanOrEqual(RECORDS_MAX);
  });
});

describe("what the issuer has signed (EMV Book 3, 10.3)", () => {
  const signedOf = (result: ReturnType<typeof read>["result"]) =>
    result.ok ? result.value.signedRecords?.map(toHex) : "ended";

  test("a record of SFI 1 to 10 without tag and length", () => {
    expect(signedOf(read("08010101", lookupCard({ [READ_1_1]: `${COMPLETE}9000` })).result)).toEqual([
      PAN + EXPIRY + CDOLS,
    ]);
  });

  test("only as many records as the AFL says, from the first", () => {
    const card = lookupCard({ [READ_1_1]: `${COMPLETE}9000`, [READ_1_2]: `${template("5F340101")}9000` });
    expect(signedOf(read("08010201", card).result)).toEqual([PAN + EXPIRY + CDOLS]);
    expect(signedOf(read("08010202", card).result)).toEqual([PAN + EXPIRY + CDOLS, "5F340101"]);
  });

  test("a record of SFI 11 to 30 as it is, and its objects are the issuer's own (openemv test 11)", () => {
    const card = lookupCard({ [READ_1_1]: `${COMPLETE}9000`, [READ_11_1]: "70055A030101019000" });
    const { result, transaction } = read("0801010058010101", card);
    expect(signedOf(result)).toEqual(["70055A03010101"]);
    expect(toHex(transaction.card.get(0x5a) ?? fromHex(""))).toBe("6228000100001117");
  });

  test("a record of SFI 11 to 30 that is no template makes authentication fail, not the reading (openemv test 10)", () => {
    const card = lookupCard({ [READ_1_1]: `${COMPLETE}9000`, [READ_11_1]: "FF9000" });
    expect(signedOf(read("0801010158010101", card).result)).toBeUndefined();
    expect(signedOf(read("0801010158010100", card).result)).toEqual([PAN + EXPIRY + CDOLS]);
  });
});

test("a card that brings the terminal's own objects changes nothing", () => {
  const { result, transaction } = one(template(`${PAN + EXPIRY + CDOLS}9F02060000000000018A023030`));
  expect(result.ok).toBe(true);
  expect(transaction.card.has(0x9f02)).toBe(false);
  expect(transaction.card.has(0x8a)).toBe(false);
});
