import { assert, assertNever } from "../../assert.ts";
import { ok, type Result } from "../../result.ts";
import { AIP } from "../aip.ts";
import { externalAuthenticateCommand, SW_SUCCESS } from "../apdu.ts";
import { isElectronicCashLoad } from "../electronic-cash/load-type.ts";
import { hasBit, setBit } from "../named-bits.ts";
import {
  TAG_71_ISSUER_SCRIPT_TEMPLATE_1,
  TAG_72_ISSUER_SCRIPT_TEMPLATE_2,
  TAG_82_AIP,
  TAG_91_ISSUER_AUTHENTICATION_DATA,
} from "../tags.ts";
import { terminalKind } from "../terminal-type.ts";
import { findTlv, splitTlv, type TlvObject } from "../tlv.ts";
import { TSI } from "../tsi.ts";
import { TVR } from "../tvr.ts";
import { type CardState, decision, endedResult, setResponseCode } from "./decision.ts";
import { CDA_FAILED, type Cryptogram, generateAc } from "./generate-ac.ts";
import { runScripts, takeScripts } from "./issuer-scripts.ts";
import { messageData } from "./message-data.ts";
import type { HostVerdict, Kernel, KernelResponse, KernelResult } from "./protocol.ts";
import {
  cardObject,
  type Ended,
  note,
  type RequestedCryptogram,
  type Step,
  sendCommand,
  statusWords,
  type Transaction,
} from "./session.ts";
import { actionCodeHits } from "./terminal-action-analysis.ts";

/**
 * Online processing, issuer authentication and completion (EMV Book 3, 10.9 to 10.11; emv-pboc section 11;
 * money.md rule 6).
 */

const CLAUSE = "EMV Book 3, 10.9";

/** Asks the driver to go online with the ARQC, then completes the card with what came of it. */
export function* goOnline(transaction: Transaction, state: CardState): Kernel<KernelResult> {
  const response = yield {
    kind: "goOnline",
    request: {
      ...state.facts,
      pinEntered: state.verification.pinEntered,
      iccData: messageData(transaction),
    },
  };
  assert(isVerdict(response), "going online is resumed with the host's verdict");
  switch (response.kind) {
    case "hostAnswered":
      return yield* completeAnswered(transaction, state, response);
    case "unableToGoOnline":
      return yield* completeWithoutHost(transaction, state);
    case "outcomeUnknown":
      return yield* completeUnknown(transaction, state);
    default:
      return assertNever(response);
  }
}

function isVerdict(response: KernelResponse): response is HostVerdict {
  const { kind } = response;
  return kind === "hostAnswered" || kind === "unableToGoOnline" || kind === "outcomeUnknown";
}

/**
 * The host decided. The card is completed with DE39 as its ARC; whatever it does, a host's approval is never
 * lost.
 */
function* completeAnswered(
  transaction: Transaction,
  state: CardState,
  verdict: Extract<HostVerdict, { kind: "hostAnswered" }>,
): Kernel<KernelResult> {
  setResponseCode(transaction, verdict.responseCode);
  note(transaction, "online", CLAUSE, verdict.approved ? "the host approved" : "the host declined");
  const second = yield* completeWithIssuerData(transaction, verdict);
  if (!verdict.approved) {
    const detail = second.ok ? {} : { detail: sentence(second.fault) };
    return decision(transaction, state, second.ok ? second.value : state.cryptogram, {
      kind: "declined",
      by: "online",
      ...detail,
    });
  }
  if (!second.ok) {
    return decision(transaction, state, state.cryptogram, {
      kind: "declined",
      by: "hostApprovedCardDeclined",
      detail: sentence(second.fault),
    });
  }
  if (second.value.cdaFailed) {
    // EMV Book 4, 6.3.2.1: a TC whose signature is wrong is declined, whatever the host said.
    return decision(transaction, state, state.cryptogram, {
      kind: "declined",
      by: "hostApprovedCardDeclined",
      detail: CDA_FAILED,
    });
  }
  return second.value.type === "TC"
    ? decision(transaction, state, second.value, { kind: "approved", by: "online" })
    : decision(transaction, state, second.value, { kind: "declined", by: "hostApprovedCardDeclined" });
}

const sentence = ({ detail, clause }: Ended): string => `${detail} (${clause})`;

/**
 * Issuer authentication, scripts 71, the second GENERATE AC, scripts 72 (EMV Book 3, 10.9 to 10.11). What the
 * scripts of 72 come to changes no decision: the card has made its own, and may be gone by then.
 */
function* completeWithIssuerData(
  transaction: Transaction,
  { approved, iccData }: Extract<HostVerdict, { kind: "hostAnswered" }>,
): Step<Cryptogram> {
  const objects = issuerObjects(transaction, iccData);
  takeScripts(transaction, objects);
  const authentication = issuerAuthenticationData(transaction, objects);
  if (authentication !== undefined) {
    const authenticated = yield* authenticateIssuer(transaction, authentication);
    if (!authenticated.ok) return authenticated;
  }
  const before = yield* runScripts(transaction, TAG_71_ISSUER_SCRIPT_TEMPLATE_1);
  if (!before.ok) return before;
  const second = yield* generateAc(transaction, "second", approved ? "TC" : "AAC");
  if (!second.ok) return second;
  const after = yield* runScripts(transaction, TAG_72_ISSUER_SCRIPT_TEMPLATE_2);
  if (!after.ok) note(transaction, "online", after.fault.clause, after.fault.detail);
  return second;
}

/** The upper level of the host's ICC data. Data that are no TLV list bring nothing: the ARC decides. */
function issuerObjects(transaction: Transaction, iccData: Uint8Array | undefined): readonly TlvObject[] {
  const objects = splitTlv(iccData ?? new Uint8Array());
  if (objects.ok) return objects.value;
  note(transaction, "online", CLAUSE, "the ICC data of the answer are malformed and are not used");
  return [];
}

/** Tag 91 of the host's answer; CDOL2 may ask for it as well. */
function issuerAuthenticationData(
  transaction: Transaction,
  objects: readonly TlvObject[],
): Uint8Array | undefined {
  const value = findTlv(objects, TAG_91_ISSUER_AUTHENTICATION_DATA)?.value;
  if (value === undefined || value.length === 0) return undefined;
  transaction.terminal.set(TAG_91_ISSUER_AUTHENTICATION_DATA, value);
  return value;
}

/** Cryptogram of 8 bytes and up to 8 more (EMV Book 3, 6.5.4). */
const ISSUER_AUTHENTICATION_LENGTH_MIN = 8;
const ISSUER_AUTHENTICATION_LENGTH_MAX = 16;

/**
 * EXTERNAL AUTHENTICATE, once: a second one would be answered 6985 (EMV Book 3, 10.9). Anything but 9000 sets
 * TVR B5b7; whether that matters is the card's decision at the second GENERATE AC.
 */
function* authenticateIssuer(transaction: Transaction, data: Uint8Array): Step<void> {
  const { tvr, tsi } = transaction;
  if (!hasBit(cardObject(transaction, TAG_82_AIP), AIP.issuerAuthentication)) return ok(undefined);
  if (data.length < ISSUER_AUTHENTICATION_LENGTH_MIN || data.length > ISSUER_AUTHENTICATION_LENGTH_MAX) {
    setBit(tvr, TVR.issuerAuthenticationFailed);
    note(transaction, "online", CLAUSE, `tag 91 has ${data.length} bytes and is not sent to the card`);
    return ok(undefined);
  }
  const answer = yield* sendCommand("EXTERNAL AUTHENTICATE", externalAuthenticateCommand(data));
  if (!answer.ok) return answer;
  setBit(tsi, TSI.issuerAuthenticationPerformed);
  if (answer.value.sw !== SW_SUCCESS) setBit(tvr, TVR.issuerAuthenticationFailed);
  note(transaction, "online", CLAUSE, `EXTERNAL AUTHENTICATE answered ${statusWords(answer.value.sw)}`);
  return ok(undefined);
}

/**
 * Not one byte was sent: the default action codes decide (EMV Book 3, 10.7). A terminal that can only work
 * online declines.
 */
function* completeWithoutHost(transaction: Transaction, state: CardState): Kernel<KernelResult> {
  const { connection } = terminalKind(transaction.input.terminal.terminalType);
  const { transactionType } = transaction.input;
  const needsHost = connection === "onlineOnly" || isElectronicCashLoad(transactionType);
  const decline = needsHost || actionCodeHits(transaction, "default");
  const second = yield* completeByTerminal(transaction, decline ? "AAC" : "TC");
  if (!second.ok) return endedResult(transaction, second.fault, "afterOnline");
  const { type, cdaFailed } = second.value;
  if (type === "TC" && !cdaFailed) {
    return decision(transaction, state, second.value, { kind: "approved", by: "offline" });
  }
  // The code tells how it ended, also if the card declined what the terminal would have approved, or if its
  // signature is wrong (EMV Book 4, 6.3.2.1).
  setResponseCode(transaction, "Z3");
  const detail = cdaFailed ? { detail: CDA_FAILED } : {};
  return decision(transaction, state, second.value, { kind: "declined", by: "offline", ...detail });
}

/** Something was sent and nobody knows what came of it: an AAC, never a TC (money.md rule 6). */
function* completeUnknown(transaction: Transaction, state: CardState): Kernel<KernelResult> {
  const second = yield* completeByTerminal(transaction, "AAC");
  const detail = second.ok ? {} : { detail: sentence(second.fault) };
  return decision(transaction, state, second.ok ? second.value : state.cryptogram, {
    kind: "declined",
    by: "outcomeUnknown",
    ...detail,
  });
}

function* completeByTerminal(
  transaction: Transaction,
  requested: RequestedCryptogram,
): Kernel<Result<Cryptogram, Ended>> {
  setResponseCode(transaction, requested === "TC" ? "Y3" : "Z3");
  note(transaction, "online", "money.md rule 6", `no verdict of the host: ${requested} is asked for`);
  return yield* generateAc(transaction, "second", requested);
}
