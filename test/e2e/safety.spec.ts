import { layCuttableLine } from "./cuttable-line.ts";
import { expect, test, troublesOf } from "./fixtures.ts";
import { COLA, TEA } from "./goods-table.ts";

/** Whatever hands, windows and power do: one effect, and nothing of a sale is lost. */

// In Electron the page goes with its process, and there is one window.
const BROWSER_ONLY = { tag: "@browser-shell" };

test("double clicks and keys that repeat have one effect", async ({ till, dock }) => {
  const { basket, payment } = till;
  const { page } = till;
  await till.openShop();
  await till.scan(TEA.code);
  await basket.expectTotal("28.80");
  await till.button("sell.cash").dblclick();
  await payment.expectTendering();
  await payment.exactKey.dblclick();
  await payment.expectPaid("28.80");
  await till.button("done.next").dblclick();
  await basket.expectEmpty();

  await till.scan(TEA.code);
  await basket.expectTotal("28.80");
  await till.keys("F9");
  await payment.expectTendering();
  for (let i = 0; i < 6; i++) await page.keyboard.down("Enter");
  await page.keyboard.up("Enter");
  await payment.expectPaid("28.80");
  await till.likelyKey(till.button("done.next"));
  await till.scan(COLA.code);
  await basket.expectTotal("3.00");
  for (let i = 0; i < 4; i++) await page.keyboard.down("F10");
  await page.keyboard.up("F10");
  await payment.expectWaitingForCard();
  await dock.payWith("debit", "123456");
  await payment.expectPaid("3.00");
  expect(await dock.ledgers()).toMatchObject({ agrees: true, till: { netFen: 300, count: 1 } });
  await till.books.openJournal();
  await till.books.find("", 3);
  await till.books.find("28.80", 2);
});

test(
  "two windows show one till; what both ask for is done once, and an old screen is refused",
  BROWSER_ONLY,
  async ({ till, dock }) => {
    const { basket, payment } = till;
    await till.openShop();
    const second = await till.page.context().newPage();
    const line = await layCuttableLine(second);
    const troubles = troublesOf(second);
    await second.goto(till.page.url());
    const other = till.inWindow(second);
    await other.basket.expectEmpty();
    await till.scan(TEA.code);
    await basket.expectTotal("28.80");
    await other.basket.expectTotal("28.80");
    await other.scan(COLA.code);
    await basket.expectTotal("31.80");

    // Both hands press at once.
    await till.keys("F9");
    await payment.expectTendering();
    await other.payment.expectTendering();
    // People see a screen before they press on it; its keys are heard by then.
    await till.page.waitForTimeout(300);
    await Promise.all([till.keys("Enter"), other.keys("Enter")]);
    await payment.expectPaid("31.80");
    await other.payment.expectPaid("31.80");
    await payment.nextCustomer();
    await other.basket.expectEmpty();

    // The second window hears nothing for a while, and its hand acts on what it still shows.
    await till.scan(TEA.code);
    await other.basket.expectTotal("28.80");
    await other.payment.begin();
    await payment.expectTendering();
    await line.cut();
    await other.expectLost(2_000);
    await payment.exactKey.click();
    await payment.expectPaid("28.80");
    await other.payment.expectTendering();
    await other.payment.exactKey.click();
    await line.heal();
    await other.expectHealed();
    await other.payment.expectPaid("28.80");
    await other.expectNotice(other.sayOfTerminal("till.refused.stale"));
    expect(troubles).toEqual([]);
    await till.books.openJournal();
    await till.books.find("", 2);
    expect((await dock.ledgers()).rows).toEqual([]);
  },
);

test(
  "a page that is loaded anew, closed or killed in the middle of a card finds it where it is",
  BROWSER_ONLY,
  async ({ till, dock }) => {
    const { basket, payment } = till;
    const { page } = till;
    await till.openShop();
    await till.scan(TEA.code);
    await basket.expectTotal("28.80");
    await page.reload();
    await basket.expectLine(TEA, "28.80");
    await payment.askForCard();
    await page.reload();
    await payment.expectWaitingForCard();
    await dock.touch({ do: "insertCard", card: "debit" });
    await dock.until(({ pad }) => pad.screen.kind === "pin");

    const address = page.url();
    const next = await page.context().newPage();
    await page.close();
    const troubles = troublesOf(next);
    await next.goto(address);
    const reopened = till.inWindow(next);
    await reopened.expectSentence(reopened.sayOfTerminal("till.step.enteringPin"));

    const crashed = next.waitForEvent("crash");
    const devTools = await next.context().newCDPSession(next);
    void devTools.send("Page.crash").catch(() => undefined);
    await crashed;
    const last = await next.context().newPage();
    troublesOf(last, troubles);
    await next.close();
    await last.goto(address);
    const again = till.inWindow(last);
    await again.expectSentence(again.sayOfTerminal("till.step.enteringPin"));
    await dock.typePin("123456");
    await again.payment.expectPaid("28.80");
    expect(troubles).toEqual([]);
    expect(await dock.ledgers()).toMatchObject({ agrees: true, till: { netFen: 2_880, count: 1 } });
  },
);

test(
  "a terminal that is killed in mid-sale comes back with the sale, to the same page",
  BROWSER_ONLY,
  async ({ till, shop }) => {
    const { basket } = till;
    await till.openShop();
    await till.scan(COLA.code);
    await basket.expectTotal("3.00");
    await shop.kill();
    await till.expectLost(2_000);
    // What is asked for in between is not lost, and not done twice.
    await till.keys("+");
    await shop.start();
    await till.expectHealed();
    await till.expectLocked();
    await till.signIn("li", "2468");
    await basket.expectLine(COLA);
    await till.scan(COLA.code);
    await basket.expectLine(COLA);
  },
);

test(
  "a terminal that is killed while the bank is asked says what became of the card",
  BROWSER_ONLY,
  async ({ till, shop, dock }) => {
    const { basket, payment } = till;
    await till.openShop();
    await till.expectBand(till.say("band.online"));
    await dock.touch({ do: "host", mood: "silent" });
    await till.scan(TEA.code);
    await payment.askForCard();
    await dock.payWith("debit", "123456");
    await till.expectSentence(till.sayOfTerminal("till.step.goingOnline"));
    await shop.kill();
    await till.expectLost(2_000);
    await shop.start();
    await till.expectHealed();
    await till.signIn("li", "2468");
    await till.expectNotice(/28\.80.*reversed|28\.80.*reversal/);
    await till.expectNotice(till.sayOfTerminal("payment.reversed"));
    await basket.expectTotal("28.80");
    await payment.takeExactCash();
    await payment.expectPaid("28.80");
    expect(await dock.ledgers()).toMatchObject({ agrees: true, till: { netFen: 0 }, host: { netFen: 0 } });
  },
);
