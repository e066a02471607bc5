import { expect, type Locator } from "@playwright/test";
import type { TillScreen } from "./till-screen.ts";

/** What was sold before, the papers of it, and the shift. */
export class BooksHand {
  readonly #screen: TillScreen;

  constructor(screen: TillScreen) {
    this.#screen = screen;
  }

  get #journal(): Locator {
    return this.#screen.dialog("journal.title");
  }

  async openJournal(): Promise<void> {
    await this.#screen.keys("Alt+j");
    await expect(this.#journal).toBeVisible();
  }

  /** Looks for a receipt number, an amount or the end of a card number. */
  async find(text: string, count: number): Promise<void> {
    await this.#journal.getByRole("textbox", { name: this.#screen.say("journal.search") }).fill(text);
    await expect(this.#rows).toHaveCount(count);
  }

  get #rows(): Locator {
    return this.#journal.locator(".sales .sale-row");
  }

  async choose(words: string): Promise<void> {
    await this.#rows.filter({ hasText: words }).click();
    await expect(this.#journal.locator(".journal-sale")).toBeVisible();
  }

  async expectRow(...words: readonly string[]): Promise<void> {
    for (const word of words) await expect(this.#rows.first()).toContainText(word);
  }

  /** Takes the chosen sale back, after the question for it. */
  async takeBack(): Promise<void> {
    await this.#journal.getByRole("button", { name: this.#screen.say("journal.void"), exact: true }).click();
    await this.#screen.page
      .getByRole("dialog")
      .last()
      .getByRole("button", { name: this.#screen.say("journal.void"), exact: true })
      .click();
  }

  /** Prints the first paper of the chosen sale once more. */
  async reprint(): Promise<void> {
    await this.#journal
      .getByRole("button", { name: this.#screen.say("journal.reprint") })
      .first()
      .click();
  }

  /** One of the papers in the open window bears all of these words. */
  async expectPaper(...words: readonly string[]): Promise<void> {
    const all = words.map((word) => `(?=[\\s\\S]*${word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")})`);
    const papers = this.#screen.page
      .getByRole("dialog")
      .getByRole("img", { name: new RegExp(`^${all.join("")}`) });
    await expect(papers.first()).toBeVisible();
  }

  async closeWindow(): Promise<void> {
    await this.#screen.keys("Escape");
    await expect(this.#screen.page.getByRole("dialog")).toBeHidden();
  }

  /** An entry of the menu. */
  async menu(key: "menu.reportX" | "menu.closeShift" | "menu.lock" | "menu.devices"): Promise<void> {
    await this.#screen.keys("Alt+m");
    await this.#screen
      .dialog("menu.title")
      .getByRole("button", { name: this.#screen.say(key), exact: true })
      .click();
  }

  async openShift(floatYuan: number): Promise<void> {
    await this.#screen.typeOnPad(String(floatYuan));
    await this.#screen.press("shift.open");
    await expect(this.#screen.page.getByText(this.#screen.say("basket.empty"))).toBeVisible();
  }

  /** Counts the drawer, so many pieces of each note, and closes. */
  async closeShift(
    pieces: Readonly<Record<string, number>>,
    sumYuan: string,
    shiftNumber: number,
  ): Promise<void> {
    await this.menu("menu.closeShift");
    const dialog = this.#screen.dialog("close.title");
    for (const [note, count] of Object.entries(pieces)) {
      await dialog
        .getByLabel(this.#screen.say("close.pieces", { note }), { exact: true })
        .fill(String(count));
    }
    await expect(dialog.locator(".counted")).toContainText(sumYuan);
    await dialog.getByRole("button", { name: this.#screen.say("close.confirm"), exact: true }).click();
    const currency = this.#screen.language === "zh-CN" ? "¥" : "CNY ";
    const question = this.#screen.say("close.question", {
      number: shiftNumber,
      amount: `${currency}${sumYuan}`,
    });
    await this.#screen.page
      .getByRole("dialog", { name: question })
      .getByRole("button", { name: this.#screen.say("menu.closeShift"), exact: true })
      .click();
    await expect(this.#screen.button("shift.open")).toBeVisible();
  }
}
