import fc from "fast-check";
import { expect, test } from "vitest";
import { concatBytes, fromHex, toHex } from "../../main/domain/bytes.ts";
import {
  CANDIDATES_MAX,
  DIRECTORY_RECORDS_MAX,
  NEXT_OCCURRENCES_MAX,
  SUB_DIRECTORIES_MAX,
} from "../../main/domain/emv/kernel/build-candidate-list.ts";
import { SCRIPT_COMMANDS_MAX, SCRIPTS_MAX } from "../../main/domain/emv/kernel/issuer-scripts.ts";
import { PIN_TRIES_MAX } from "../../main/domain/emv/kernel/offline-pin.ts";
import type {
  HostVerdict,
  KernelRequest,
  KernelResponse,
  KernelResult,
  VerificationRequest,
  VerifyingKernel,
} from "../../main/domain/emv/kernel/protocol.ts";
import { RECORDS_MAX } from "../../main/domain/emv/kernel/read-application-data.ts";
import { readCard } from "../../main/domain/emv/kernel/read-card.ts";
import { NO_ABILITIES } from "../../main/domain/emv/kernel/session.ts";
import { runVerifyingTransaction } from "../../main/domain/emv/kernel/transaction.ts";
import { EXCHANGES_PER_COMMAND_MAX } from "../../main/domain/emv/transport.ts";
import { application, TERMINAL, transactionInput } from "../unit/domain/emv/kernel-fixtures.ts";
import { PROFILE_RECORDS, profileCard } from "../unit/domain/emv/profile-card.ts";
import type { TestCard } from "../unit/domain/emv/scripted-card.ts";

const PAN = "6228000100001117";

/**
 * Most CV rules in 252 bytes of tag 8E; each may ask for a try counter, and for a PIN as often as there are
 * tries.
 */
const CV_RULES_MAX = 122;

/**
 * The most requests that one transaction may make, out of the kernel's own limits: directory, AIDs, one
 * choice, SELECT and GET PROCESSING OPTIONS for each candidate, records, offline PINs, scripts, and the six
 * commands and questions of the rest.
 */
function requestsMax(applicationCount: number): number {
  const directory = 1 + DIRECTORY_RECORDS_MAX + SUB_DIRECTORIES_MAX;
  const aids = applicationCount * (1 + NEXT_OCCURRENCES_MAX);
  const pins = CV_RULES_MAX * (1 + 3 * PIN_TRIES_MAX);
  const scripts = SCRIPTS_MAX * SCRIPT_COMMANDS_MAX;
  const commands = directory + aids + 2 * CANDIDATES_MAX + RECORDS_MAX + pins + scripts + 6;
  return commands * EXCHANGES_PER_COMMAND_MAX + CANDIDATES_MAX + CV_RULES_MAX + 3;
}

type AnyRequest = KernelRequest | VerificationRequest;

type Played<R> = {
  readonly result: R;
  readonly requests: readonly AnyRequest[];
  readonly commands: readonly string[];
};

type World = {
  readonly card: TestCard;
  readonly choice: number | "cancelled" | "cardGone";
  readonly accept: boolean;
  readonly pin: Extract<KernelResponse, { kind: "pin" }>["entry"];
  /** What the reader with a keypad, the pad that enciphers, and the one who looks at documents answer. */
  readonly verify: KernelResponse;
  readonly host: HostVerdict;
};

function answer(request: AnyRequest, { card, choice, accept, pin, verify, host }: World): KernelResponse {
  switch (request.kind) {
    case "command": {
      const response = card(request.command);
      return response === undefined ? { kind: "cardGone" } : { kind: "response", response };
    }
    case "chooseApplication":
      return typeof choice === "number" ? { kind: "applicationChosen", index: choice } : { kind: choice };
    case "cardIdentified":
      return { kind: accept ? "proceed" : "cancelled" };
    case "captureOnlinePin":
      return { kind: "pin", entry: pin };
    case "goOnline":
      return host;
    case "verifyPinAtReader":
      return verify.kind === "encipheredPin" || verify.kind === "identityDocument" ? WRONG_PIN : verify;
    case "encipherPinAtPad":
      if (verify.kind === "encipheredPin") return { ...verify, data: request.modulus.slice() };
      return verify.kind === "pin" ? verify : { kind: "pin", entry: "unavailable" };
    case "checkIdentityDocument":
      return verify.kind === "identityDocument" ? verify : { kind: "cancelled" };
  }
}

function drive<R>(kernel: VerifyingKernel<R>, world: World, bound: number): Played<R> {
  const requests: AnyRequest[] = [];
  let turn = kernel.next();
  while (turn.done !== true) {
    requests.push(turn.value);
    expect(requests.length).toBeLessThanOrEqual(bound);
    turn = kernel.next(answer(turn.value, world));
  }
  const commands = requests.flatMap((request) =>
    request.kind === "command" ? [toHex(request.command)] : [],
  );
  return { result: turn.value, requests, commands };
}

const WRONG_PIN: KernelResponse = { kind: "response", response: fromHex("63C2") };

/** Laws of the money that no card can break (money.md rule 6). */
function checkLaws({ result, requests, commands }: Played<KernelResult>, host: HostVerdict): void {
  const wentOnline = requests.some(({ kind }) => kind === "goOnline");
  // A command that is repeated because of 6Cxx differs in its last byte only.
  const cryptograms = commands
    .filter((command) => command.startsWith("80AE"))
    .map((command) => command.slice(0, -2));
  const [first, second] = new Set(cryptograms);
  // Without the host, a second one is only ever asked for an AAC: the first one's signature was wrong.
  if (!wentOnline && second !== undefined) {
    expect(second.startsWith("80AE00")).toBe(true);
    expect(result.kind).not.toBe("approved");
  }
  // What the terminal denied, no card can approve.
  if (first?.startsWith("80AE00")) expect(result.kind).not.toBe("approved");
  const hostApproved = wentOnline && host.kind === "hostAnswered" && host.approved;
  if (hostApproved) {
    // The application can always tell that the host approved.
    expect([
      { kind: "approved", by: "online" },
      { kind: "declined", by: "hostApprovedCardDeclined" },
    ]).toContainEqual({ kind: result.kind, by: result.kind === "ended" ? undefined : result.by });
  }
  if (wentOnline && host.kind === "outcomeUnknown") {
    expect(result).toMatchObject({ kind: "declined", by: "outcomeUnknown" });
    expect(second?.startsWith("80AE40")).not.toBe(true);
  }
  if (result.kind === "approved") {
    expect(result.cryptogram.cryptogramType).toBe("TC");
    expect(result.by === "online").toBe(hostApproved);
    if (result.by === "offline" && wentOnline) expect(host.kind).toBe("unableToGoOnline");
  }
  if (result.kind === "ended") {
    const phase = wentOnline ? "afterOnline" : first === undefined ? "beforeFirstGenerateAc" : "beforeOnline";
    expect(result.phase).toBe(phase);
    expect(result.detail).not.toBe("");
  }
  const said = JSON.stringify([result.trace, result.detail]);
  expect(said).not.toMatch(/\d{10}/);
}

const anyVerdict: fc.Arbitrary<HostVerdict> = fc.oneof(
  fc.constant<HostVerdict>({ kind: "unableToGoOnline" }),
  fc.constant<HostVerdict>({ kind: "outcomeUnknown" }),
  fc
    .record({
      approved: fc.boolean(),
      responseCode: fc.oneof(fc.constantFrom("00", "11", "51", "A2"), fc.string({ maxLength: 4 })),
      iccData: fc.oneof(
        fc.constant(fromHex("910A11223344556677883030")),
        fc.constant(fromHex("9108112233445566778872050102")),
        // Scripts of both kinds, with and without identifier, and one that is cut off.
        fc.constant(fromHex("710D9F180400000001860484180000" + "720686048416000072" + "00")),
        fc.constant(fromHex("71068604841E0000" + "720F860D84240000080102030405060708")),
        fc.constant(fromHex("7105" + "8604841E00" + "910A11223344556677883030")),
        fc.uint8Array({ maxLength: 40 }),
      ),
    })
    .map((answered): HostVerdict => ({ kind: "hostAnswered", ...answered })),
);

const anyWorld = {
  choice: fc.oneof(fc.nat(3), fc.constantFrom("cancelled" as const, "cardGone" as const)),
  accept: fc.nat(9).map((chance) => chance > 0),
  pin: fc.constantFrom(
    "entered" as const,
    "bypassed" as const,
    "cancelled" as const,
    "timedOut" as const,
    "unavailable" as const,
  ),
  verify: fc.oneof(
    fc
      .constantFrom("9000", "63C2", "63C0", "63CF", "6983", "6A80", "", "90")
      .map((response): KernelResponse => ({ kind: "response", response: fromHex(response) })),
    fc
      .constantFrom("bypassed" as const, "cancelled" as const, "timedOut" as const, "unavailable" as const)
      .map((entry): KernelResponse => ({ kind: "pin", entry })),
    fc.constantFrom<KernelResponse>(
      { kind: "encipheredPin", data: new Uint8Array() },
      { kind: "identityDocument", accepted: true },
      { kind: "identityDocument", accepted: false },
      { kind: "cardGone" },
      { kind: "cancelled" },
    ),
  ),
  abilities: fc.constantFrom(NO_ABILITIES, {
    plaintextPin: true,
    encipheredPin: true,
    identityDocument: true,
  }),
  host: anyVerdict,
};

const inputs = [
  transactionInput(),
  transactionInput({
    applications: [
      application("A0000003330101", true, { floorLimitFen: 100_000n }),
      application("A000000333", true),
      application("A0000000031010", false),
    ],
    terminal: { ...TERMINAL, terminalCapabilities: fromHex("E028C0") },
  }),
  transactionInput({ terminal: { ...TERMINAL, terminalCapabilities: fromHex("E0F8C8") } }),
  transactionInput({ terminal: { ...TERMINAL, terminalType: 0x25 }, transactionType: 1 }),
];

const PIECES: readonly Uint8Array[] = [
  ...Object.values(PROFILE_RECORDS),
  "6F158408A000000333010101A509500742414E4B205858",
  "6F20840E315041592E5359532E4444463031A50E8801015F2D046E6C656E9F110101",
  "701A61184F08A0000003330101015006504F4F52594E8701819D0531323334" + "35",
  "800E7C00080202001001040018010201",
  "800B800001A1A2A3A4A5A6A7A8",
  "800B400001A1A2A3A4A5A6A7A8",
  "77144F0101",
].map(fromHex);

const statusWord = fc
  .constantFrom("9000", "6283", "6A81", "6A82", "6A83", "6985", "6110", "6C10", "63C0", "0000")
  .map(fromHex);

/** Random bytes, and pieces of real answers, with random status words. */
const anyAnswer = fc.oneof(
  fc.uint8Array({ maxLength: 260 }),
  fc.tuple(fc.constantFrom(...PIECES), statusWord).map(([data, sw]) => concatBytes(data, sw)),
  statusWord,
);

test("any answers at all lead to an end within bounds, and no law is broken", () => {
  fc.assert(
    fc.property(
      fc.record({
        ...anyWorld,
        input: fc.constantFrom(...inputs),
        answers: fc.array(anyAnswer, { minLength: 1, maxLength: 30 }),
      }),
      ({ input, answers, abilities, ...surroundings }) => {
        let next = 0;
        const card = (): Uint8Array => answers[next++ % answers.length] ?? new Uint8Array();
        const bound = requestsMax(input.applications.length);
        const kernel = runVerifyingTransaction(input, abilities);
        checkLaws(drive(kernel, { card, ...surroundings }, bound), surroundings.host);
        next = 0;
        const read = drive(readCard(input), { card, ...surroundings }, bound);
        expect(read.commands.some((command) => command.startsWith("80AE"))).toBe(false);
      },
    ),
    { numRuns: 3000 },
  );
});

/** Every CVM, each followed by the next if it fails, an identity document, and the IACs of the profile. */
const EVERY_CVM: Readonly<Record<string, string>> = {
  "4/3":
    `703A8E18${"0000000000000000"}${"4100440043004500420060005E001F00"}` +
    "9F0D05F0200400009F0E0500508800009F0F05F020049800" +
    "9F610141" +
    "9F620100",
};

type Damage = (answer: Uint8Array, salt: number) => Uint8Array | undefined;

const DAMAGES: readonly Damage[] = [
  (bytes, salt) => bytes.map((byte, i) => (i === salt % bytes.length ? byte ^ (1 << (salt % 8)) : byte)),
  (bytes, salt) => bytes.subarray(0, salt % (bytes.length + 1)),
  (bytes, salt) =>
    concatBytes(bytes.subarray(0, -2), fromHex(["6A81", "6283", "6110", "6C20", "6985"][salt % 5] ?? "")),
  (bytes) => concatBytes(bytes.subarray(0, -2), bytes),
  (bytes, salt) => concatBytes(PIECES[salt % PIECES.length] ?? bytes, fromHex("9000")),
  () => new Uint8Array(),
  () => undefined,
];

test("a genuine card whose answers are damaged leads to an end within bounds, and no law is broken", () => {
  fc.assert(
    fc.property(
      fc.record({
        ...anyWorld,
        input: fc.constantFrom(...inputs),
        first: fc.constantFrom(undefined, 0x00, 0x40, 0x80, 0xc0),
        second: fc.constantFrom(undefined, 0x00, 0x40, 0x80),
        cvmList: fc.constantFrom(undefined, EVERY_CVM),
        damaged: fc.array(fc.tuple(fc.nat(24), fc.constantFrom(...DAMAGES), fc.nat()), { maxLength: 3 }),
      }),
      ({ input, first, second, cvmList, damaged, abilities, ...surroundings }) => {
        const genuine = profileCard({
          ...(first === undefined ? {} : { first }),
          ...(second === undefined ? {} : { second }),
          ...(cvmList === undefined ? {} : { records: cvmList }),
        });
        let count = -1;
        const card: TestCard = (command) => {
          count += 1;
          const answered = genuine(command);
          const damage = damaged.find(([at]) => at === count);
          return damage === undefined || answered === undefined ? answered : damage[1](answered, damage[2]);
        };
        const played = drive(
          runVerifyingTransaction(input, abilities),
          { card, ...surroundings },
          requestsMax(input.applications.length),
        );
        checkLaws(played, surroundings.host);
        expect(JSON.stringify(played.result.trace)).not.toContain(PAN);
      },
    ),
    { numRuns: 1500 },
  );
});

/** A card behind T=0: it says how much there is to fetch (61xx), and how much to ask for (6Cxx). */
function overT0(card: TestCard): TestCard {
  let waiting: Uint8Array | undefined;
  return (command) => {
    if (toHex(command).startsWith("00C0")) return waiting;
    const answered = card(command);
    const length = (answered?.length ?? 0) - 2;
    if (answered === undefined || length <= 0 || length > 255) return answered;
    const hasData = command.length > 5;
    if (!hasData && command.at(-1) === length) return answered;
    waiting = answered;
    return Uint8Array.of(hasData ? 0x61 : 0x6c, length);
  };
}

test("a card says the same over T=0, with 61xx and 6Cxx, as over T=1", () => {
  fc.assert(
    fc.property(
      fc.record({
        ...anyWorld,
        input: fc.constantFrom(...inputs),
        first: fc.constantFrom(0x00, 0x40, 0x80),
        second: fc.constantFrom(0x00, 0x40),
        cvmList: fc.constantFrom({}, EVERY_CVM),
      }),
      ({ input, first, second, cvmList, abilities, ...surroundings }) => {
        const [overT1, sameOverT0] = [(card: TestCard) => card, overT0].map((transport) => {
          const card = transport(profileCard({ first, second, records: cvmList }));
          const kernel = runVerifyingTransaction(input, abilities);
          return drive(kernel, { card, ...surroundings }, requestsMax(input.applications.length)).result;
        });
        expect(sameOverT0).toEqual(overT1);
      },
    ),
    { numRuns: 200 },
  );
});
