import { expect, type Page } from "@playwright/test";
import { BasketHand } from "./basket-hand.ts";
import { BooksHand } from "./books-hand.ts";
import { PaymentHand } from "./payment-hand.ts";
import { TillScreen } from "./till-screen.ts";

/**
 * The till as a cashier knows it: verbs of the counter, in either language. Only this page and its hands know where things
 * stand.
 */
export class TillPage extends TillScreen {
  readonly basket = new BasketHand(this);
  readonly payment = new PaymentHand(this);
  readonly books = new BooksHand(this);

  /** The same till in another window. */
  inWindow(page: Page): TillPage {
    return new TillPage(page, this.language);
  }

  /** Who works, on the lock screen. */
  async signIn(name: string, pin: string): Promise<void> {
    await this.tryToSignIn(name, pin);
    await expect(this.button("locked.signIn")).toBeHidden();
  }

  async tryToSignIn(name: string, pin: string): Promise<void> {
    await this.page.getByRole("listitem").filter({ hasText: name }).getByRole("button").click();
    await this.typeOnPad(pin);
    await this.press("locked.signIn");
  }

  /** The owner has signed in and opened the shift. */
  async openShop(): Promise<void> {
    await this.signIn("li", "2468");
    await this.books.openShift(200);
  }

  async expectLocked(): Promise<void> {
    await expect(this.button("locked.signIn")).toBeVisible();
  }

  async expectOperator(name: string): Promise<void> {
    await expect(this.page.getByRole("banner")).toContainText(this.say("top.cashier", { name }));
  }

  async switchLanguage(): Promise<void> {
    await this.keys("Alt+l");
    this.language = this.language === "en" ? "zh-CN" : "en";
    await expect(this.page.locator("html")).toHaveAttribute("lang", this.language);
  }

  /** The page has noticed that the terminal is gone. */
  async expectLost(withinMs: number): Promise<void> {
    await expect(this.page.getByText(this.say("app.lost"))).toBeVisible({ timeout: withinMs });
  }

  async expectHealed(): Promise<void> {
    await expect(this.page.getByText(this.say("app.lost"))).toBeHidden();
  }

  /** The line to the bank and the devices, always at the same place. */
  async expectBand(...words: readonly (string | RegExp)[]): Promise<void> {
    for (const word of words) await expect(this.region("top.devices")).toContainText(word);
  }

  async expectNotInBand(word: string): Promise<void> {
    await expect(this.region("top.devices")).not.toContainText(word);
  }
}
