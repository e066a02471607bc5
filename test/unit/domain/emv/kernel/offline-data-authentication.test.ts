import { describe, expect, test } from "vitest";
import { concatBytes, fromHex, toHex } from "../../../../../main/domain/bytes.ts";
import { offlineDataAuthentication } from "../../../../../main/domain/emv/kernel/offline-data-authentication.ts";
import type { TransactionInput } from "../../../../../main/domain/emv/kernel/protocol.ts";
import { readApplicationData } from "../../../../../main/domain/emv/kernel/read-application-data.ts";
import type { Transaction } from "../../../../../main/domain/emv/kernel/session.ts";
import { application, CA_KEY_80, noonOf, TERMINAL, transactionWith } from "../kernel-fixtures.ts";
import { profileCard } from "../profile-card.ts";
import { commandsOf, lookupCard, play, type TestCard } from "../scripted-card.ts";
import { CA_KEY_09, UNIONPAY_TRACE } from "../unionpay-trace.ts";

type Change = {
  /** Objects of the card that differ after reading; an empty text removes one. */
  readonly objects?: Readonly<Record<string, string>>;
  readonly input?: Partial<TransactionInput>;
  readonly defaultDdol?: string;
  /** Wraps the card that answers INTERNAL AUTHENTICATE. */
  readonly card?: (genuine: TestCard) => TestCard;
  readonly signedRecordsUnusable?: boolean;
};

const PROFILE_AFL = "08010100100102001801020120010300";

/** Reads the published card as it is, changes one thing, and authenticates. */
function authenticate(change: Change) {
  const parameters = application("A000000333010101", true, {
    defaultDdol: fromHex(change.defaultDdol ?? "9F3704"),
  });
  const transaction = transactionWith({ "82": "7C00", "94": PROFILE_AFL }, change.input ?? {}, parameters);
  const genuine = profileCard();
  const { result: data } = play(readApplicationData(transaction), genuine);
  if (!data.ok) throw new Error(data.fault.detail);
  for (const [tag, value] of Object.entries(change.objects ?? {})) {
    if (value === "") transaction.card.delete(Number.parseInt(tag, 16));
    else transaction.card.set(Number.parseInt(tag, 16), fromHex(value));
  }
  const read = change.signedRecordsUnusable ? { ...data.value, signedRecords: undefined } : data.value;
  const card = change.card?.(genuine) ?? genuine;
  const { result, requests } = play(offlineDataAuthentication(transaction, read), card);
  return { result, transaction, commands: commandsOf(requests) };
}

const byte1 = ({ tvr }: Transaction): string => toHex(tvr.subarray(0, 1));
const firstTsi = ({ tsi }: Transaction): string => toHex(tsi.subarray(0, 1));

/** Answers INTERNAL AUTHENTICATE with something else. */
const answering =
  (change: (genuine: Uint8Array) => Uint8Array) =>
  (genuine: TestCard): TestCard =>
  (command) => {
    const answer = genuine(command);
    return answer === undefined ? undefined : change(answer);
  };

test("a genuine card passes DDA, and its dynamic number is kept for the cryptogram", () => {
  const { transaction, commands } = authenticate({});
  expect(byte1(transaction)).toBe("00");
  expect(firstTsi(transaction)).toBe("80");
  expect(toHex(transaction.card.get(0x9f4c) ?? fromHex(""))).toBe("1122334455667788");
  expect(commands).toEqual(["00880000043510540E00"]);
});

test("the signature may come in a template 77", () => {
  const { transaction } = authenticate({
    card: answering((answer) => {
      const signature = answer.subarray(2, -2);
      return concatBytes(fromHex("77639F4B60"), signature, fromHex("9000"));
    }),
  });
  expect(byte1(transaction)).toBe("00");
});

describe("bits 8 to 2 of TVR byte 1 (emv-pboc section 4.8)", () => {
  test.each<{ name: string; change: Change; tvr: string; tsi: string; commands?: number }>([
    { name: "no method at the card", change: { objects: { "82": "1C00" } }, tvr: "80", tsi: "00" },
    {
      name: "no method at the terminal",
      change: { input: { terminal: { ...TERMINAL, terminalCapabilities: fromHex("E06800") } } },
      tvr: "80",
      tsi: "00",
    },
    { name: "SDA without its signature (93)", change: { objects: { "82": "5C00" } }, tvr: "62", tsi: "80" },
    { name: "no CA key index (8F)", change: { objects: { "8F": "" } }, tvr: "28", tsi: "80" },
    { name: "no issuer certificate (90)", change: { objects: { "90": "" } }, tvr: "28", tsi: "80" },
    { name: "no issuer exponent (9F32)", change: { objects: { "9F32": "" } }, tvr: "28", tsi: "80" },
    { name: "no ICC certificate (9F46)", change: { objects: { "9F46": "" } }, tvr: "28", tsi: "80" },
    { name: "no ICC exponent (9F47)", change: { objects: { "9F47": "" } }, tvr: "28", tsi: "80" },
    {
      name: "no issuer remainder (92) though it is needed",
      change: { objects: { "92": "" } },
      tvr: "28",
      tsi: "80",
    },
    {
      name: "no ICC remainder (9F48) though it is needed",
      change: { objects: { "9F48": "" } },
      tvr: "28",
      tsi: "80",
    },
    { name: "a remainder of another length", change: { objects: { "92": "8B64" } }, tvr: "08", tsi: "80" },
    {
      name: "another exponent than the certified one",
      change: { objects: { "9F32": "010001" } },
      tvr: "08",
      tsi: "80",
    },
    { name: "a CA key that is not loaded", change: { objects: { "8F": "81" } }, tvr: "08", tsi: "80" },
    {
      name: "a CA key past its expiry",
      change: { input: { caKeys: [{ ...CA_KEY_80, expiry: "20261122" }] } },
      tvr: "08",
      tsi: "80",
    },
    {
      name: "a CA key of another issuer",
      change: { input: { caKeys: [{ ...CA_KEY_09, index: 0x80 }] } },
      tvr: "08",
      tsi: "80",
    },
    {
      name: "certificates past their month",
      change: { input: { time: noonOf("20310101") } },
      tvr: "08",
      tsi: "80",
    },
    {
      name: "the last day of their month",
      change: { input: { time: noonOf("20301231") } },
      tvr: "00",
      tsi: "80",
    },
    {
      name: "a tag list (9F4A) that names more than the AIP",
      change: { objects: { "9F4A": "8284" } },
      tvr: "08",
      tsi: "80",
    },
    {
      name: "a tag list that is absent though the AIP is signed",
      change: { objects: { "9F4A": "" } },
      tvr: "08",
      tsi: "80",
    },
    {
      name: "a signed record that is no template",
      change: { signedRecordsUnusable: true },
      tvr: "08",
      tsi: "80",
    },
    {
      name: "a DDOL without unpredictable number",
      change: { objects: { "9F49": "9A03" } },
      tvr: "08",
      tsi: "80",
    },
    { name: "a DDOL that is malformed", change: { objects: { "9F49": "9F37049F" } }, tvr: "08", tsi: "80" },
    {
      name: "no DDOL, and a default one that serves",
      change: { objects: { "9F49": "" } },
      tvr: "00",
      tsi: "80",
    },
    {
      name: "no DDOL, and no default one",
      change: { objects: { "9F49": "" }, defaultDdol: "" },
      tvr: "08",
      tsi: "80",
    },
    {
      name: "a signature over another number",
      change: {
        card: answering(() => concatBytes(fromHex("8060"), new Uint8Array(96).fill(1), fromHex("9000"))),
      },
      tvr: "08",
      tsi: "80",
    },
    {
      name: "a signature of another length",
      change: { card: answering(() => fromHex("8002AABB9000")) },
      tvr: "08",
      tsi: "80",
    },
  ])("$name", ({ change, tvr, tsi }) => {
    const { result, transaction } = authenticate(change);
    expect(result).toEqual({ ok: true, value: undefined });
    expect({ tvr: byte1(transaction), tsi: firstTsi(transaction) }).toEqual({ tvr, tsi });
  });
});

describe("the revocation list (EMV Book 2, 5.3 step 10)", () => {
  // The serial number of the published card's issuer certificate.
  const listed = { rid: fromHex("A000000333"), index: 0x80, serialNumber: fromHex("000001") };

  test.each([
    { name: "that names the certificate", change: {}, tvr: "08" },
    { name: "that names another serial number", change: { serialNumber: fromHex("000000") }, tvr: "00" },
    { name: "that names another key's certificate", change: { index: 0x81 }, tvr: "00" },
    { name: "that names another scheme's", change: { rid: fromHex("A000000003") }, tvr: "00" },
  ])("a list $name", ({ change, tvr }) => {
    const revokedCertificates = [
      { ...listed, serialNumber: fromHex("FFFFFF") },
      { ...listed, ...change },
    ];
    expect(byte1(authenticate({ input: { revokedCertificates } }).transaction)).toBe(tvr);
  });
});

describe("what went wrong is told (issue 5, explanations)", () => {
  test.each<{ name: string; change: Change; detail: string }>([
    {
      name: "no CA key",
      change: { objects: { "8F": "81" } },
      detail: "DDA failed (noCaKey): no CA key is loaded under the card's RID and index (EMV Book 2, 5.2)",
    },
    {
      name: "an expired CA key",
      change: { input: { caKeys: [{ ...CA_KEY_80, expiry: "20261122" }] } },
      detail: "DDA failed (caKeyExpired): the CA key has expired (EMV Book 2, 5.2)",
    },
    {
      name: "a revoked certificate",
      change: {
        input: {
          revokedCertificates: [{ rid: CA_KEY_80.rid, index: 0x80, serialNumber: fromHex("000001") }],
        },
      },
      detail:
        "DDA failed (revoked): the issuer's certificate stands on the revocation list (EMV Book 2, 5.3 step 10)",
    },
    {
      name: "a missing object",
      change: { objects: { "9F46": "" } },
      detail: "DDA failed (iccDataMissing): the card does not bring every object that it needs",
    },
  ])("$name", ({ change, detail }) => {
    expect(authenticate(change).transaction.trace.at(-1)).toMatchObject({
      clause: "EMV Book 3, 10.3",
      detail,
    });
  });
});

describe("missing objects are told as such whatever is wrong above them (EMV Book 3, 10.3)", () => {
  test.each([
    { name: "no CA key and no ICC exponent", objects: { "8F": "81", "9F47": "" }, tvr: "28" },
    { name: "no CA key and no issuer exponent", objects: { "8F": "81", "9F32": "" }, tvr: "28" },
    { name: "no CA key, all objects there", objects: { "8F": "81" }, tvr: "08" },
  ])("$name: $tvr", ({ objects, tvr }) => {
    expect(byte1(authenticate({ objects }).transaction)).toBe(tvr);
  });
});

test("a certificate that fails costs no command", () => {
  expect(authenticate({ objects: { "8F": "81" } }).commands).toEqual([]);
  expect(authenticate({ objects: { "9F49": "9A03" } }).commands).toEqual([]);
});

test.each([
  { name: "an error", answer: "6985" },
  { name: "no template", answer: "9F4B01AA9000" },
  { name: "nothing", answer: "9000" },
  { name: "broken objects", answer: "80FF9000" },
])("INTERNAL AUTHENTICATE that answers $name ends the transaction (EMV Book 3, 6.5.9)", ({ answer }) => {
  const { result } = authenticate({ card: answering(() => fromHex(answer)) });
  expect(result).toMatchObject({ ok: false, fault: { reason: "cardNotUsable" } });
});

describe("static data authentication of the recorded UnionPay card", () => {
  /** The trace's card offers SDA only. */
  function authenticateStatically(change: (transaction: Transaction) => void = () => undefined) {
    const transaction = transactionWith(
      { "82": "7C00", "94": "080103001001050120010100" },
      {
        time: noonOf("20150316"),
        caKeys: [CA_KEY_09],
        terminal: { ...TERMINAL, terminalCapabilities: fromHex("E06880") },
      },
    );
    // The PSE's record has the same command as the application's first; the later one of the trace is meant.
    const { result: data } = play(
      readApplicationData(transaction),
      lookupCard(Object.fromEntries(UNIONPAY_TRACE)),
    );
    if (!data.ok) throw new Error(data.fault.detail);
    change(transaction);
    const { result } = play(offlineDataAuthentication(transaction, data.value), lookupCard({}));
    expect(result.ok).toBe(true);
    return transaction;
  }

  test("succeeds and says that it was selected", () => {
    const transaction = authenticateStatically();
    expect(byte1(transaction)).toBe("02");
    expect(toHex(transaction.card.get(0x9f45) ?? fromHex(""))).toBe("DAC5");
  });

  test("fails when one signed byte is another one", () => {
    const transaction = authenticateStatically(({ card }) => card.set(0x82, fromHex("7C01")));
    expect(byte1(transaction)).toBe("42");
  });
});
