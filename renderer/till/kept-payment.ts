import type { TillView } from "../../main/ipc/contract.ts";

const KEY = "jinka.payment";

/** Of a load `saleId` says what it is instead. */
type Kept = { readonly saleId: string; readonly amountFen: number | null; readonly paymentId: string };

/**
 * The name of a card payment that was asked for and has not been seen in a view yet. It outlives a reload and a killed
 * page, so that asking again is the same payment.
 */
export function paymentIdFor(saleId: string, amountFen: number | undefined): string {
  const kept = read();
  if (kept?.saleId === saleId && kept.amountFen === (amountFen ?? null)) return kept.paymentId;
  const fresh: Kept = { saleId, amountFen: amountFen ?? null, paymentId: crypto.randomUUID() };
  sessionStorage.setItem(KEY, JSON.stringify(fresh));
  return fresh.paymentId;
}

/** As {@link paymentIdFor}, for a load: it belongs to no sale. */
export function loadIdFor(from: string, amountFen: number): string {
  return paymentIdFor(`${LOAD}${from}`, amountFen);
}

const LOAD = "load ";

/** A payment that a view shows has arrived: the next one is another. */
export function forgetShownPayment(view: TillView): void {
  const kept = read();
  if (kept === undefined) return;
  const { screen, basket } = view;
  const isOnScreen = screen.screen === "card" && screen.paymentId === kept.paymentId;
  const isInBasket = basket.tenders.some(({ paymentId }) => paymentId === kept.paymentId);
  const isOtherSale = kept.saleId.startsWith(LOAD)
    ? screen.screen === "cardService"
    : basket.saleId !== kept.saleId;
  if (isOnScreen || isInBasket || isOtherSale) sessionStorage.removeItem(KEY);
}

function read(): Kept | undefined {
  const text = sessionStorage.getItem(KEY);
  return text === null ? undefined : (JSON.parse(text) as Kept);
}
