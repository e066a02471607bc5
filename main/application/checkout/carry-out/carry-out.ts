import { assertNever } from "../../../domain/assert.ts";
import type { CommandId } from "../../../domain/ids.ts";
import type { Operator } from "../../../domain/till/state.ts";
import type { CommandAnswer, TillCommand } from "../../../ipc/contract.ts";
import { type Context, DONE, refuse, refuseHere } from "../context.ts";
import { beginBankWork } from "./banking.ts";
import { readCard, startLoad } from "./card-service.ts";
import {
  backToBasket,
  beginTender,
  cancelCard,
  chooseApplication,
  confirmDocument,
  confirmSameCard,
  confirmSignature,
  nextCustomer,
  startPayment,
  tenderCash,
} from "./paying.ts";
import {
  addAmount,
  addItem,
  cancelSale,
  discountBasket,
  discountLine,
  hold,
  removeLine,
  resume,
  scan,
  setQuantity,
} from "./selling.ts";
import { closeShift, openShift, reportX } from "./shift-work.ts";
import { reprint, voidSale } from "./taking-back.ts";

/** Commands of people who have signed in. The other three are the checkout's own. */
export type SignedInCommand = Exclude<TillCommand, { kind: "signIn" | "setLanguage" | "dismiss" }>;

/** While a card is in the reader only it is served; the rest waits for its end. */
const WITH_A_CARD: ReadonlySet<TillCommand["kind"]> = new Set([
  "startPayment",
  "startLoad",
  "cancelCard",
  "chooseApplication",
  "confirmSameCard",
  "confirmDocument",
  "reprint",
  "recover",
  "upload",
  "settle",
  "pauseUpload",
]);

export function carryOut(
  context: Context,
  asked: { readonly command: SignedInCommand; readonly id: CommandId; readonly operator: Operator },
): Promise<CommandAnswer> {
  const { command, ...who } = asked;
  if (context.screen.card !== undefined && !WITH_A_CARD.has(command.kind)) {
    return Promise.resolve(refuse(context, { kind: "paymentUnderWay" }));
  }
  switch (command.kind) {
    case "lock":
      return lock(context);
    case "openShift":
      return openShift(context, { command, ...who });
    case "reportX":
      return reportX(context, { command, ...who });
    case "closeShift":
      return closeShift(context, { command, ...who });
    case "scan":
      return scan(context, { command, ...who });
    case "addItem":
      return addItem(context, { command, ...who });
    case "addAmount":
      return addAmount(context, { command, ...who });
    case "setQuantity":
      return setQuantity(context, { command, ...who });
    case "removeLine":
      return removeLine(context, { command, ...who });
    case "discountLine":
      return discountLine(context, { command, ...who });
    case "discountBasket":
      return discountBasket(context, { command, ...who });
    case "hold":
      return hold(context, { command, ...who });
    case "resume":
      return resume(context, { command, ...who });
    case "cancelSale":
      return cancelSale(context, { command, ...who });
    default:
      return carryOutMoney(context, command, who);
  }
}

type MoneyCommand = Exclude<
  SignedInCommand,
  {
    kind:
      | "lock"
      | "openShift"
      | "reportX"
      | "closeShift"
      | "scan"
      | "addItem"
      | "addAmount"
      | "setQuantity"
      | "removeLine"
      | "discountLine"
      | "discountBasket"
      | "hold"
      | "resume"
      | "cancelSale";
  }
>;

function carryOutMoney(
  context: Context,
  command: MoneyCommand,
  who: { readonly id: CommandId; readonly operator: Operator },
): Promise<CommandAnswer> {
  switch (command.kind) {
    case "beginTender":
      return beginTender(context);
    case "backToBasket":
      return backToBasket(context);
    case "tenderCash":
      return tenderCash(context, { command, ...who });
    case "startPayment":
      return startPayment(context, { command, ...who });
    case "cancelCard":
      return cancelCard(context);
    case "chooseApplication":
      return chooseApplication(context, { command, ...who });
    case "confirmSameCard":
      return confirmSameCard(context, { command, ...who });
    case "confirmDocument":
      return confirmDocument(context, { command, ...who });
    case "confirmSignature":
      return confirmSignature(context, { command, ...who });
    case "nextCustomer":
      return nextCustomer(context);
    case "startLoad":
      return startLoad(context, { command, ...who });
    case "readCard":
      return readCard(context);
    case "voidSale":
      return voidSale(context, { command, ...who });
    case "reprint":
      return reprint(context, { command, ...who });
    case "recover":
    case "upload":
    case "settle":
      return beginBankWork(context, command.kind, who.operator.name);
    case "pauseUpload":
      return pauseBankWork(context);
    default:
      return assertNever(command);
  }
}

async function lock(context: Context): Promise<CommandAnswer> {
  context.screen.operator = undefined;
  context.changed();
  return DONE;
}

async function pauseBankWork(context: Context): Promise<CommandAnswer> {
  if (context.bank.task === undefined) return refuseHere(context, "stale");
  context.bank.pause();
  return DONE;
}
