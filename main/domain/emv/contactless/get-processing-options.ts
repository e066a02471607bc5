import { fromUint, toUint } from "../../bytes.ts";
import { ok, type Result } from "../../result.ts";
import { parseAfl } from "../afl.ts";
import { AIP_LENGTH } from "../aip.ts";
import {
  COMMAND_DATA_MAX,
  getProcessingOptionsCommand,
  SW_CONDITIONS_NOT_SATISFIED,
  SW_SUCCESS,
} from "../apdu.ts";
import { parseCid } from "../cid.ts";
import { type DolEntry, dolDataLength, fillDol, parseDol } from "../dol.ts";
import type { SelectedApplication } from "../kernel/select-application.ts";
import {
  cardObject,
  dataObject,
  learn,
  note,
  type Session,
  statusWords,
  type Transaction,
} from "../kernel/session.ts";
import { startTransaction } from "../kernel/terminal-data.ts";
import * as tags from "../tags.ts";
import { decodeTlv, encodeTlv, primitive, primitivesOf } from "../tlv.ts";
import { type ContactlessStep, exchange, type Interruption, unusable } from "./exchange.ts";
import type { AnotherInterfaceReason, ContactlessInput } from "./protocol.ts";
import type { SelectedCombination } from "./select-application.ts";

/**
 * GET PROCESSING OPTIONS of qPBOC: with it the card is told the whole transaction and answers with its
 * cryptogram (JR/T 0025.12; emv-pboc section 16.3).
 */

const CLAUSE = "JR/T 0025.12; emv-pboc 16.3";

/** 6984: this card may not be used without contacts. */
const SW_REFERENCED_DATA_INVALIDATED = 0x6984;
/** 6986: the phone's owner has to confirm first. That UnionPay phones answer so is unverified. */
const SW_COMMAND_NOT_ALLOWED = 0x6986;

/** The object 83 and its length take up to three bytes of the command's data. */
const PDOL_DATA_MAX = COMMAND_DATA_MAX - 3;

/** Contactless chip: value of 9F39, first two digits of DE22. */
const POS_ENTRY_MODE_CONTACTLESS_CHIP = 7;

const CRYPTOGRAM_LENGTH = 8;
const ATC_LENGTH = 2;
const IAD_LENGTH_MAX = 32;

/** Without these four a card's signature and cryptogram would not be about this payment. */
const REQUIRED_IN_PDOL: readonly DolEntry[] = [
  { tag: tags.TAG_9F66_TERMINAL_TRANSACTION_QUALIFIERS, length: 4 },
  { tag: tags.TAG_9F37_UNPREDICTABLE_NUMBER, length: 4 },
  { tag: tags.TAG_9F02_AMOUNT_AUTHORISED, length: 6 },
  { tag: tags.TAG_5F2A_TRANSACTION_CURRENCY_CODE, length: 2 },
];

export type QpbocAnswer = {
  readonly transaction: Transaction;
  readonly cryptogramType: "TC" | "ARQC" | "AAC";
  readonly applicationCryptogram: Uint8Array;
  readonly atc: number;
};

export type OptionsOutcome =
  | { readonly kind: "answered"; readonly answer: QpbocAnswer }
  | { readonly kind: "seePhone" }
  | { readonly kind: "tryAnotherInterface"; readonly reason: AnotherInterfaceReason };

/** Sends GET PROCESSING OPTIONS and reads what the card decided. */
export function* getProcessingOptions(
  session: Session,
  input: ContactlessInput,
  { selected, application }: SelectedCombination,
): ContactlessStep<OptionsOutcome> {
  const transaction = startContactless(session, input, selected, application.qualifiers);
  const pdol = readPdol(transaction);
  if (!pdol.ok) return pdol;
  if (pdol.value === undefined) return ok(another(transaction, "notQpboc", "the PDOL is none of qPBOC"));
  const pdolData = fillDol(pdol.value, (tag) => dataObject(transaction, tag));
  const data = encodeTlv([primitive(tags.TAG_83_COMMAND_TEMPLATE, pdolData)]);
  const answer = yield* exchange("GET PROCESSING OPTIONS", getProcessingOptionsCommand(data));
  if (!answer.ok) return answer;
  const { sw } = answer.value;
  note(transaction, "initiateApplication", CLAUSE, `GET PROCESSING OPTIONS answered ${statusWords(sw)}`);
  if (sw === SW_COMMAND_NOT_ALLOWED) return ok({ kind: "seePhone" });
  if (sw === SW_CONDITIONS_NOT_SATISFIED || sw === SW_REFERENCED_DATA_INVALIDATED) {
    return ok(another(transaction, "conditionsNotSatisfied", "another interface may do"));
  }
  if (sw !== SW_SUCCESS) return unusable(CLAUSE, `GET PROCESSING OPTIONS answered ${statusWords(sw)}`);
  return learnAnswer(transaction, answer.value.data);
}

function another(transaction: Transaction, reason: AnotherInterfaceReason, detail: string): OptionsOutcome {
  note(transaction, "initiateApplication", CLAUSE, detail);
  return { kind: "tryAnotherInterface", reason };
}

/** The terminal's data objects, those of contactless among them, and what the FCI said. */
function startContactless(
  session: Session,
  { segmentIndicator = 0 }: ContactlessInput,
  selected: SelectedApplication,
  qualifiers: Uint8Array,
): Transaction {
  const transaction = startTransaction(session, selected);
  for (const { tag, value } of primitivesOf(selected.fci)) learn(transaction, tag, value);
  const { terminal } = transaction;
  terminal.set(tags.TAG_9F66_TERMINAL_TRANSACTION_QUALIFIERS, qualifiers);
  terminal.set(tags.TAG_9F39_POS_ENTRY_MODE, Uint8Array.of(POS_ENTRY_MODE_CONTACTLESS_CHIP));
  terminal.set(tags.TAG_DF60_CAPP_TRANSACTION_INDICATOR, fromUint(segmentIndicator, 1));
  // 9F7A asks a card with contacts for its electronic cash; without contacts 9F66 does.
  terminal.set(tags.TAG_9F7A_EC_TERMINAL_INDICATOR, Uint8Array.of(0));
  return transaction;
}

/** Undefined: a list, but not of a card that can do qPBOC. */
function readPdol(transaction: Transaction): Result<readonly DolEntry[] | undefined, Interruption> {
  const pdol = cardObject(transaction, tags.TAG_9F38_PDOL);
  if (pdol === undefined) return ok(undefined);
  const entries = parseDol(pdol);
  if (!entries.ok) return unusable("EMV Book 3, 5.4", "the PDOL is malformed");
  if (dolDataLength(entries.value) > PDOL_DATA_MAX) {
    return unusable("EMV Book 3, 5.4", "the PDOL asks for more than a command can carry");
  }
  const isComplete = REQUIRED_IN_PDOL.every(({ tag, length }) =>
    entries.value.some((entry) => entry.tag === tag && entry.length === length),
  );
  return ok(isComplete ? entries.value : undefined);
}

/**
 * Only `77 {82, 9F36, 9F26, 9F10, 57 ...}` is an answer of qPBOC. Format 1, or no cryptogram, is a card that
 * wants the whole contact conversation without contacts, which this kernel did not offer in 9F66.
 */
function learnAnswer(transaction: Transaction, data: Uint8Array): Result<OptionsOutcome, Interruption> {
  const decoded = decodeTlv(data);
  const [template, ...more] = decoded.ok ? decoded.value : [];
  if (template === undefined || more.length > 0)
    return unusable(CLAUSE, "the processing options are malformed");
  if (template.tag !== tags.TAG_77_RESPONSE_TEMPLATE_2) {
    return ok(another(transaction, "notQpboc", "the answer is not one of qPBOC"));
  }
  const seen = new Set<number>();
  for (const { tag, value } of primitivesOf(template.children ?? [])) {
    if (seen.has(tag)) return unusable(CLAUSE, "the processing options bring an object more than once");
    seen.add(tag);
    learn(transaction, tag, value);
  }
  const applicationCryptogram = cardObject(transaction, tags.TAG_9F26_APPLICATION_CRYPTOGRAM);
  if (applicationCryptogram === undefined) {
    return ok(another(transaction, "notQpboc", "the card answered without a cryptogram"));
  }
  const atc = cardObject(transaction, tags.TAG_9F36_ATC);
  const iad = cardObject(transaction, tags.TAG_9F10_ISSUER_APPLICATION_DATA);
  if (applicationCryptogram.length !== CRYPTOGRAM_LENGTH) return unusable(CLAUSE, "9F26 has not 8 bytes");
  if (atc?.length !== ATC_LENGTH) return unusable(CLAUSE, "9F36 is missing or has not 2 bytes");
  if (cardObject(transaction, tags.TAG_82_AIP)?.length !== AIP_LENGTH) {
    return unusable(CLAUSE, "the AIP is missing or has not 2 bytes");
  }
  if (iad === undefined || iad.length > IAD_LENGTH_MAX)
    return unusable(CLAUSE, "9F10 is missing or too long");
  const afl = cardObject(transaction, tags.TAG_94_AFL);
  if (afl !== undefined && !parseAfl(afl).ok) return unusable("EMV Book 3, 10.2", "the AFL breaks the rules");
  const cryptogramType = decisionOf(transaction, iad);
  if (cryptogramType === undefined) return unusable(CLAUSE, "9F27 and the CVR in 9F10 tell no one decision");
  note(transaction, "initiateApplication", CLAUSE, `the card answered ${cryptogramType}`);
  const answer = { transaction, cryptogramType, applicationCryptogram, atc: toUint(atc) };
  return ok({ kind: "answered", answer });
}

const CID_OF = { AAC: 0x00, TC: 0x40, ARQC: 0x80 } as const;

/**
 * The card's decision stands in 9F27, and in bits 6-5 of byte 5 of 9F10 (the CVR, which the cryptogram covers).
 * Published kernels look at one or the other; here both must agree where both are there. A card that leaves 9F27
 * out gets it filled in, because messages carry it.
 */
function decisionOf(transaction: Transaction, iad: Uint8Array): QpbocAnswer["cryptogramType"] | undefined {
  const cid = cardObject(transaction, tags.TAG_9F27_CRYPTOGRAM_INFORMATION_DATA);
  const byCid = cid === undefined ? undefined : parseCid(cid[0] ?? 0xc0).type;
  const byCvr = decisionInIad(iad);
  if (byCid !== undefined && byCvr !== undefined && byCid !== byCvr) return undefined;
  const decision = byCid ?? byCvr;
  if (decision === undefined || decision === "AAR") return undefined;
  if (cid === undefined) {
    transaction.card.set(tags.TAG_9F27_CRYPTOGRAM_INFORMATION_DATA, Uint8Array.of(CID_OF[decision]));
  }
  return decision;
}

/** Position of CVR byte 2 in the data of PBOC: 07, key index, version, 03, then it (emv-pboc 13.5). */
const CVR_OFFSET = 4;

/** Undefined for issuer data that are not PBOC's. */
function decisionInIad(iad: Uint8Array): ReturnType<typeof parseCid>["type"] | undefined {
  if (iad[0] !== 0x07 || iad[3] !== 0x03 || iad.length <= CVR_OFFSET) return undefined;
  return (["AAC", "TC", "ARQC", "AAR"] as const)[((iad[CVR_OFFSET] ?? 0) >> 4) & 3];
}
