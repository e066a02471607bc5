import { describe, expect, test } from "vitest";
import { concatBytes, fromHex, toHex } from "../../../../../main/domain/bytes.ts";
import { cardholderVerification } from "../../../../../main/domain/emv/kernel/cardholder-verification.ts";
import { PIN_TRIES_MAX } from "../../../../../main/domain/emv/kernel/offline-pin.ts";
import type { KernelResponse, VerificationRequest } from "../../../../../main/domain/emv/kernel/protocol.ts";
import {
  type ApplicationData,
  readApplicationData,
} from "../../../../../main/domain/emv/kernel/read-application-data.ts";
import { NO_ABILITIES, type Transaction } from "../../../../../main/domain/emv/kernel/session.ts";
import { application, TERMINAL, transactionWith } from "../kernel-fixtures.ts";
import { decipher, encipher, profileCard } from "../profile-card.ts";
import { commandsOf, play, type TestCard } from "../scripted-card.ts";

const READ_TRY_COUNTER = "80CA9F1700";
const GET_CHALLENGE = "0084000000";
const CHALLENGE = "C1C2C3C4C5C6C7C8";
const PIN_BLOCK = "241234FFFFFFFFFF";

type Setting = {
  /** CV rules without amounts. */
  readonly rules: string;
  /** Byte 2 of 9F33; all PIN methods, signature and no CVM unless said. */
  readonly methods?: string;
  readonly plaintextPin?: boolean;
  readonly encipheredPin?: boolean;
  /** Answer to GET DATA 9F17; the card does not give it unless said. */
  readonly tryCounter?: string;
  /** Answers of the card to VERIFY, or how the entry ended, one a try; the last one is repeated. */
  readonly tries?: readonly (string | KernelResponse)[];
  readonly challenge?: string;
  /** Objects of the card that differ after reading. */
  readonly objects?: Readonly<Record<string, string>>;
  readonly afterReading?: (transaction: Transaction) => void;
};

function verify(setting: Setting) {
  const { rules, methods = "F8", plaintextPin = true, encipheredPin = true, tries = ["9000"] } = setting;
  const transaction = transactionWith(
    { "82": "7C00", "94": "08010100100102001801020120010300" },
    { terminal: { ...TERMINAL, terminalCapabilities: fromHex(`E0${methods}C0`) } },
    application("A000000333010101", true),
    { ...NO_ABILITIES, plaintextPin, encipheredPin },
  );
  const profile = profileCard();
  const { result: data } = play(readApplicationData(transaction), profile);
  if (!data.ok) throw new Error(data.fault.detail);
  transaction.card.set(0x8e, fromHex(`0000000000000000${rules.replaceAll(" ", "")}`));
  for (const [tag, value] of Object.entries(setting.objects ?? {})) {
    if (value === "") transaction.card.delete(Number.parseInt(tag, 16));
    else transaction.card.set(Number.parseInt(tag, 16), fromHex(value));
  }
  let count = 0;
  const nextTry = () => tries[Math.min(count++, tries.length - 1)] ?? "9000";
  const enciphered: string[] = [];
  const card: TestCard = (command) => {
    const text = toHex(command);
    if (text === READ_TRY_COUNTER) return fromHex(setting.tryCounter ?? "6A88");
    if (text === GET_CHALLENGE) return fromHex(setting.challenge ?? `${CHALLENGE}9000`);
    if (!text.startsWith("00200088")) return fromHex("6D00");
    enciphered.push(toHex(decipher(command.subarray(5))));
    const answer = nextTry();
    return typeof answer === "string" ? fromHex(answer) : undefined;
  };
  const answer = (request: VerificationRequest): KernelResponse => {
    if (request.kind === "verifyPinAtReader") {
      const response = nextTry();
      return typeof response === "string" ? { kind: "response", response: fromHex(response) } : response;
    }
    if (request.kind !== "encipherPinAtPad") throw new Error("no identity document is asked for");
    const early = tries[count];
    if (typeof early === "object") {
      count += 1;
      return early;
    }
    const filler = new Uint8Array(request.modulus.length - 17).fill(0x5a);
    const block = concatBytes(fromHex(`7F${PIN_BLOCK}`), request.challenge, filler);
    return { kind: "encipheredPin", data: encipher(block, request.modulus, request.exponent) };
  };
  const read: ApplicationData = data.value;
  const { result, requests } = play(cardholderVerification(transaction, read), card, { verify: answer });
  return {
    result,
    byte3: toHex(transaction.tvr.subarray(2, 3)),
    results: toHex(transaction.cvmResults),
    asked: requests.filter(({ kind }) => kind === "verifyPinAtReader" || kind === "encipherPinAtPad"),
    commands: commandsOf(requests),
    enciphered,
    why: transaction.trace.at(-1)?.detail,
  };
}

const pin = (entry: Extract<KernelResponse, { kind: "pin" }>["entry"]): KernelResponse => ({
  kind: "pin",
  entry,
});

/** The same rules for both forms: 01 at the reader, 04 at the pad. */
describe.each([
  { form: "plaintext, at the reader", code: "1", combined: "3" },
  { form: "enciphered, at the pad", code: "4", combined: "5" },
])("offline PIN, $form (EMV Book 3, 10.5.1)", ({ code, combined }) => {
  test.each<{ name: string; setting: Partial<Setting>; byte3: string; results: string; asked: number }>([
    { name: "the card verified it", setting: {}, byte3: "00", results: `0${code}0002`, asked: 1 },
    {
      name: "wrong once, then right",
      setting: { tries: ["63C2", "9000"] },
      byte3: "00",
      results: `0${code}0002`,
      asked: 2,
    },
    {
      name: "wrong until no try is left",
      setting: { tries: ["63C1", "63C0"] },
      byte3: "A0",
      results: `0${code}0001`,
      asked: 2,
    },
    { name: "blocked (6983)", setting: { tries: ["6983"] }, byte3: "A0", results: `0${code}0001`, asked: 1 },
    { name: "blocked (6984)", setting: { tries: ["6984"] }, byte3: "A0", results: `0${code}0001`, asked: 1 },
    {
      name: "a try counter of zero: nobody is asked",
      setting: { tryCounter: "9F1701009000" },
      byte3: "A0",
      results: `0${code}0001`,
      asked: 0,
    },
    {
      name: "a try counter that the card gives in two bytes is not believed",
      setting: { tryCounter: "9F170200009000" },
      byte3: "00",
      results: `0${code}0002`,
      asked: 1,
    },
    {
      name: "another error: the method failed, and no PIN bit is set",
      setting: { tries: ["6A80"] },
      byte3: "80",
      results: `0${code}0001`,
      asked: 1,
    },
    {
      name: "bypassed",
      setting: { tries: [pin("bypassed")] },
      byte3: "88",
      results: `0${code}0001`,
      asked: 1,
    },
    {
      name: "bypassed at the second try",
      setting: { tries: ["63C2", pin("bypassed")] },
      byte3: "88",
      results: `0${code}0001`,
      asked: 2,
    },
    {
      name: "the device is unavailable",
      setting: { tries: [pin("unavailable")] },
      byte3: "90",
      results: `0${code}0001`,
      asked: 1,
    },
  ])("$name", ({ setting, byte3, results, asked }) => {
    const done = verify({ rules: `0${code}00`, ...setting });
    expect({ byte3: done.byte3, results: done.results, asked: done.asked.length }).toEqual({
      byte3,
      results,
      asked,
    });
  });

  test("with a signature behind it: the result is unknown until somebody has signed", () => {
    const { result, results, byte3 } = verify({ rules: `0${combined}00` });
    expect({ byte3, results }).toEqual({ byte3: "00", results: `0${combined}0000` });
    expect(result).toEqual({ ok: true, value: { signatureRequired: true, pinEntered: false } });
  });

  test("with a signature behind it and a wrong PIN: failed", () => {
    expect(verify({ rules: `0${combined}00`, tries: ["63C0"] })).toMatchObject({
      byte3: "A0",
      results: `0${combined}0001`,
    });
  });

  test("with a signature behind it, where the terminal takes no signature: not supported", () => {
    const done = verify({ rules: `4${combined}00 1F00`, methods: "D8" });
    expect(done).toMatchObject({ byte3: "00", results: "1F0002" });
    expect(done.asked).toHaveLength(0);
  });

  test("a lane that is configured for it and has not the device does not support it (money.md rule 13)", () => {
    const done = verify({ rules: `4${code}00 1F00`, plaintextPin: false, encipheredPin: false });
    expect(done).toMatchObject({ byte3: "10", results: "1F0002" });
    expect(done.asked).toHaveLength(0);
  });

  test("a lane that has the device and is not configured for it does not support it", () => {
    const done = verify({ rules: `4${code}00 1F00`, methods: "68" });
    expect(done).toMatchObject({ byte3: "10", results: "1F0002" });
    expect(done.asked).toHaveLength(0);
  });

  test("condition 03 passes over it where it is not supported", () => {
    const done = verify({ rules: `4${code}03 1F00`, plaintextPin: false, encipheredPin: false });
    expect(done).toMatchObject({ byte3: "00", results: "1F0002" });
  });

  test.each(["bypassed", "unavailable"] as const)("a PIN that was %s is not asked for again", (entry) => {
    const done = verify({ rules: `4${code}00 4${code}00 1E00`, tries: [pin(entry)] });
    expect(done.asked).toHaveLength(1);
    expect(done.results).toBe("1E0000");
  });

  test("a PIN that is blocked is not asked for by a later rule", () => {
    const done = verify({ rules: `4${code}00 4${combined}00 1E00`, tries: ["6983"] });
    expect(done.asked).toHaveLength(1);
    expect(done).toMatchObject({ byte3: "20", results: "1E0000" });
  });

  test.each([
    { name: "cancelled", answer: pin("cancelled"), reason: "cancelled" },
    { name: "timed out", answer: pin("timedOut"), reason: "cancelled" },
    { name: "called off", answer: { kind: "cancelled" } as const, reason: "cancelled" },
    { name: "left without the card", answer: { kind: "cardGone" } as const, reason: "cardRemoved" },
  ])("an entry that is $name ends the session", ({ answer, reason }) => {
    const { result } = verify({ rules: `4${code}00 1F00`, tries: [answer] });
    expect(result).toMatchObject({ ok: false, fault: { reason } });
  });

  test("a card that always offers one more try is given up", () => {
    const done = verify({ rules: `0${code}00`, tries: ["63CF"] });
    expect(done.asked).toHaveLength(PIN_TRIES_MAX);
    expect(done.byte3).toBe("A0");
  });

  test("people are told how many tries are left, once the card has said so", () => {
    const triesLeft = (done: ReturnType<typeof verify>) =>
      done.asked.map((request) => ("triesLeft" in request ? request.triesLeft : undefined));
    expect(triesLeft(verify({ rules: `0${code}00`, tries: ["63C2", "63C1", "9000"] }))).toEqual([
      undefined,
      2,
      1,
    ]);
    expect(triesLeft(verify({ rules: `0${code}00`, tryCounter: "9F1701039000" }))).toEqual([3]);
  });
});

describe("one form of the PIN and another", () => {
  test.each<{ name: string; rules: string; tries: Setting["tries"]; asked: number; results: string }>([
    {
      name: "a reader that does not work leaves the pad",
      rules: "4100 0400",
      tries: [pin("unavailable"), "9000"],
      asked: 2,
      results: "040002",
    },
    {
      name: "a bypass counts for both",
      rules: "4100 4400 1E00",
      tries: [pin("bypassed")],
      asked: 1,
      results: "1E0000",
    },
    {
      name: "a card that takes no more tries takes none in any form",
      rules: "4100 4400 1E00",
      tries: ["63C0"],
      asked: 1,
      results: "1E0000",
    },
    {
      name: "such a card leaves the online PIN",
      rules: "4100 0200",
      tries: ["63C0"],
      asked: 1,
      results: "020000",
    },
    {
      name: "a bypass counts for the online PIN",
      rules: "4100 4200 1E00",
      tries: [pin("bypassed")],
      asked: 1,
      results: "1E0000",
    },
  ])("$name", ({ rules, tries = [], asked, results }) => {
    const done = verify({ rules, tries });
    expect({ asked: done.asked.length, results: done.results }).toEqual({ asked, results });
  });
});

test("the reader gets a VERIFY without digits, and the kernel itself never sends one (FEATURE_VERIFY_PIN_DIRECT)", () => {
  const { asked, commands } = verify({ rules: "0100" });
  expect(asked[0]).toEqual({ kind: "verifyPinAtReader", template: fromHex("002000800820FFFFFFFFFFFFFF") });
  expect(commands).toEqual([READ_TRY_COUNTER]);
});

test("an answer to VERIFY without a status word ends the session", () => {
  const { result } = verify({ rules: "0100", tries: [{ kind: "response", response: fromHex("90") }] });
  expect(result).toMatchObject({
    ok: false,
    fault: { reason: "cardNotUsable", clause: "EMV Book 3, 6.3.5" },
  });
});

describe("the enciphered PIN (EMV Book 2, 7)", () => {
  test("goes to the card as 7F, PIN block, challenge and filler, under the card's key", () => {
    const { commands, enciphered } = verify({ rules: "0400" });
    expect(commands.map((command) => command.slice(0, 10))).toEqual([
      READ_TRY_COUNTER,
      GET_CHALLENGE,
      "0020008860",
    ]);
    expect(enciphered[0]?.startsWith(`7F${PIN_BLOCK}${CHALLENGE}5A`)).toBe(true);
  });

  test("takes a new challenge for every try", () => {
    const { commands } = verify({ rules: "0400", tries: ["63C2", "9000"] });
    expect(commands.filter((command) => command === GET_CHALLENGE)).toHaveLength(2);
  });

  test.each([
    { name: "an error", challenge: "6D00" },
    { name: "seven bytes", challenge: "C1C2C3C4C5C6C79000" },
    { name: "nine bytes", challenge: "C1C2C3C4C5C6C7C8C99000" },
  ])("fails when GET CHALLENGE brings $name", ({ challenge }) => {
    const done = verify({ rules: "0400", challenge });
    expect(done).toMatchObject({ byte3: "80", results: "040001" });
    expect(done.asked).toHaveLength(0);
  });

  test.each<{ name: string; objects: Readonly<Record<string, string>>; why: string }>([
    { name: "the card has no certificate", objects: { "9F46": "" }, why: "iccDataMissing" },
    { name: "the certificate is another's", objects: { "9F46": "00".repeat(128) }, why: "notRecovered" },
    { name: "no CA key is loaded", objects: { "8F": "81" }, why: "noCaKey" },
    {
      name: "the PIN certificate (9F2D) is no certificate",
      objects: { "9F2D": "AA", "9F2E": "03" },
      why: "wrongLength",
    },
    {
      name: "the PIN certificate lacks its exponent (9F2E)",
      objects: { "9F2D": "AA" },
      why: "iccDataMissing",
    },
  ])("fails without a question when $name", ({ objects, why }) => {
    const done = verify({ rules: "0400", objects });
    expect(done).toMatchObject({ byte3: "80", results: "040001" });
    expect(done.asked).toHaveLength(0);
    expect(done.why).toContain(why);
  });

  test("a pad whose cipher text has not the key's length does not work", () => {
    const done = verify({ rules: "0400", tries: [{ kind: "encipheredPin", data: fromHex("AA") }] });
    expect(done).toMatchObject({ byte3: "90", results: "040001" });
    expect(done.commands).not.toContainEqual(expect.stringMatching(/^0020/));
  });
});
