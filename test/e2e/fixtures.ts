import { AxeBuilder } from "@axe-core/playwright";
import { test as base, expect, type Page } from "@playwright/test";
import { DockHand } from "./dock-hand.ts";
import { type ShopOptions, ShopProcess } from "./shop-process.ts";
import { TillPage } from "./till-page.ts";

export type Language = "zh-CN" | "en";
export const LANGUAGES: readonly Language[] = ["zh-CN", "en"];

type Fixtures = {
  readonly language: Language;
  /** Of the project: the same tests run on both. */
  readonly shell: ShopOptions["shell"];
  readonly shop: ShopProcess;
  /** The hands of customers and technicians. */
  readonly dock: DockHand;
  /** The cashier at the screen. */
  readonly till: TillPage;
};

/** A shop of its own for each test. It fails for whatever page or terminal call a bug, whoever looks. */
export const test = base.extend<Fixtures>({
  language: ["en", { option: true }],
  shell: ["browser", { option: true }],
  shop: async ({ language, shell }, use) => {
    const shop = await ShopProcess.open({ language, shell });
    await use(shop);
    const { bugs } = shop;
    await shop.close();
    expect(bugs, "the terminal's log").toEqual([]);
  },
  dock: async ({ shop }, use) => {
    await use(await DockHand.open(shop.dockAddress));
  },
  till: async ({ page, shop, language }, use) => {
    const troubles = troublesOf(page);
    const tillPage = await shop.tillPage(page);
    if (tillPage !== page) troublesOf(tillPage, troubles);
    await use(new TillPage(tillPage, language));
    expect(troubles, "the page's console").toEqual([]);
  },
});

export { expect };

/** What a page says that it should not have to. A terminal that was stopped on purpose is no mistake of the page. */
export function troublesOf(page: Page, troubles: string[] = []): string[] {
  page.on("pageerror", (error) => troubles.push(String(error)));
  page.on("console", (message) => {
    const text = message.text();
    if (message.type() === "error" && !/ERR_(CONNECTION|INCOMPLETE|EMPTY)/.test(text)) troubles.push(text);
  });
  return troubles;
}

/** Nothing that keeps a person from reading or reaching what is on the page. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  const words = serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
  // One screen's fault hides no other's.
  expect.soft(words).toEqual([]);
}
