import { dateAndTime } from "../../business-time.ts";
import { formatYuan } from "../../money.ts";
import type { Language } from "../../text/language.ts";
import { explainCvmResults } from "../cvm.ts";
import { findCommand, readCommandApdu } from "../lens/command-apdu.ts";
import { explainParameters } from "../lens/command-parameters.ts";
import { explainStatusWord } from "../lens/status-word.ts";
import { explainBits, type NamedBit } from "../named-bits.ts";
import { describeTag } from "../tags-table.ts";
import { isFiller, readTlvHeader } from "../tlv.ts";
import { explainValue, tagName, tagText } from "../tlv-explain.ts";
import { TSI } from "../tsi.ts";
import { TVR } from "../tvr.ts";
import type { CardTrace, CardTraceEntry, TraceDecision } from "./card-trace.ts";
import { explainToCashier, hitsOf, responseCodeOf, type TraceHit } from "./explain-cashier.ts";
import { decisionWords, explainText, tvrBitWords } from "./explain-words.ts";
import { bytesOf, fromPlain, memberOf, type PlainValue, textOf } from "./plain-value.ts";

/**
 * Everything that a trace says, one line each: who and when, then the steps in the order of the Book with their commands
 * (`>`), answers (`<`), questions (`?`) and decisions (`*`, with the clause of the rule), then the result with TVR, TSI and
 * CVM results in words. What ran before in the same payment stands first. Expects a masked trace, or one of a test card.
 */
export function explainToEngineer(trace: CardTrace, language: Language): string[] {
  const steps = new Map<Step, string[]>();
  const linesOf = (step: Step): string[] => {
    const lines = steps.get(step) ?? [];
    steps.set(step, lines);
    return lines;
  };
  let phase: Phase = "selecting";
  for (const entry of trace.entries) {
    const step = stepOfEntry(entry, phase);
    if (step === "online") phase = "online";
    else if (step === "initiateApplication") phase = "initiated";
    else if (step === "selectApplication") phase = "selecting";
    linesOf(step).push(...linesOfEntry(entry, language));
  }
  for (const decision of trace.decisions)
    linesOf(stepNamed(decision.step)).push(...linesOfDecision(decision, language));
  const before = (trace.earlier ?? []).flatMap((one) => [...explainToEngineer(one, language), ""]);
  return [
    ...before,
    ...headOf(trace, language),
    explainToCashier(trace, language),
    ...STEPS.flatMap((step) => {
      const lines = steps.get(step);
      return lines === undefined ? [] : ["", explainText(language, `engineer.step.${step}`), ...lines];
    }),
    "",
    ...linesOfResult(trace.result, language),
  ];
}

const STEPS = [
  "selectApplication",
  "initiateApplication",
  "readApplicationData",
  "offlineDataAuthentication",
  "processingRestrictions",
  "cardholderVerification",
  "terminalRiskManagement",
  "terminalActionAnalysis",
  "generateAc",
  "online",
  "other",
] as const;
type Step = (typeof STEPS)[number];

const stepNamed = (name: string): Step => STEPS.find((step) => step === name) ?? "other";

function headOf(trace: CardTrace, language: Language): string[] {
  const { paymentId: id, stan, at, kernel, input, masked } = trace;
  const amount = fromPlain(amountIn(input) ?? null);
  const stanText = stan === undefined ? "" : `, ${explainText(language, "engineer.stan", { stan })}`;
  const told = TOLD.flatMap((name) => {
    const text = shortText(memberOf(input, name) ?? memberOf(memberOf(input, "transaction"), name));
    return text === undefined ? [] : [`${name} ${text}`];
  });
  return [
    explainText(language, "engineer.payment", { id, at: dateAndTime(at) }) + stanText,
    explainText(language, "engineer.kernel", {
      kernel,
      amount: typeof amount === "bigint" ? formatYuan(amount) : "-",
    }),
    explainText(language, "engineer.told", { told: told.join(", ") }),
    ...(masked ? [] : [explainText(language, "engineer.unmasked")]),
  ];
}

/** A contactless kernel has its transaction one level below. */
function amountIn(input: PlainValue): PlainValue | undefined {
  return memberOf(input, "amountFen") ?? memberOf(memberOf(input, "transaction"), "amountFen");
}

const TOLD = [
  "transactionType",
  "unpredictableNumber",
  "transactionSequenceCounter",
  "randomNumber",
  "forceOnline",
] as const;

function shortText(value: PlainValue | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== "object") return String(value);
  const hex = memberOf(value, "$hex") ?? memberOf(value, "$masked");
  return typeof hex === "string" ? hex : undefined;
}

/** The directory of the PSE is read by the same command as the application's records. */
type Phase = "selecting" | "initiated" | "online";

function stepOfEntry(entry: CardTraceEntry, phase: Phase): Step {
  if (entry.kind === "question") return STEP_OF_QUESTION[textOf(entry.question, "kind") ?? ""] ?? "other";
  if (phase === "online") return "online";
  const command = readCommandApdu(bytesOf(entry.command));
  const kind = command === undefined ? undefined : findCommand(command)?.kind;
  if (kind === "readRecord" && phase === "selecting") return "selectApplication";
  // GET DATA of the PIN try counter belongs to the holder, of the counters of transactions to risk management.
  if (kind === "getData" && entry.command.slice(4, 8) === "9F17") return "cardholderVerification";
  return STEP_OF_COMMAND[kind ?? ""] ?? "other";
}

const STEP_OF_QUESTION: Readonly<Record<string, Step>> = {
  chooseApplication: "selectApplication",
  cardIdentified: "readApplicationData",
  captureOnlinePin: "cardholderVerification",
  verifyPinAtReader: "cardholderVerification",
  encipherPinAtPad: "cardholderVerification",
  checkIdentityDocument: "cardholderVerification",
  checkExceptionFile: "terminalRiskManagement",
  goOnline: "online",
};

const STEP_OF_COMMAND: Readonly<Record<string, Step>> = {
  select: "selectApplication",
  getProcessingOptions: "initiateApplication",
  readRecord: "readApplicationData",
  internalAuthenticate: "offlineDataAuthentication",
  verify: "cardholderVerification",
  getChallenge: "cardholderVerification",
  getData: "terminalRiskManagement",
  generateAc: "generateAc",
};

function linesOfEntry(entry: CardTraceEntry, language: Language): string[] {
  if (entry.kind === "question") {
    const kind = textOf(entry.question, "kind") ?? "-";
    const answer = answerWords(entry.answer, language);
    return [`  ? ${explainText(language, "engineer.question", { kind, answer })}`];
  }
  return [...linesOfCommand(entry.command, language), ...linesOfResponse(entry, language)];
}

function answerWords(answer: PlainValue | undefined, language: Language): string {
  if (answer === undefined) return explainText(language, "engineer.noAnswer");
  const members = [
    "kind",
    "index",
    "entry",
    "approved",
    "responseCode",
    "accepted",
    "listed",
    "onExceptionFile",
  ];
  return members.flatMap((name) => shortText(memberOf(answer, name)) ?? []).join(" ");
}

function linesOfCommand(digits: string, language: Language): string[] {
  const command = readCommandApdu(bytesOf(digits));
  const row = command === undefined ? undefined : findCommand(command);
  const words = row === undefined ? "" : ` ${row.name}: ${row.purpose[language]}`;
  const explained = command === undefined ? [] : explainParameters(command, row?.kind, language);
  return [`  > ${digits}${words}`, ...explained.map((line) => `      ${line}`)];
}

function linesOfResponse(entry: Extract<CardTraceEntry, { kind: "command" }>, language: Language): string[] {
  const { response, answer } = entry;
  if (response === undefined) {
    return [`  < ${explainText(language, answer === undefined ? "engineer.noAnswer" : "engineer.cardGone")}`];
  }
  const command = readCommandApdu(bytesOf(entry.command));
  const kind = command === undefined ? undefined : findCommand(command)?.kind;
  const sw = response.slice(-4);
  const meaning = explainStatusWord(Number.parseInt(sw, 16), kind, language);
  const data = response.slice(0, -4);
  return [
    `  < ${data}${data === "" ? "" : " "}${explainText(language, "engineer.answered", { sw, meaning })}`,
    ...linesOfTlv(data, 0, data.length / 2, 3, language),
  ];
}

/** Data objects of masked digits; what cannot be read on stands in the line above anyway. */
function linesOfTlv(digits: string, start: number, end: number, depth: number, language: Language): string[] {
  const bytes = bytesOf(digits);
  const lines: string[] = [];
  let offset = start;
  while (offset < end) {
    if (isFiller(bytes[offset])) {
      offset += 1;
      continue;
    }
    const header = readTlvHeader(bytes, offset, end);
    if (!header.ok || depth > DEPTH_MAX) return lines;
    const { tag, constructed, valueOffset, valueLength } = header.value;
    offset = valueOffset + valueLength;
    const value = digits.slice(2 * valueOffset, 2 * offset);
    const name = `${"  ".repeat(depth)}${tagText(tag)} ${tagName(tag, language)}`;
    if (constructed) lines.push(name, ...linesOfTlv(digits, valueOffset, offset, depth + 1, language));
    else {
      lines.push(`${name}: ${value}`);
      const explainer = value.includes("*") ? undefined : describeTag(tag)?.explainer;
      const explained = explainer === undefined ? [] : explainValue(explainer, bytesOf(value), language);
      lines.push(...explained.map((line) => `${"  ".repeat(depth + 2)}${line}`));
    }
  }
  return lines;
}

const DEPTH_MAX = 16;

function linesOfDecision(decision: TraceDecision, language: Language): string[] {
  const hits = hitsOf(decision);
  const { clause } = decision;
  const details =
    hits.length === 0
      ? [decisionWords(decision.detail, language)]
      : hits.map((hit) => hitWords(hit, language));
  return details.map((detail) => `  * ${explainText(language, "engineer.decision", { detail, clause })}`);
}

/** `TVR byte 2 bit 7, expired application; denial TAC bit set` */
function hitWords({ which, byte, bit, inTac, inIac, iacAbsent }: TraceHit, language: Language): string {
  const codes = [
    ...(inTac ? [explainText(language, "engineer.tac")] : []),
    ...(inIac ? [explainText(language, iacAbsent ? "engineer.absentIac" : "engineer.iac")] : []),
  ].join(explainText(language, "engineer.and"));
  const meaning = tvrBitWords(byte, bit, language);
  const whichWord = explainText(language, `engineer.which.${which}`);
  return explainText(language, "engineer.hit", { byte, bit, meaning, which: whichWord, codes });
}

function linesOfResult(result: PlainValue | undefined, language: Language): string[] {
  if (result === undefined) return [];
  const kind = ["kind", "by", "reason", "phase", "detail"]
    .flatMap((name) => textOf(result, name) ?? [])
    .join(", ");
  const lines = [explainText(language, "engineer.result", { kind })];
  const facts = memberOf(result, "facts");
  if (facts !== undefined) {
    const pan = textOf(memberOf(facts, "card"), "pan") ?? "-";
    lines.push(
      explainText(language, "engineer.card", {
        pan,
        aid: textOf(facts, "aid") ?? "-",
        label: textOf(facts, "label") ?? "",
      }),
    );
  }
  const cryptogram = memberOf(result, "cryptogram");
  if (cryptogram === undefined) return lines;
  const type = textOf(cryptogram, "cryptogramType") ?? "-";
  const digits = textOf(cryptogram, "applicationCryptogram") ?? "-";
  const atc = shortText(memberOf(cryptogram, "atc")) ?? "-";
  lines.push(explainText(language, "engineer.cryptogram", { type, cryptogram: digits, atc }));
  const code = responseCodeOf(result);
  if (code !== undefined) lines.push(explainText(language, "engineer.code", { code }));
  lines.push(...bitLines("TVR", TVR, textOf(cryptogram, "tvr"), language));
  lines.push(...bitLines("TSI", TSI, textOf(cryptogram, "tsi"), language));
  const cvm = textOf(cryptogram, "cvmResults");
  if (cvm !== undefined) lines.push(`CVM ${cvm}: ${explainCvmResults(bytesOf(cvm), language).join("; ")}`);
  return lines;
}

function bitLines(
  name: string,
  bits: Readonly<Record<string, NamedBit>>,
  digits: string | undefined,
  language: Language,
): string[] {
  if (digits === undefined) return [];
  return [`${name} ${digits}`, ...explainBits(bits, bytesOf(digits), language).map((line) => `  ${line}`)];
}
