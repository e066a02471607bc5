import type { Checkout } from "../../main/application/checkout/checkout.ts";
import { type OpenedCheckout, openCheckout } from "../../main/compose.ts";
import { withCheckDigit } from "../../main/domain/catalogue/label.ts";
import { SHOP_CATALOGUE } from "../../main/domain/catalogue/shop-catalogue-table.ts";
import { Sensitive } from "../../main/domain/sensitive.ts";
import type {
  CommandAnswer,
  QueryAnswers,
  ScreenView,
  TillCommand,
  TillQuery,
  TillView,
} from "../../main/ipc/contract.ts";
import { must } from "./journal.ts";
import { Shop, type ShopOptions } from "./shop.ts";

/** Long enough for a busy machine; nothing in these tests waits for it when all is well. */
const VIEW_TIMEOUT_MS = 10_000;

/** A whole shop behind its checkout: what a page would see and say, over simulated devices and a simulated host. */
export class CheckoutShop {
  readonly shop: Shop;
  /** Every view that was pushed, in order. */
  readonly views: TillView[] = [];
  #opened: OpenedCheckout;
  #commands = 0;

  private constructor(shop: Shop, opened: OpenedCheckout) {
    this.shop = shop;
    this.#opened = opened;
  }

  /** With li, the owner, signed in and a shift open. */
  static async open(
    options: ShopOptions = {},
    shop?: Shop,
    settings: { readonly sendEveryMs?: number } = {},
  ): Promise<CheckoutShop> {
    const behind = shop ?? (await Shop.open(options));
    must(await behind.terminal.parts.journal.putItems(SHOP_CATALOGUE));
    const till = new CheckoutShop(behind, await CheckoutShop.#openOver(behind, settings));
    till.#listen();
    must(answered(await till.give({ kind: "signIn", operator: "li", pin: "2468" })));
    return till;
  }

  static async #openOver(
    shop: Shop,
    settings: { readonly sendEveryMs?: number } = {},
  ): Promise<OpenedCheckout> {
    await shop.terminal.parts.journal.close().catch(() => undefined);
    const opened = must(
      await openCheckout({
        dataDirectory: shop.dataDirectory,
        keyDirectory: shop.keyDirectory,
        substitutes: { devices: () => shop.counter.devices },
        ...settings,
        onBug: (error) => shop.bugs.push(error),
      }),
    );
    shop.terminal = opened.terminal;
    return opened;
  }

  #listen(): void {
    this.checkout.onView((view) => this.views.push(view));
  }

  get checkout(): Checkout {
    return this.#opened.checkout;
  }

  get view(): TillView {
    return this.checkout.view();
  }

  get screen(): ScreenView {
    return this.view.screen;
  }

  /** Kills the process, as far as a test can: nothing is ended in good order, and the books are opened anew. */
  async restart(signIn = true): Promise<void> {
    this.#opened = await CheckoutShop.#openOver(this.shop);
    this.#listen();
    if (signIn) await this.do({ kind: "signIn", operator: "li", pin: "2468" });
  }

  give(command: TillCommand, commandId?: string): Promise<CommandAnswer> {
    this.#commands += 1;
    return this.checkout.command({ commandId: commandId ?? `command-${this.#commands}`, command });
  }

  /** For what must be done. */
  async do(command: TillCommand, commandId?: string): Promise<void> {
    must(answered(await this.give(command, commandId)));
  }

  /** The sentence of a refusal; fails when it was done. */
  async refused(command: TillCommand): Promise<{ readonly kind: string; readonly sentence: string }> {
    const answer = await this.give(command);
    if (answer.ok) throw new Error(`${command.kind} was carried out`);
    return answer;
  }

  query<K extends TillQuery["kind"]>(query: Extract<TillQuery, { kind: K }>): Promise<QueryAnswers[K]> {
    return this.checkout.query<K>(query);
  }

  /** Resolves with the first view, now or later, that is as wanted. */
  async see(what: string, isSeen: (view: TillView) => boolean): Promise<TillView> {
    const { promise, resolve, reject } = Promise.withResolvers<TillView>();
    const timer = setTimeout(
      () => reject(new Error(`never seen: ${what}; the screen is ${JSON.stringify(this.screen)}`)),
      VIEW_TIMEOUT_MS,
    );
    const stop = this.checkout.onView((view) => isSeen(view) && resolve(view));
    if (isSeen(this.view)) resolve(this.view);
    return promise.finally(() => {
      clearTimeout(timer);
      stop();
    });
  }

  async seeScreen<S extends ScreenView["screen"]>(screen: S): Promise<Extract<ScreenView, { screen: S }>> {
    const view = await this.see(screen, (one) => one.screen.screen === screen);
    return view.screen as Extract<ScreenView, { screen: S }>;
  }

  /** Adds a cashier to the staff. */
  async hire(name: string, role: "manager" | "cashier" = "cashier"): Promise<void> {
    must(await this.shop.terminal.addOperator(name, role, new Sensitive("1357"), "li"));
  }

  /** The steps of cards that were shown, each once in the order of their first showing. */
  get cardSteps(): string[] {
    const steps = this.views.flatMap(({ screen }) => (screen.screen === "card" ? [screen.step] : []));
    return [...new Set(steps)];
  }

  /** Tea for 28.80 in the basket, and the customer wants to pay. */
  async tea(): Promise<void> {
    await this.do({ kind: "scan", code: TEA });
    await this.do({ kind: "beginTender" });
  }
}

/** 龙井茶, 28.80 yuan. */
export const TEA = "6901001100000";
/** 矿泉水, 2.00 yuan. */
export const WATER = "6901001102745";
/** 苹果, 12.80 yuan a kilogram, 1.250 kg of them by a scale's label. */
export const APPLES_BY_WEIGHT = withCheckDigit("211000101250");
/** 白切鸡, 49.80 yuan a kilogram, for 24.90 yuan by a scale's label. */
export const CHICKEN_BY_SUM = withCheckDigit("222000102490");

function answered(answer: CommandAnswer): { ok: true; value: true } | { ok: false; fault: CommandAnswer } {
  return answer.ok ? { ok: true, value: true } : { ok: false, fault: answer };
}
