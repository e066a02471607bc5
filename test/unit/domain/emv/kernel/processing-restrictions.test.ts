import { expect, test } from "vitest";
import { fromHex, toHex } from "../../../../../main/domain/bytes.ts";
import { processingRestrictions } from "../../../../../main/domain/emv/kernel/processing-restrictions.ts";
import { application, noonOf, TERMINAL, transactionWith } from "../kernel-fixtures.ts";

/** Dutch terminal, as in openemv emv_processing_restrictions_test; each row says what differs. */
type Row = {
  readonly name: string;
  readonly card?: Readonly<Record<string, string>>;
  readonly date?: string;
  readonly transactionType?: number;
  readonly cashbackFen?: bigint;
  readonly terminalType?: number;
  readonly additionalCapabilities?: string;
  readonly tvr: string;
};

const CARD = { "9F08": "1313", "9F07": "FFC0", "5F28": "0528", "5F24": "250511", "5F25": "250511" };

test.each<Row>([
  { name: "nothing restricted", tvr: "0000000000" },
  { name: "another version", card: { ...CARD, "9F08": "1314" }, tvr: "0080000000" },
  { name: "no version on the card", card: { ...CARD, "9F08": "" }, tvr: "0000000000" },
  { name: "no usage control on the card", card: { ...CARD, "9F07": "" }, tvr: "0000000000" },
  { name: "goods or services at home forbidden", card: { ...CARD, "9F07": "D7C0" }, tvr: "0010000000" },
  { name: "services alone are enough", card: { ...CARD, "9F07": "DFC0" }, tvr: "0000000000" },
  {
    name: "goods and services abroad forbidden",
    card: { ...CARD, "9F07": "ABC0", "5F28": "0840" },
    tvr: "0010000000",
  },
  {
    name: "an issuer country of one byte is another country",
    card: { ...CARD, "9F07": "ABC0", "5F28": "56" },
    tvr: "0010000000",
  },
  {
    name: "no issuer country: only the terminal counts",
    card: { ...CARD, "9F07": "0100", "5F28": "" },
    tvr: "0000000000",
  },
  {
    name: "cash at home forbidden",
    card: { ...CARD, "9F07": "7FC0" },
    transactionType: 1,
    tvr: "0010000000",
  },
  {
    name: "cash abroad forbidden",
    card: { ...CARD, "9F07": "BFC0", "5F28": "0840" },
    transactionType: 1,
    tvr: "0010000000",
  },
  {
    name: "cashback at home forbidden",
    card: { ...CARD, "9F07": "FF40" },
    transactionType: 9,
    tvr: "0010000000",
  },
  {
    name: "cashback abroad forbidden",
    card: { ...CARD, "9F07": "FF80", "5F28": "0840" },
    transactionType: 9,
    tvr: "0010000000",
  },
  {
    name: "a purchase with a cashback amount needs cashback at home",
    card: { ...CARD, "9F07": "FF40" },
    cashbackFen: 100n,
    tvr: "0010000000",
  },
  {
    name: "a purchase with a cashback amount needs goods or services as well",
    card: { ...CARD, "9F07": "D3C0" },
    cashbackFen: 100n,
    tvr: "0010000000",
  },
  {
    name: "a purchase with a cashback amount that may have both",
    card: { ...CARD, "9F07": "23" + "80" },
    cashbackFen: 100n,
    tvr: "0000000000",
  },
  {
    name: "a purchase without cashback does not need it",
    card: { ...CARD, "9F07": "2300" },
    tvr: "0000000000",
  },
  {
    name: "cash does not need goods",
    card: { ...CARD, "9F07": "8300" },
    transactionType: 1,
    tvr: "0000000000",
  },
  {
    name: "another kind of transaction is not restricted",
    card: { ...CARD, "9F07": "0100" },
    transactionType: 0x20,
    tvr: "0000000000",
  },
  { name: "not at terminals other than ATMs", card: { ...CARD, "9F07": "FEC0" }, tvr: "0010000000" },
  { name: "not at ATMs", card: { ...CARD, "9F07": "FDC0" }, terminalType: 0x14, tvr: "0010000000" },
  {
    name: "an unattended bank terminal without cash is no ATM",
    card: { ...CARD, "9F07": "FEC0" },
    terminalType: 0x14,
    additionalCapabilities: "7000000000",
    tvr: "0010000000",
  },
  {
    name: "usage control cut off forbids what it does not say",
    card: { ...CARD, "9F07": "FF" },
    transactionType: 9,
    tvr: "0010000000",
  },
  { name: "not yet effective", date: "20250510", tvr: "0020000000" },
  { name: "effective on its first day, and not expired on its last", date: "20250511", tvr: "0000000000" },
  { name: "expired the day after", date: "20250512", tvr: "0040000000" },
  { name: "no effective date", card: { ...CARD, "5F25": "" }, date: "20250510", tvr: "0000000000" },
  { name: "an effective year of the last century", card: { ...CARD, "5F25": "950701" }, tvr: "0000000000" },
  { name: "an expiry year of the last century", card: { ...CARD, "5F24": "991231" }, tvr: "0040000000" },
  {
    name: "everything at once",
    card: { "9F08": "1314", "9F07": "7FC0", "5F28": "0528", "5F24": "250510", "5F25": "250512" },
    transactionType: 1,
    tvr: "00F0000000",
  },
])(
  "$name gives TVR $tvr",
  ({
    card = CARD,
    date = "20250511",
    transactionType = 0,
    terminalType = 0x22,
    additionalCapabilities = "F000000000",
    cashbackFen = 0n,
    tvr,
  }) => {
    const transaction = transactionWith(
      card,
      {
        time: noonOf(date),
        transactionType,
        cashbackFen,
        terminal: {
          ...TERMINAL,
          terminalType,
          countryCode: 528,
          additionalTerminalCapabilities: fromHex(additionalCapabilities),
        },
      },
      application("A0000000031010", true, { applicationVersion: fromHex("1313") }),
    );
    processingRestrictions(transaction);
    expect(toHex(transaction.tvr)).toBe(tvr);
  },
);
