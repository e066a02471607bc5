import { describe, expect, test } from "vitest";
import { fromHex, toHex } from "../../../../../main/domain/bytes.ts";
import { cardholderVerification } from "../../../../../main/domain/emv/kernel/cardholder-verification.ts";
import { FACTS, TERMINAL, transactionWith } from "../kernel-fixtures.ts";
import { lookupCard, play, type Surroundings } from "../scripted-card.ts";

type Setting = {
  /** Tag 8E from amount X on; undefined removes the list. */
  readonly list: string | undefined;
  readonly aip?: string;
  /** Byte 2 of 9F33. */
  readonly methods?: string;
  readonly amountFen?: bigint;
  readonly transactionType?: number;
  readonly terminalType?: number;
  readonly currency?: string;
  readonly pin?: Surroundings["pin"];
};

/** No amounts, then rules. */
const rules = (text: string): string => `0000000000000000${text.replaceAll(" ", "")}`;

function verify(setting: Setting) {
  const { list, aip = "7C00", methods = "68", currency = "0156" } = setting;
  const transaction = transactionWith(
    { "82": aip, "9F42": currency, ...(list === undefined ? {} : { "8E": list }) },
    {
      amountFen: setting.amountFen ?? 1234n,
      transactionType: setting.transactionType ?? 0,
      terminal: {
        ...TERMINAL,
        terminalType: setting.terminalType ?? 0x22,
        terminalCapabilities: fromHex(`E0${methods}C0`),
      },
    },
  );
  const pin = setting.pin === undefined ? {} : { pin: setting.pin };
  const { result, requests } = play(
    cardholderVerification(transaction, { facts: FACTS, signedRecords: [] }),
    lookupCard({}),
    pin,
  );
  return {
    result,
    pinRequests: requests.filter(({ kind }) => kind === "captureOnlinePin").length,
    figures: {
      byte3: toHex(transaction.tvr.subarray(2, 3)),
      results: toHex(transaction.cvmResults),
      tsi: toHex(transaction.tsi.subarray(0, 1)),
    },
    byte1: toHex(transaction.tvr.subarray(0, 1)),
  };
}

describe("methods (EMV Book 3, 10.5; emv-pboc section 7)", () => {
  test.each<{ name: string; setting: Setting; byte3: string; results: string }>([
    {
      name: "signature: the result is unknown",
      setting: { list: rules("1E00") },
      byte3: "00",
      results: "1E0000",
    },
    { name: "no CVM required: successful", setting: { list: rules("1F00") }, byte3: "00", results: "1F0002" },
    { name: "online PIN entered", setting: { list: rules("0200") }, byte3: "04", results: "020000" },
    {
      name: "online PIN bypassed, and no rule behind",
      setting: { list: rules("0200"), pin: "bypassed" },
      byte3: "88",
      results: "020001",
    },
    {
      name: "online PIN bypassed, and a signature behind",
      setting: { list: rules("4200 1E00"), pin: "bypassed" },
      byte3: "08",
      results: "1E0000",
    },
    {
      name: "the pad is unavailable",
      setting: { list: rules("4200 1F00"), pin: "unavailable" },
      byte3: "10",
      results: "1F0002",
    },
    {
      name: "online PIN without a pad, always wanted",
      setting: { list: rules("4200 1F00"), methods: "28" },
      byte3: "10",
      results: "1F0002",
    },
    {
      name: "online PIN without a pad, wanted if supported",
      setting: { list: rules("4203 1F00"), methods: "28" },
      byte3: "00",
      results: "1F0002",
    },
    {
      name: "plaintext PIN by the card",
      setting: { list: rules("4100 1E00") },
      byte3: "10",
      results: "1E0000",
    },
    {
      name: "plaintext PIN by the card and signature",
      setting: { list: rules("4300 1E00") },
      byte3: "10",
      results: "1E0000",
    },
    {
      name: "enciphered PIN by the card",
      setting: { list: rules("4400 1E00") },
      byte3: "10",
      results: "1E0000",
    },
    {
      name: "enciphered PIN by the card and signature",
      setting: { list: rules("4500 1E00") },
      byte3: "10",
      results: "1E0000",
    },
    {
      name: "PIN by the card with nothing behind",
      setting: { list: rules("0100") },
      byte3: "90",
      results: "010001",
    },
    {
      name: "signature that the lane does not take",
      setting: { list: rules("5E00 1F00"), methods: "48" },
      byte3: "00",
      results: "1F0002",
    },
    {
      name: "no CVM that the lane does not take",
      setting: { list: rules("1F00"), methods: "60" },
      byte3: "80",
      results: "1F0001",
    },
    { name: "PBOC identity document", setting: { list: rules("6000 1F00") }, byte3: "00", results: "1F0002" },
    {
      name: "PBOC identity document with nothing behind",
      setting: { list: rules("2000") },
      byte3: "80",
      results: "200001",
    },
    {
      name: "an unknown method, then another rule",
      setting: { list: rules("6A00 1F00") },
      byte3: "40",
      results: "1F0002",
    },
    {
      name: "an unknown method with nothing behind",
      setting: { list: rules("2A00") },
      byte3: "C0",
      results: "3F0001",
    },
    {
      name: "an unknown method, wanted if supported",
      setting: { list: rules("2A03 1F00") },
      byte3: "00",
      results: "1F0002",
    },
    {
      name: "a method with the reserved bit 8",
      setting: { list: rules("DF00 1F00") },
      byte3: "40",
      results: "1F0002",
    },
    { name: "fail CVM processing", setting: { list: rules("0000 1F00") }, byte3: "80", results: "000001" },
    {
      name: "fail CVM processing ends it even with bit 7",
      setting: { list: rules("4000 1F00") },
      byte3: "80",
      results: "400001",
    },
    {
      name: "a failed rule without bit 7 ends it",
      setting: { list: rules("0200 1F00"), pin: "bypassed" },
      byte3: "88",
      results: "020001",
    },
    {
      name: "no rule whose condition holds",
      setting: { list: rules("1E04 1F05") },
      byte3: "80",
      results: "3F0001",
    },
    {
      name: "the UnionPay debit list 0203 1F00",
      setting: { list: rules("0203 1F00") },
      byte3: "04",
      results: "020300",
    },
    {
      name: "the list of the recorded UnionPay card",
      setting: { list: rules("5E03 4203 1F00") },
      byte3: "00",
      results: "5E0300",
    },
  ])("$name", ({ setting, byte3, results }) => {
    const { result, figures } = verify(setting);
    expect(result.ok).toBe(true);
    expect(figures).toEqual({ byte3, results, tsi: "40" });
  });
});

describe("conditions (EMV Book 3, table 44)", () => {
  /** Signature under the condition, otherwise no CVM. */
  const signs = (
    condition: string,
    change: Partial<Setting> = {},
    x = "000003E8",
    y = "00000064",
  ): boolean => {
    const { result } = verify({ list: `${x}${y}5E${condition}1F00`, ...change });
    return result.ok && result.value.signatureRequired;
  };
  const cash = { transactionType: 1 };
  const unattended = { terminalType: 0x25 };

  test.each<{ name: string; condition: string; change?: Partial<Setting>; holds: boolean }>([
    { name: "always", condition: "00", holds: true },
    { name: "unattended cash, at a purchase", condition: "01", holds: false },
    { name: "unattended cash, attended", condition: "01", change: cash, holds: false },
    { name: "unattended cash, unattended", condition: "01", change: { ...cash, ...unattended }, holds: true },
    { name: "neither cash nor cashback, at a purchase", condition: "02", holds: true },
    { name: "neither cash nor cashback, at manual cash", condition: "02", change: cash, holds: false },
    {
      name: "neither cash nor cashback, at unattended cash",
      condition: "02",
      change: { ...cash, ...unattended },
      holds: false,
    },
    {
      name: "neither cash nor cashback, at cashback",
      condition: "02",
      change: { transactionType: 9 },
      holds: false,
    },
    { name: "the terminal supports it", condition: "03", holds: true },
    { name: "the terminal does not support it", condition: "03", change: { methods: "48" }, holds: false },
    { name: "manual cash, attended", condition: "04", change: cash, holds: true },
    { name: "manual cash, unattended", condition: "04", change: { ...cash, ...unattended }, holds: false },
    { name: "cashback", condition: "05", change: { transactionType: 9 }, holds: true },
    { name: "cashback, at a purchase", condition: "05", holds: false },
    { name: "under X (10.00)", condition: "06", change: { amountFen: 999n }, holds: true },
    { name: "not under X at X", condition: "06", change: { amountFen: 1000n }, holds: false },
    { name: "over X", condition: "07", change: { amountFen: 1001n }, holds: true },
    { name: "not over X at X", condition: "07", change: { amountFen: 1000n }, holds: false },
    { name: "under Y (1.00)", condition: "08", change: { amountFen: 99n }, holds: true },
    { name: "not under Y at Y", condition: "08", change: { amountFen: 100n }, holds: false },
    { name: "over Y", condition: "09", change: { amountFen: 101n }, holds: true },
    {
      name: "under X in another currency",
      condition: "06",
      change: { amountFen: 1n, currency: "0840" },
      holds: false,
    },
    {
      name: "over X without an application currency",
      condition: "07",
      change: { amountFen: 5000n, currency: "" },
      holds: false,
    },
    { name: "a reserved condition", condition: "0A", holds: false },
    { name: "a condition of a payment system", condition: "80", holds: false },
  ])("$name", ({ condition, change = {}, holds }) => {
    expect(signs(condition, change)).toBe(holds);
  });
});

test("without the AIP's bit nothing is done", () => {
  const { figures, byte1 } = verify({ list: rules("1E00"), aip: "6C00" });
  expect(figures).toEqual({ byte3: "00", results: "3F0000", tsi: "00" });
  expect(byte1).toBe("00");
});

test.each([
  { name: "absent", list: undefined },
  { name: "without rules (openemv-cvmlist-1)", list: "000186A0000003E8" },
  { name: "shorter than its amounts", list: "000186" },
])("a list that is $name counts as missing data", ({ list }) => {
  const { figures, byte1 } = verify({ list });
  expect(figures).toEqual({ byte3: "00", results: "3F0000", tsi: "00" });
  expect(byte1).toBe("20");
});

test("a list that ends within a rule ends the session (openemv-cvmlist-2)", () => {
  const { result } = verify({ list: "000186A0000003E81E0342" });
  expect(result).toMatchObject({ ok: false, fault: { reason: "cardNotUsable" } });
});

test("a customer who bypassed the PIN is not asked again", () => {
  const { pinRequests, figures } = verify({ list: rules("4200 4200 4200 1E00"), pin: "bypassed" });
  expect(pinRequests).toBe(1);
  expect(figures).toEqual({ byte3: "08", results: "1E0000", tsi: "40" });
});

test.each(["cancelled", "timedOut"] as const)("a PIN entry that is %s ends the session", (pin) => {
  const { result } = verify({ list: rules("4200 1F00"), pin });
  expect(result).toMatchObject({ ok: false, fault: { reason: "cancelled" } });
});

test("what is needed afterwards is said", () => {
  expect(verify({ list: rules("0200") }).result).toEqual({
    ok: true,
    value: { signatureRequired: false, pinEntered: true },
  });
  expect(verify({ list: rules("1E00") }).result).toEqual({
    ok: true,
    value: { signatureRequired: true, pinEntered: false },
  });
});
