import type { SaleState } from "../../../domain/sale/state.ts";
import { paidFen } from "../../../domain/sale/totals.ts";
import { currentBatch } from "../../../domain/world.ts";
import type { ScreenView, TillCommandKind } from "../../../ipc/contract.ts";
import { type Context, currentSale } from "../context.ts";

const ALWAYS: readonly TillCommandKind[] = ["setLanguage", "dismiss"];
const GOODS_IN: readonly TillCommandKind[] = ["scan", "addItem", "addAmount"];
const GOODS_OUT: readonly TillCommandKind[] = [
  "setQuantity",
  "removeLine",
  "discountLine",
  "discountBasket",
  "cancelSale",
];

/** The commands that can be given now. A command that is not in here is refused with a sentence when it comes anyway. */
export function possibleCommands(context: Context, view: ScreenView): TillCommandKind[] {
  const { terminal, bank, screen } = context;
  const sale = currentSale(context);
  const own = onScreen(view, sale, screen.card !== undefined);
  const pausing: TillCommandKind[] = bank.task === undefined ? [] : ["pauseUpload"];
  const isBankOpen =
    screen.operator !== undefined && bank.task === undefined && terminal.parts.acquirer !== undefined;
  const isCalm = view.screen !== "card" && view.screen !== "signature" && view.screen !== "setUp";
  const banking: TillCommandKind[] =
    isBankOpen && isCalm && currentBatch(terminal.world) !== undefined ? ["recover", "upload", "settle"] : [];
  const isThere = (kind: TillCommandKind) =>
    !CARD_SERVICE.includes(kind) || terminal.parts.cardReader !== undefined;
  return [...ALWAYS, ...own.filter(isThere), ...pausing, ...banking];
}

function onScreen(view: ScreenView, sale: SaleState | undefined, isBusy: boolean): TillCommandKind[] {
  switch (view.screen) {
    case "setUp":
      return [];
    case "locked":
      return ["signIn"];
    case "shiftClosed":
      return ["lock", "openShift", "reprint"];
    case "selling":
      return [...whileSelling(sale), ...(isBusy ? [] : SHIFT_WORK)];
    case "tender":
      return [
        "lock",
        ...(isUnpaid(sale) ? GOODS_IN : []),
        ...whilePaying(view.cardPossible),
        ...onHalfPaid(sale),
      ];
    case "cardFailed":
      return sale === undefined
        ? ["lock", ...GOODS_IN, "backToBasket"]
        : [
            "lock",
            ...(isUnpaid(sale) ? GOODS_IN : []),
            "beginTender",
            ...whilePaying(true),
            ...onHalfPaid(sale),
          ];
    case "cardService":
      return ["lock", "backToBasket", "reprint", ...(isBusy ? [] : CARD_SERVICE)];
    case "card":
      return cardCommands(view);
    case "signature":
      return ["confirmSignature"];
    case "done":
      return ["lock", ...GOODS_IN, "nextCustomer", "resume", ...SHIFT_WORK];
    case "bank":
      return ["lock"];
    default:
      return view satisfies never;
  }
}

const CARD_SERVICE: readonly TillCommandKind[] = ["startLoad", "readCard"];
const SHIFT_WORK: readonly TillCommandKind[] = [
  ...(["reportX", "closeShift", "voidSale", "reprint"] as const),
  ...CARD_SERVICE,
];

function whileSelling(sale: SaleState | undefined): TillCommandKind[] {
  if (sale === undefined || sale.lines.length === 0) return ["lock", ...GOODS_IN, "resume"];
  if (!isUnpaid(sale)) return ["lock", "beginTender", "hold", "resume"];
  return ["lock", ...GOODS_IN, ...GOODS_OUT, "beginTender", "hold", "resume"];
}

function whilePaying(isCardPossible: boolean): TillCommandKind[] {
  const card: TillCommandKind[] = isCardPossible ? ["startPayment"] : [];
  return ["tenderCash", ...card, "backToBasket", "hold"];
}

/** What was paid of it goes back by a void. */
function onHalfPaid(sale: SaleState | undefined): TillCommandKind[] {
  return sale === undefined || isUnpaid(sale) ? ["cancelSale"] : ["voidSale"];
}

function cardCommands(view: Extract<ScreenView, { screen: "card" }>): TillCommandKind[] {
  const cancel: TillCommandKind[] = view.canCancel ? ["cancelCard"] : [];
  if (view.choice?.kind === "application") return [...cancel, "chooseApplication"];
  if (view.choice?.kind === "sameCard") return [...cancel, "confirmSameCard"];
  if (view.choice?.kind === "identityDocument") return [...cancel, "confirmDocument"];
  return cancel;
}

function isUnpaid(sale: SaleState | undefined): boolean {
  return sale === undefined || paidFen(sale) === 0n;
}
