import { fromHex, toHex } from "../../main/domain/bytes.ts";
import { processingRestrictions } from "../../main/domain/emv/kernel/processing-restrictions.ts";
import type { TransactionInput } from "../../main/domain/emv/kernel/protocol.ts";
import { noonOf, TERMINAL, transactionWith } from "../unit/domain/emv/kernel-fixtures.ts";
import { type Row, rule, step } from "./conformance-case.ts";

/** EMV Book 3, 10.4. The terminal stands in China (156), has version 0030, and the day is 2026-11-23. */

const byte2 =
  (objects: Readonly<Record<string, string>>, change: Partial<TransactionInput> = {}): Row[1] =>
  () => {
    const transaction = transactionWith(objects, change);
    processingRestrictions(transaction);
    return toHex(transaction.tvr);
  };

const FINE = "0000000000";
const VERSION = "0080000000";
const EXPIRED = "0040000000";
const EARLY = "0020000000";
const SERVICE = "0010000000";

const CASH = { transactionType: 0x01 };
const PURCHASE = { transactionType: 0x00 };
const REFUND = { transactionType: 0x20 };
const CASHBACK = { transactionType: 0x09, cashbackFen: 100n };
const HOME = { "5F28": "0156" };
const ABROAD = { "5F28": "0344" };

/** Which bits of 9F07 a service needs where: that bit alone allows it, and everything but it does not. */
const usageRows: readonly Row[] = [
  ["cash at home: domestic cash", HOME, CASH, "8100", "7FFF"],
  ["cash abroad: international cash", ABROAD, CASH, "4100", "BFFF"],
  ["purchase at home: domestic goods", HOME, PURCHASE, "2100", "D7FF"],
  ["purchase at home: domestic services", HOME, PURCHASE, "0900", "D7FF"],
  ["purchase abroad: international goods", ABROAD, PURCHASE, "1100", "EBFF"],
  ["purchase abroad: international services", ABROAD, PURCHASE, "0500", "EBFF"],
  ["cashback at home: domestic cashback", HOME, CASHBACK, "0180", "FF7F"],
  ["cashback abroad: international cashback", ABROAD, CASHBACK, "0140", "FFBF"],
].flatMap(([name, country, change, allowed, refused]): Row[] => {
  const objects = country as Readonly<Record<string, string>>;
  const input = change as Partial<TransactionInput>;
  return [
    [`${name} is enough`, byte2({ ...objects, "9F07": allowed as string }, input), FINE],
    [`${name} is necessary`, byte2({ ...objects, "9F07": refused as string }, input), SERVICE],
  ];
});

const at = (terminalType: number, cash: boolean): Partial<TransactionInput> => ({
  ...REFUND,
  terminal: {
    ...TERMINAL,
    terminalType,
    additionalTerminalCapabilities: fromHex(cash ? "E000F0A001" : "6000F0A001"),
  },
});

const atmRows: readonly Row[] = [
  ["type 14 with cash is an ATM", 0x14, true, true],
  ["type 15 with cash is an ATM", 0x15, true, true],
  ["type 16 with cash is an ATM", 0x16, true, true],
  ["type 14 without cash is none", 0x14, false, false],
  ["type 11 is attended, so none", 0x11, true, false],
  ["type 24 is a merchant's, so none", 0x24, true, false],
  ["type 22 is none", 0x22, true, false],
].flatMap(([name, type, cash, isAtm]): Row[] => [
  [
    `${name}: valid at ATMs only`,
    byte2({ "9F07": "0200" }, at(Number(type), cash === true)),
    isAtm === true ? FINE : SERVICE,
  ],
  [
    `${name}: valid elsewhere only`,
    byte2({ "9F07": "0100" }, at(Number(type), cash === true)),
    isAtm === true ? SERVICE : FINE,
  ],
]);

const day = (expiry: string | undefined, effective: string | undefined, today: string): Row[1] =>
  byte2(
    { ...(expiry && { "5F24": expiry }), ...(effective && { "5F25": effective }) },
    { time: noonOf(today) },
  );

const dateRows: readonly Row[] = [
  ["the day before the expiration date", day("261123", undefined, "20261122"), FINE],
  ["the expiration date itself", day("261123", undefined, "20261123"), FINE],
  ["the day behind the expiration date", day("261123", undefined, "20261124"), EXPIRED],
  ["the last of the year", day("261231", undefined, "20261231"), FINE],
  ["New Year's Day behind it", day("261231", undefined, "20270101"), EXPIRED],
  ["the 29th of February", day("280229", undefined, "20280229"), FINE],
  ["the 1st of March behind it", day("280229", undefined, "20280301"), EXPIRED],
  ["year 49 is 2049", day("491231", undefined, "20261123"), FINE],
  ["year 50 is 1950", day("501231", undefined, "20261123"), EXPIRED],
  ["year 99 is 1999", day("991231", undefined, "20261123"), EXPIRED],
  ["the day before the effective date", day("301231", "261123", "20261122"), EARLY],
  ["the effective date itself", day("301231", "261123", "20261123"), FINE],
  ["the day behind the effective date", day("301231", "261123", "20261124"), FINE],
  ["effective since 1999", day("301231", "990101", "20261123"), FINE],
  ["no effective date", day("301231", undefined, "20261123"), FINE],
  ["expired and not yet effective", day("250101", "270101", "20261123"), "0060000000"],
];

export const processingRestrictionsStep = step("RES", "Processing restrictions", [
  rule("application version number", "EMV Book 3, 10.4.1", [
    ["the same version", byte2({ "9F08": "0030" }), FINE],
    ["a later version of the card", byte2({ "9F08": "0031" }), VERSION],
    ["an earlier version of the card", byte2({ "9F08": "0020" }), VERSION],
    ["a version of the card that differs in its first byte", byte2({ "9F08": "0130" }), VERSION],
    ["no version of the card", byte2({}), FINE],
    ["an empty version counts as none", byte2({ "9F08": "" }), FINE],
  ]),
  rule("application usage control", "EMV Book 3, 10.4.2", [
    ["no usage control allows everything", byte2(HOME, CASH), FINE],
    ["without the issuer's country only the kind of terminal counts", byte2({ "9F07": "0100" }, CASH), FINE],
    ["a refund needs no bit", byte2({ ...HOME, "9F07": "0100" }, REFUND), FINE],
    [
      "a purchase with cashback needs the bits of both",
      byte2({ ...HOME, "9F07": "2100" }, { ...PURCHASE, cashbackFen: 100n }),
      SERVICE,
    ],
    [
      "a purchase with cashback that has the bits of both",
      byte2({ ...HOME, "9F07": "2180" }, { ...PURCHASE, cashbackFen: 100n }),
      FINE,
    ],
    ["an issuer's country of one byte is foreign", byte2({ "5F28": "56", "9F07": "2100" }), SERVICE],
    ...usageRows,
  ]),
  rule("valid at ATMs, or elsewhere", "EMV Book 3, 10.4.2; Book 4, annex A1", atmRows),
  rule("effective and expiration dates", "EMV Book 3, 10.4.3", dateRows),
]);
