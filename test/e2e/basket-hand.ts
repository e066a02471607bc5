import { expect, type Locator } from "@playwright/test";
import type { TillScreen } from "./till-screen.ts";

type Names = { readonly "zh-CN": string; readonly en: string };

/** Goods in and out: what a cashier does before anybody pays. */
export class BasketHand {
  readonly #screen: TillScreen;

  constructor(screen: TillScreen) {
    this.#screen = screen;
  }

  get #page() {
    return this.#screen.page;
  }

  get #basket(): Locator {
    return this.#screen.region("basket.title");
  }

  #line(name: Names | string): Locator {
    const text = typeof name === "string" ? name : name[this.#screen.language];
    return this.#basket
      .getByRole("listitem")
      .filter({ has: this.#page.locator(".line-name").getByText(text, { exact: true }) });
  }

  get #field(): Locator {
    return this.#page.getByRole("combobox", { name: this.#screen.say("search.label") }).last();
  }

  /** Types into the search and waits until the goods are there. */
  async search(text: string): Promise<void> {
    await this.#screen.keys("F2");
    await expect(this.#field).toBeFocused();
    await this.#screen.type(text);
    await expect(this.#field).toHaveValue(text);
  }

  /** Puts a text into the search as a clipboard does, at once and whole. */
  async paste(text: string): Promise<void> {
    await this.#screen.keys("F2");
    await expect(this.#field).toBeFocused();
    await this.#page.keyboard.insertText(text);
    await expect(this.#field).not.toHaveValue("");
  }

  async expectFound(name: Names): Promise<void> {
    await expect(this.#option(name)).toBeVisible();
  }

  async expectNothingFound(text: string): Promise<void> {
    await expect(this.#page.getByText(this.#screen.say("search.none", { text }))).toBeVisible();
  }

  /** Puts what was found into the basket with a finger. */
  async choose(name: Names): Promise<void> {
    await this.#option(name).click();
  }

  async clearSearch(): Promise<void> {
    await this.#screen.keys("F2", "Escape");
    await expect(this.#field).toHaveValue("");
  }

  /** A line with that name; each of the figures stands in it. */
  async expectLine(name: Names | string, ...figures: readonly string[]): Promise<void> {
    await expect(this.#line(name)).toHaveCount(1);
    for (const figure of figures) await expect(this.#line(name)).toContainText(figure);
  }

  async expectNoLine(name: Names): Promise<void> {
    await expect(this.#line(name)).toHaveCount(0);
  }

  async expectEmpty(): Promise<void> {
    await expect(this.#page.getByText(this.#screen.say("basket.empty"))).toBeVisible();
  }

  /** The basket is what the screen is about, and hears its keys. */
  async expectOpen(): Promise<void> {
    const name = this.#screen.say("basket.title");
    await expect(this.#page.getByRole("main", { name, exact: true })).toBeVisible();
  }

  /** The sum that stands largest beside the basket. */
  async expectTotal(yuan: string): Promise<void> {
    await expect(this.#screen.region("basket.total")).toContainText(yuan);
  }

  async expectSaved(yuan: string): Promise<void> {
    const words = new RegExp(`${this.#screen.say("basket.saved")}.*${yuan.replace(".", "\\.")}`);
    await expect(this.#screen.region("basket.total").getByText(words)).toBeVisible();
  }

  /** The hand lies on this line from now on. */
  async select(name: Names): Promise<void> {
    await this.#line(name).getByRole("button").first().click();
    await expect(this.#line(name)).toHaveAttribute("aria-current", "true");
  }

  /** A quantity or weight that is typed. */
  async setQuantity(name: Names, typed: string): Promise<void> {
    await this.select(name);
    await this.#line(name).locator(".line-set").click();
    const dialog = this.#page.getByRole("dialog");
    await expect(dialog).toBeVisible();
    await this.#screen.type(typed);
    await this.#screen.keys("Enter");
    await expect(dialog).toBeHidden();
  }

  async remove(name: Names): Promise<void> {
    await this.select(name);
    await this.#screen.keys("Delete");
    await this.expectNoLine(name);
  }

  /** Gives so many percent of one line away. */
  async discountLine(name: Names, percent: string): Promise<void> {
    await this.select(name);
    await this.#line(name)
      .getByRole("button", { name: this.#screen.say("sell.discount"), exact: true })
      .click();
    await this.#giveDiscount(percent);
  }

  /** Gives so many percent of everything away. */
  async discountBasket(percent: string): Promise<void> {
    await this.#screen.keys("F7");
    await this.#giveDiscount(percent);
  }

  async #giveDiscount(percent: string): Promise<void> {
    const dialog = this.#screen.dialog("discount.title");
    await expect(dialog).toBeVisible();
    await this.#screen.type(percent);
    await this.#screen.keys("Enter");
    await expect(dialog).toBeHidden();
  }

  /** Sells something by its amount. */
  async sellAmount(yuan: string, name: string): Promise<void> {
    await this.#screen.press("sell.amount");
    const dialog = this.#screen.dialog("amount.title");
    await expect(dialog).toBeVisible();
    await this.#screen.typeOnPad(yuan);
    await dialog.getByRole("textbox", { name: this.#screen.say("amount.name") }).fill(name);
    await dialog.getByRole("button", { name: this.#screen.say("amount.add"), exact: true }).click();
    await expect(dialog).toBeHidden();
  }

  /** Weighs what the search asks the weight of. */
  async weigh(kilograms: string): Promise<void> {
    const dialog = this.#screen.dialog("weigh.title");
    await expect(dialog).toBeVisible();
    await this.#screen.type(kilograms);
    await this.#screen.keys("Enter");
    await expect(dialog).toBeHidden();
  }

  /** What something costs, by its label. */
  async checkPrice(code: string, yuan: string): Promise<void> {
    await this.#screen.keys("F3");
    const dialog = this.#screen.dialog("price.title");
    await expect(dialog).toBeVisible();
    await this.#screen.scan(code);
    await expect(dialog.locator(".price-sum")).toContainText(yuan);
    await this.#screen.keys("Escape");
    await expect(dialog).toBeHidden();
  }

  async hold(): Promise<void> {
    await this.#screen.keys("F4");
    await this.expectEmpty();
  }

  /** Takes the waiting basket up that has this sale number. */
  async resume(saleNumber: number): Promise<void> {
    await this.#screen.keys("F5");
    const dialog = this.#screen.dialog("held.title");
    await dialog
      .getByText(this.#screen.say("held.resume", { number: saleNumber }))
      .locator("xpath=ancestor::button")
      .click();
    await expect(dialog).toBeHidden();
  }

  async expectHeld(count: number): Promise<void> {
    const words = this.#screen.say("sell.resume");
    const name = count === 0 ? words : `${words} ${count}`;
    await expect(this.#page.getByRole("button", { name, exact: true })).toBeVisible();
  }

  async cancelSale(): Promise<void> {
    await this.#screen.press("sell.cancel");
    const dialog = this.#screen.dialog("cancelSale.question");
    await dialog.getByRole("button", { name: this.#screen.say("cancelSale.confirm"), exact: true }).click();
    await this.expectEmpty();
  }

  #option(name: Names): Locator {
    const itself = this.#page.getByText(name[this.#screen.language], { exact: true });
    return this.#page.getByRole("option").filter({ has: itself });
  }
}
