import { expect, test } from "./fixtures.ts";
import { COLA, TEA } from "./goods-table.ts";

/** The till needs no mouse, and the keys of the browser are the till's. */

const FUNCTION_KEYS = ["F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "F10", "F11", "F12"];

test("a day needs the keyboard only", async ({ till, dock }) => {
  const { basket, payment } = till;
  await till.expectLocked();
  await till.type("2468");
  await till.keys("Enter");
  await expect(till.button("shift.open")).toBeVisible();
  await till.type("200");
  await till.likelyKey(till.button("shift.open"));
  await basket.search("cola");
  await basket.expectFound(COLA);
  await till.keys("Enter");
  await basket.expectLine(COLA, "3.00");
  await basket.search("longjing");
  await basket.expectFound(TEA);
  await till.keys("Enter");
  await basket.expectLine(TEA, "28.80");
  await till.keys("ArrowUp", "+", "+");
  await basket.expectLine(COLA, "9.00");
  await till.keys("ArrowDown", "Delete");
  await basket.expectNoLine(TEA);
  await till.keys("F7");
  await expect(till.dialog("discount.title")).toBeVisible();
  await till.type("10");
  await till.keys("Enter");
  await basket.expectTotal("8.10");
  await till.keys("F4");
  await basket.expectEmpty();
  await till.keys("F5");
  await expect(till.dialog("held.title")).toBeVisible();
  await till.keys("1");
  await basket.expectTotal("8.10");

  await till.keys("F9");
  await payment.expectTendering();
  await till.type("20");
  await till.keys("Enter");
  await payment.expectPaid("11.90");
  await till.likelyKey(till.button("done.next"));
  await basket.expectEmpty();

  await till.scan(TEA.code);
  await basket.expectTotal("28.80");
  await till.keys("F12");
  await payment.expectTendering();
  await till.type("8.80");
  await till.keys("Enter");
  await payment.expectDue("20.00");
  await till.keys("F10");
  await till.expectSentence(/./);
  await dock.payWith("debit", "123456");
  await payment.expectPaid("28.80");
  await till.likelyKey(till.button("done.next"));
  await till.keys("Alt+j");
  const journal = till.dialog("journal.title");
  await expect(journal.getByRole("button").filter({ hasText: "28.80" }).first()).toBeVisible();
  await till.keys("ArrowDown");
  await till.books.expectPaper("28.80");
  await till.keys("Escape", "Alt+m");
  await expect(till.dialog("menu.title")).toBeVisible();
});

test("function keys are the till's: nothing is reloaded, searched or opened, and Esc loses no money", async ({
  till,
  dock,
}) => {
  const { basket, payment } = till;
  const { page } = till;
  await page.evaluate(() => Object.assign(globalThis, { isSamePage: true }));
  const pages = page.context().pages().length;
  await till.expectLocked();
  expect(await till.keysOfTheBrowser(FUNCTION_KEYS)).toEqual([]);
  await till.keys(...FUNCTION_KEYS, "Escape");
  await till.openShop();
  await till.keys(...FUNCTION_KEYS, "Escape", "Escape", "Escape");
  await basket.expectEmpty();
  expect(await till.keysOfTheBrowser(FUNCTION_KEYS)).toEqual([]);
  await till.keys("Escape", "Escape");
  await expect(page.getByRole("dialog")).toBeHidden();

  await till.scan(TEA.code);
  await basket.expectTotal("28.80");
  await till.keys("Escape");
  await basket.expectTotal("28.80");
  await till.keys("F9");
  await payment.expectTendering();
  await till.type("50");
  await till.keys("Escape");
  await basket.expectOpen();
  await basket.expectTotal("28.80");
  await till.keys("F12");
  await payment.takePartInCash("10");
  await payment.expectDue("18.80");
  await till.keys("Escape");
  await basket.expectOpen();
  await basket.expectTotal("18.80");
  await till.keys("Escape");
  await basket.expectTotal("18.80");
  await till.keys("F10");
  await payment.expectWaitingForCard();
  for (const key of ["F1", "F3", "F5", "F6", "F7", "F11", "F12"]) await till.keys(key);
  await till.keys("Escape", "Escape");
  await expect(till.button("card.cancel")).toBeHidden();
  await till.keys("Escape");
  await basket.expectTotal("18.80");
  await till.keys("F10");
  await payment.expectWaitingForCard();
  await dock.payWith("debit", "123456");
  await payment.expectPaid("28.80");
  await till.keys("Escape");
  await payment.expectPaid("28.80");
  expect(await page.evaluate(() => "isSamePage" in globalThis)).toBe(true);
  expect(page.context().pages()).toHaveLength(pages);
});

test("each key stands on its button", async ({ till }) => {
  await till.openShop();
  await till.scan(COLA.code);
  const keyOf = {
    "sell.hold": "F4",
    "sell.resume": "F5",
    "sell.discount": "F7",
    "sell.weigh": "F8",
    "sell.cash": "F9",
    "sell.card": "F10",
    "sell.split": "F12",
  } as const;
  await till.basket.expectLine(COLA);
  for (const [button, key] of Object.entries(keyOf)) {
    const drawn = till.page.locator(`[data-key="${key}"]`);
    const there = till.button(button as keyof typeof keyOf).filter({ has: drawn });
    await expect(there).toHaveAttribute("aria-keyshortcuts", key);
    await expect(there.locator(drawn)).toBeVisible();
  }
  await till.keys("F1");
  const help = till.dialog("help.title");
  for (const key of ["F1", ...Object.values(keyOf), "Esc", "Alt+M"])
    await expect(help.getByText(key, { exact: true })).toBeVisible();
});
