import { assertNever } from "./assert.ts";
import {
  decideStartSettlement,
  observeBatchEndAnswered,
  observeSettlementAnswered,
  observeSettlementPhaseDone,
  observeSettlementRecordsFailed,
  observeSettlementRecordsSent,
} from "./batch/decide-settlement.ts";
import {
  observeDocumentsTried,
  observeEchoFinished,
  observeSignInFinished,
  observeSignOutFinished,
  observeStanNeeded,
  observeStrayAnswer,
} from "./batch/observe.ts";
import { observeUploadsFinished, observeUploadsStarting } from "./batch/observe-upload.ts";
import type { Command } from "./command.ts";
import type { Draft } from "./draft.ts";
import {
  decideConfirmSignature,
  decideStartLoad,
  decideStartPayment,
  decideStartVoidPayment,
} from "./payment/decide.ts";
import { decideRecovery, decideStranded } from "./payment/decide-recovery.ts";
import type { Observation } from "./payment/observation.ts";
import {
  observeCardFinished,
  observeContactlessTorn,
  observeExchangeFinished,
  observeOnlineRequested,
} from "./payment/observe.ts";
import { observeReversalFinished } from "./payment/observe-reversal.ts";
import { observeScriptNoticeFinished, observeScriptNoticeStarting } from "./payment/observe-script-notice.ts";
import { decideIssueDayBook, decideIssueFiling, decideReprint } from "./receipt/decide.ts";
import type { Refusal } from "./refusal.ts";
import { err, type Result } from "./result.ts";
import {
  decideAddLine,
  decideCancelSale,
  decideOpenSale,
  decideRemoveLine,
  decideSetQuantity,
  decideTenderCash,
} from "./sale/decide.ts";
import { decideDiscountBasket, decideDiscountLine } from "./sale/decide-discount.ts";
import { decideHoldSale, decideResumeSale } from "./sale/decide-hold.ts";
import { decideFinishVoid, decideStartVoid } from "./sale/decide-void.ts";
import { decideCloseShift, decideOpenShift, decideReportX } from "./shift/decide.ts";
import { decideAddOperator, decideConfigureTerminal } from "./till/decide.ts";
import { decideWriteOff } from "./unknown/decide-write-off.ts";

/** The one door through which commands become facts. A refusal leaves nothing behind. */
export function decideCommand(draft: Draft, command: Command): Result<void, Refusal> {
  const needsSetUp = command.kind !== "configureTerminal" && command.kind !== "addOperator";
  if (needsSetUp && draft.world.till.config === undefined) return err({ kind: "notSetUp" });
  switch (command.kind) {
    case "configureTerminal":
      return decideConfigureTerminal(draft, command);
    case "addOperator":
      return decideAddOperator(draft, command);
    case "openShift":
      return decideOpenShift(draft, command);
    case "closeShift":
      return decideCloseShift(draft, command);
    case "reportX":
      return decideReportX(draft, command);
    case "openSale":
      return decideOpenSale(draft, command);
    case "addLine":
      return decideAddLine(draft, command);
    case "setQuantity":
      return decideSetQuantity(draft, command);
    case "removeLine":
      return decideRemoveLine(draft, command);
    case "discountLine":
      return decideDiscountLine(draft, command);
    case "discountBasket":
      return decideDiscountBasket(draft, command);
    case "holdSale":
      return decideHoldSale(draft, command);
    case "resumeSale":
      return decideResumeSale(draft, command);
    case "tenderCash":
      return decideTenderCash(draft, command);
    case "startPayment":
      return decideStartPayment(draft, command);
    case "startLoad":
      return decideStartLoad(draft, command);
    case "cancelSale":
      return decideCancelSale(draft, command);
    case "startVoid":
      return decideStartVoid(draft, command);
    case "startVoidPayment":
      return decideStartVoidPayment(draft, command);
    case "finishVoid":
      return decideFinishVoid(draft, command);
    case "confirmSignature":
      return decideConfirmSignature(draft, command);
    case "startSettlement":
      return decideStartSettlement(draft, command);
    case "reprint":
      return decideReprint(draft, command);
    case "writeOff":
      return decideWriteOff(draft, command);
    case "issueDayBook":
      return decideIssueDayBook(draft, command);
    case "issueFiling":
      return decideIssueFiling(draft, command);
    default:
      return assertNever(command);
  }
}

/** The one door through which devices and hosts become facts. */
export function decideObservation(draft: Draft, seen: Observation): void {
  switch (seen.kind) {
    case "onlineRequested":
      return observeOnlineRequested(draft, seen);
    case "exchangeFinished":
      return observeExchangeFinished(draft, seen);
    case "contactlessTorn":
      return observeContactlessTorn(draft, seen);
    case "cardFinished":
      return observeCardFinished(draft, seen);
    case "reversalFinished":
      return observeReversalFinished(draft, seen);
    case "scriptNoticeStarting":
      return observeScriptNoticeStarting(draft, seen);
    case "scriptNoticeFinished":
      return observeScriptNoticeFinished(draft, seen);
    case "stanNeeded":
      return observeStanNeeded(draft, seen);
    case "signInFinished":
      return observeSignInFinished(draft, seen);
    case "signOutFinished":
      return observeSignOutFinished(draft, seen);
    case "echoFinished":
      return observeEchoFinished(draft, seen);
    case "uploadsStarting":
      return observeUploadsStarting(draft, seen);
    case "uploadsFinished":
      return observeUploadsFinished(draft, seen);
    case "settlementAnswered":
      return observeSettlementAnswered(draft, seen);
    case "settlementRecordsSent":
      return observeSettlementRecordsSent(draft, seen);
    case "settlementPhaseDone":
      return observeSettlementPhaseDone(draft);
    case "settlementRecordsFailed":
      return observeSettlementRecordsFailed(draft, seen);
    case "batchEndAnswered":
      return observeBatchEndAnswered(draft, seen);
    case "strayAnswer":
      return observeStrayAnswer(draft, seen);
    case "documentsTried":
      return observeDocumentsTried(draft, seen);
    case "started":
      return decideRecovery(draft);
    case "stranded":
      return decideStranded(draft, seen.paymentIds);
    default:
      return assertNever(seen);
  }
}
