import { assertNever } from "../../../main/domain/assert.ts";
import { fromHex, toHex } from "../../../main/domain/bytes.ts";
import type {
  ContactlessKernel,
  ContactlessOutcome,
  ContactlessResponse,
} from "../../../main/domain/emv/contactless/protocol.ts";
import { recoverTornTransaction } from "../../../main/domain/emv/contactless/recover-torn-transaction.ts";
import { COMBINATIONS_MAX } from "../../../main/domain/emv/contactless/select-application.ts";
import { runContactless } from "../../../main/domain/emv/contactless/transaction.ts";
import {
  CANDIDATES_MAX,
  DIRECTORY_RECORDS_MAX,
  NEXT_OCCURRENCES_MAX,
  SUB_DIRECTORIES_MAX,
} from "../../../main/domain/emv/kernel/build-candidate-list.ts";
import { SCRIPT_COMMANDS_MAX, SCRIPTS_MAX } from "../../../main/domain/emv/kernel/issuer-scripts.ts";
import type {
  KernelResponse,
  KernelResult,
  TraceEntry,
  TransactionInput,
  VerificationAbilities,
  VerifyingKernel,
} from "../../../main/domain/emv/kernel/protocol.ts";
import { RECORDS_MAX } from "../../../main/domain/emv/kernel/read-application-data.ts";
import { runVerifyingTransaction } from "../../../main/domain/emv/kernel/transaction.ts";
import { EXCHANGES_PER_COMMAND_MAX } from "../../../main/domain/emv/transport.ts";
import { Random } from "../../simulation/world/random.ts";
import { input as tapInput } from "../../unit/simulators/card/contactless/tap.ts";
import { INPUT } from "../../unit/simulators/card/kernel-run.ts";
import {
  CONTACT_CARDS,
  FUZZ_CA_KEYS,
  SM_CONTACT_CARDS,
  SM_TAPPED_CARDS,
  TAPPED_CARDS,
} from "./fuzz-cards.ts";
import { answerOf, type Host, isAbout, judged, objectOf, type Sent } from "./issuer-side.ts";
import { gatherOthers, Wire } from "./wire.ts";

/**
 * One transaction of a card of the box whose answers are mutated on their way to the kernel, and what must hold
 * whatever they were. All of it follows from the seed.
 */

/** What the transaction came to, and what is counted of it. */
export type Game = {
  readonly seed: number;
  readonly outcome: string;
  readonly mutations: readonly string[];
  readonly commandCount: number;
  /** What was broken; undefined if all held. */
  readonly failure: string | undefined;
  /** Commands, answers and mutations, one a line: test cards only, so nothing of it is secret. */
  readonly story: readonly string[];
};

class Broken extends Error {}

function must(condition: boolean, sentence: string): asserts condition {
  if (!condition) throw new Broken(sentence);
}

/** Out of the limits of the kernels themselves: directory, AIDs, candidates, records, scripts, and the rest. */
const CONTACT_REQUESTS_MAX =
  EXCHANGES_PER_COMMAND_MAX *
    (1 +
      DIRECTORY_RECORDS_MAX +
      SUB_DIRECTORIES_MAX +
      (1 + NEXT_OCCURRENCES_MAX) +
      2 * CANDIDATES_MAX +
      RECORDS_MAX +
      SCRIPTS_MAX * SCRIPT_COMMANDS_MAX +
      6) +
  CANDIDATES_MAX +
  3;
const TAPPED_REQUESTS_MAX = EXCHANGES_PER_COMMAND_MAX * (2 + COMBINATIONS_MAX + RECORDS_MAX) + 1;

/** Decisions that one trace may hold: a few for each request. */
const TRACE_MAX = 4 * CONTACT_REQUESTS_MAX;

/** What the reader with a keypad says for the card, and how an entry may end. */
const VERIFY_ANSWERS = ["9000", "63C2", "63C0", "6983", "6984", "6A88", "0000"].map(fromHex);
const NO_PIN = ["bypassed", "cancelled", "timedOut", "unavailable"] as const;

function driveContact(
  kernel: VerifyingKernel<KernelResult>,
  wire: Wire,
  host: Host,
  random: Random,
): { readonly result: KernelResult; readonly sent: Sent | undefined; readonly listed: boolean } {
  const listed = random.chance(0.03);
  let sent: Sent | undefined;
  let count = 0;
  let turn = kernel.next();
  while (turn.done !== true) {
    count += 1;
    must(count <= CONTACT_REQUESTS_MAX, `the kernel has made more than ${CONTACT_REQUESTS_MAX} requests`);
    const request = turn.value;
    let response: KernelResponse;
    switch (request.kind) {
      case "command": {
        const answer = wire.exchange(request.command);
        response = answer === undefined ? { kind: "cardGone" } : { kind: "response", response: answer };
        break;
      }
      case "chooseApplication":
        response = { kind: "applicationChosen", index: random.int(0, request.candidates.length) };
        break;
      case "cardIdentified":
        response = { kind: "proceed", onExceptionFile: listed };
        break;
      case "captureOnlinePin":
        response = { kind: "pin", entry: random.chance(0.8) ? "entered" : "bypassed" };
        break;
      case "verifyPinAtReader":
        response = random.chance(0.8)
          ? { kind: "response", response: random.pick(VERIFY_ANSWERS) }
          : { kind: "pin", entry: random.pick(NO_PIN) };
        break;
      case "encipherPinAtPad":
        response = random.chance(0.8)
          ? { kind: "encipheredPin", data: random.bytes(request.modulus.length) }
          : { kind: "pin", entry: random.pick(NO_PIN) };
        break;
      case "checkIdentityDocument":
        response = { kind: "identityDocument", accepted: random.chance(0.7) };
        break;
      case "goOnline":
        must(sent === undefined, "the host was asked twice");
        sent = { facts: request.request, iccData: request.request.iccData };
        response = answerOf(host, sent, random);
        break;
      default:
        return assertNever(request);
    }
    turn = kernel.next(response);
  }
  return { result: turn.value, sent, listed };
}

/** A signature counts only if the card made it now: its random number is one of this transaction. */
function isFresh(sent: Sent, wire: Wire): boolean {
  const number = toHex(objectOf(sent, 0x9f4c) ?? new Uint8Array());
  return number !== "" && wire.issued.some((drawn) => number.endsWith(drawn.slice(0, 12)));
}

function checkContact(
  { result, sent, listed }: ReturnType<typeof driveContact>,
  input: TransactionInput,
  host: Host,
  wire: Wire,
): string {
  if (result.kind === "ended") {
    must(result.detail.includes("("), "an end names its clause");
    return `ended: ${result.reason}`;
  }
  const words = `${result.kind} ${result.by}`;
  if (result.kind !== "approved") return words;
  must(result.cryptogram.cryptogramType === "TC", "approved without a TC");
  must(!listed || result.by === "online", "approved offline although the card is on the exception file");
  if (result.by === "online") {
    must(host === "honest" && sent !== undefined, "approved online and nobody approved");
    must(judged(sent) === "ARQC", "approved online with an ARQC that the issuer does not verify");
    must(isAbout(sent, input), "what was sent is about another transaction");
    return words;
  }
  must(sent === undefined || host === "unreachable", "approved offline although the host was heard");
  const hasDone = (detail: string) => result.trace.some((entry) => entry.detail === detail);
  const uploaded: Sent = result;
  const check = judged(uploaded);
  if (!hasDone("CDA succeeded")) {
    must(result.electronicCash !== undefined, "approved offline and no CDA succeeded");
    must(hasDone("DDA succeeded"), "electronic cash was taken without DDA or CDA");
    // DDA signs no cryptogram: one that was changed on its way is found out by the issuer only.
    must(check === "TC" || wire.mutations.length > 0, `the issuer says of the TC: ${check}`);
    return check === "TC" ? words : `${words}, refused by the issuer`;
  }
  must(check === "TC", `approved offline, and the issuer says of the TC: ${check}`);
  must(isAbout(uploaded, input), "the TC is about another transaction");
  must(isFresh(uploaded, wire), "approved offline without a signature of this card in this transaction");
  return words;
}

function driveTapped<R>(kernel: ContactlessKernel<R>, wire: Wire, listed: boolean): R {
  let count = 0;
  let turn = kernel.next();
  while (turn.done !== true) {
    count += 1;
    must(count <= TAPPED_REQUESTS_MAX, `the kernel has made more than ${TAPPED_REQUESTS_MAX} requests`);
    let response: ContactlessResponse = { kind: "exceptionFile", listed };
    if (turn.value.kind === "command") {
      const answer = wire.exchange(turn.value.command);
      response = answer === undefined ? { kind: "cardGone" } : { kind: "response", response: answer };
    }
    turn = kernel.next(response);
  }
  return turn.value;
}

function checkTapped(
  outcome: ContactlessOutcome,
  approved: Sent | undefined,
  input: TransactionInput,
  listed: boolean,
  wire: Wire,
): string {
  if (approved !== undefined) {
    must(!listed, "approved although the card is on the exception file");
    must(isAbout(approved, input), "the TC is about another transaction");
    must(
      outcome.trace.some(({ detail }) => /^fDDA version 0[01] succeeded$/.test(detail)),
      "approved without fDDA",
    );
    must(isFresh(approved, wire), "approved without a signature of this card in this transaction");
    const check = judged(approved);
    if (check === "TC") return "tapped, approved offline";
    must(wire.isUnsignedPartChanged, `approved offline, and the issuer says of the TC: ${check}`);
    // fDDA signs no cryptogram: a TC that was changed on its way is found out by the issuer only.
    return "tapped, approved offline, refused by the issuer";
  }
  if (outcome.kind !== "onlineRequested") return `tapped, ${outcome.kind}`;
  const check = judged(outcome);
  if (check !== "ARQC" && check !== "TC") return "tapped, refused by the issuer";
  must(check === outcome.cryptogramType, "the kernel calls the cryptogram another one than it is");
  must(isAbout(outcome, input), "what was sent is about another transaction");
  return "tapped, approved online";
}

const AMOUNTS_FEN: readonly (readonly [bigint, number])[] = [
  [1_234n, 8],
  [5_000n, 4],
  [9_999n, 2],
  [10_000n, 2],
  [15_000n, 2],
  [100n, 1],
  [0n, 1],
  [60_000n, 1],
  [4_300_000_000n, 1],
];

/** How many of a transaction's answers are mutated. */
const PROBABILITIES = [0.03, 0.06, 0.12, 0.25, 0.6];

/**
 * The UnionPay terminal action codes of the fact book, and "CDA failed" (B1b3) besides. Without it only the card's own
 * action codes send a failed CDA online, and whoever can change the record that holds them has it approved offline.
 */
function contactInput(random: Random, hasFloor: boolean): TransactionInput {
  const [application] = INPUT.applications;
  must(application !== undefined, "the terminal knows UnionPay");
  const selection = { thresholdFen: 1_000n, targetPercent: 20, maximumTargetPercent: 70 };
  const floorLimitFen = hasFloor ? 10_000n : 0n;
  const terminalActionCodes = {
    denial: fromHex("0010000000"),
    online: fromHex("DC4004F800"),
    default: fromHex("DC4000A800"),
  };
  const amountFen = random.weighted(AMOUNTS_FEN);
  const transactionType = random.weighted([
    [0x00, 20],
    [0x01, 1],
    [0x09, 1],
    [0x20, 1],
  ]);
  return {
    ...INPUT,
    amountFen,
    ...(transactionType === 0x09 && { cashbackFen: amountFen / 2n }),
    transactionType,
    unpredictableNumber: random.bytes(4),
    randomNumber: random.int(1, 99),
    forceOnline: random.chance(0.05),
    terminal: {
      ...INPUT.terminal,
      terminalType: random.weighted([
        [0x22, 20],
        [0x21, 1],
        [0x23, 2],
        [0x25, 2],
      ]),
    },
    applications: [
      {
        ...application,
        floorLimitFen,
        terminalActionCodes,
        ...(random.chance(0.5) && { electronicCash: { transactionLimitFen: 20_000n, currencyCodes: [156] } }),
        ...(hasFloor && random.chance(0.5) && { randomSelection: selection }),
      },
    ],
    caKeys: FUZZ_CA_KEYS,
  };
}

const abilitiesOf = (random: Random): VerificationAbilities => ({
  plaintextPin: random.chance(0.5),
  encipheredPin: random.chance(0.5),
  identityDocument: random.chance(0.5),
});

const HOSTS: readonly (readonly [Host, number])[] = [
  ["honest", 6],
  ["declines", 1],
  ["unreachable", 3],
  ["silent", 1],
];

type Played = { readonly outcome: string; readonly trace: readonly TraceEntry[] };

function playContact(random: Random, hasFloor: boolean, wire: Wire): Played {
  const input = contactInput(random, hasFloor);
  const host = random.weighted(HOSTS);
  wire.powerOn();
  const driven = driveContact(runVerifyingTransaction(input, abilitiesOf(random)), wire, host, random);
  return { outcome: checkContact(driven, input, host, wire), trace: driven.result.trace };
}

function playTapped(random: Random, wire: Wire): Played {
  const input = tapInput(random.weighted(AMOUNTS_FEN), {
    unpredictableNumber: random.bytes(4),
    transactionType: random.chance(0.95) ? 0x00 : 0x01,
    forceOnline: random.chance(0.05),
    caKeys: FUZZ_CA_KEYS,
  });
  const listed = random.chance(0.03);
  wire.powerOn();
  const outcome = driveTapped(runContactless(input), wire, listed);
  let approved: Sent | undefined = outcome.kind === "approvedOffline" ? outcome : undefined;
  if (outcome.kind === "torn") {
    wire.powerOn();
    const recovered = driveTapped(recoverTornTransaction(outcome.torn), wire, listed);
    if (recovered.kind === "approvedOffline") approved = recovered;
  }
  return { outcome: checkTapped(outcome, approved, input.transaction, listed, wire), trace: outcome.trace };
}

/** How often a card of the SM variant is taken. */
const SM_SHARE = 0.02;

/** Only cards whose signed records nobody can change unseen meet a floor limit above zero. */
const APPROVING = /^sealed/;

/** Plays the transaction of a seed. Whatever goes wrong is in the result; nothing is thrown. */
export function play(seed: number, mutates = true): Game {
  const random = new Random(`kernel fuzz ${seed}`);
  const isTapped = random.chance(0.5);
  const isSm = random.chance(SM_SHARE);
  const usual = isTapped ? TAPPED_CARDS : CONTACT_CARDS;
  const ofSm = isTapped ? SM_TAPPED_CARDS : SM_CONTACT_CARDS;
  const [name, profile] = random.pick(Object.entries(isSm ? ofSm : usual));
  const probability = mutates ? random.pick(PROBABILITIES) : 0;
  if (mutates) gatherOthers(genuineStories);
  const wire = new Wire(profile, isTapped ? "contactless" : "contact", random.stream("wire"), probability);
  let outcome = "failed";
  let failure: string | undefined;
  try {
    const played = isTapped ? playTapped(random, wire) : playContact(random, APPROVING.test(name), wire);
    must(played.trace.length <= TRACE_MAX, "the trace has no end");
    outcome = played.outcome;
  } catch (error) {
    failure = error instanceof Broken ? error.message : `thrown: ${(error as Error).stack ?? String(error)}`;
  }
  const { mutations, commandCount, story } = wire;
  return { seed, outcome, mutations, commandCount, failure, story: [`card: ${name}`, ...story] };
}

/** Seeds below zero are those of the answers that are put in place of others. */
const GATHERED_GAMES = 24;

function* genuineStories(): Generator<readonly string[]> {
  for (let i = 1; i <= GATHERED_GAMES; i++) yield play(-i, false).story;
}
