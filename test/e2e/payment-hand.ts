import { expect } from "@playwright/test";
import type { CardStep } from "../../main/ipc/contract.ts";
import { formatFen } from "../../renderer/till/format-fen.ts";
import type { TillScreen } from "./till-screen.ts";

/** Money for the basket, as it goes over the counter. */
export class PaymentHand {
  readonly #screen: TillScreen;

  constructor(screen: TillScreen) {
    this.#screen = screen;
  }

  /** From the basket to the money. */
  async begin(): Promise<void> {
    await this.#screen.press("sell.cash");
    await this.expectTendering();
  }

  async expectTendering(): Promise<void> {
    await expect(
      this.#screen.page.getByRole("main", { name: this.#screen.say("tender.title") }),
    ).toBeVisible();
  }

  /** The customer gives that much. */
  async takeCash(givenYuan: number): Promise<void> {
    await this.begin();
    await this.#screen.typeOnPad(String(givenYuan));
    await this.#screen.press("tender.takeCash");
  }

  /** The exact sum, with the one key for it. */
  async takeExactCash(): Promise<void> {
    await this.begin();
    await this.exactKey.click();
  }

  get exactKey() {
    return this.#quickKeys.getByRole("button").filter({ hasText: this.#screen.say("tender.exact") });
  }

  /** A note that people hand over, with the key that bears it. */
  async takeNote(yuan: number): Promise<void> {
    const text = new RegExp(`(^|\\D)${yuan}$`);
    await this.#quickKeys.getByRole("button").filter({ hasText: text }).click();
  }

  get #quickKeys() {
    return this.#screen.page.getByRole("group", { name: this.#screen.say("tender.cash"), exact: true });
  }

  /** The reader is ready for the customer's card. */
  async askForCard(): Promise<void> {
    await this.#screen.press("sell.card");
    await this.expectWaitingForCard();
  }

  async expectWaitingForCard(): Promise<void> {
    await this.#screen.expectSentence(this.#screen.sayOfTerminal("till.step.waitingForCard.insertTapSwipe"));
    await expect(this.#screen.button("card.cancel")).toBeVisible();
  }

  /** A part in cash, the rest still due. */
  async takePartInCash(yuan: string): Promise<void> {
    await this.#screen.expectSentence(this.#screen.say("tender.splitHint"));
    await this.#screen.type(yuan);
    await this.#screen.press("tender.takePart");
  }

  async expectDue(yuan: string): Promise<void> {
    await expect(this.#screen.page.locator(".payment-due")).toContainText(yuan);
  }

  /** On the screen with the end of a sale. */
  async expectPaid(yuan: string): Promise<void> {
    await expect(this.#screen.button("done.next")).toBeVisible();
    await expect(this.#screen.main).toContainText(yuan);
  }

  async nextCustomer(): Promise<void> {
    await this.#screen.press("done.next");
    await expect(this.#screen.button("done.next")).toBeHidden();
  }

  /** The card did not pay; the sale stands, and this much of it is due. */
  async expectNotPaid(sentence: string | RegExp, dueFen: number): Promise<void> {
    await this.#screen.expectSentence(sentence);
    await expect(this.#screen.button("card.failed.cash")).toBeVisible();
    await expect(this.#screen.main.locator(".stage-due")).toContainText(formatFen(dueFen));
  }

  /** The till says what the customer's hand is to do next. */
  async expectStep(step: CardStep): Promise<void> {
    await this.#screen.expectSentence(this.#screen.sayOfTerminal(`till.step.${step}`));
  }

  /** What the card held before and holds now. */
  async expectCardBalances(beforeYuan: string, afterYuan: string): Promise<void> {
    const balances = this.#screen.main.locator(".card-balances");
    await expect(balances).toContainText(beforeYuan);
    await expect(balances).toContainText(afterYuan);
  }

  /** Cash for more electronic cash: it is taken first, then the card is asked for. */
  async beginCashLoad(yuan: string): Promise<void> {
    await this.#screen.keys("Alt+m");
    await this.#screen.press("menu.cardService");
    await this.#screen.typeOnPad(yuan);
    await this.#screen.press("cash.fromCash");
    await this.#screen
      .dialog("cash.question.cash", { amount: `${yuan}.00` })
      .getByRole("button", { name: this.#screen.say("cash.load"), exact: true })
      .click();
    await this.expectStep("waitingForCard");
  }

  async cashInsteadOfCard(): Promise<void> {
    await this.#screen.press("card.failed.cash");
    await this.expectTendering();
  }

  async cardOnceMore(): Promise<void> {
    await this.#screen.press("card.failed.card");
    await this.expectWaitingForCard();
  }
}
