import { DOCK_PATHS } from "../../simulators/dock/dock-contract.ts";
import { DOCK_WORDS } from "../../simulators/dock/page/text/words-table.ts";
import { expect, expectAccessible, LANGUAGES, test, troublesOf } from "./fixtures.ts";

/** The dock's own page: what is touched there is done, and what is done is seen there. */

for (const language of LANGUAGES) {
  const words = DOCK_WORDS[language];
  test.describe(`in ${language}`, () => {
    // Both themes are read, each in one of the languages.
    const colorScheme = language === "en" ? "dark" : "light";
    test.use({ language, colorScheme, viewport: { width: 1280, height: 1000 } });

    test("everything on the counter can be touched, and each touch is a line of the timeline", async ({
      page,
      shop,
    }) => {
      const troubles = troublesOf(page);
      await page.goto(shop.dockAddress);
      await expect(page).toHaveTitle(words.title);
      const box = (name: string) => page.getByRole("region", { name, exact: true });
      const timeline = page.getByRole("region", { name: words.timeline });
      const press = (name: string, button: string) =>
        box(name).getByRole("button", { name: button, exact: true }).click();

      await page.getByTestId("card-debit").click();
      await press(words.inHand, words.insert);
      await expect(timeline).toContainText("1015");
      await press(words.reader1, words.pull);
      await expect(box(words.reader1)).toContainText(words.empty);
      await press(words.reader2, words.plugIn);
      await page.getByRole("searchbox", { name: words.searchCards }).fill("tap-debit");
      await page.getByTestId("card-tap-debit").getByRole("radio").focus();
      await page.keyboard.press("Space");
      await press(words.inHand, words.insertSecond);
      await expect(box(words.reader2)).toContainText("1104");
      await press(words.reader2, words.pull);
      await press(words.inHand, words.hold);
      await page.getByRole("searchbox", { name: words.searchCards }).fill("phone");
      await page.getByTestId("card-phone").click();
      await press(words.inHand, words.hold);
      await expect(box(words.contactless)).toContainText(words.twoCards);
      await press(words.contactless, words.takeAway);
      await press(words.inHand, words.confirmOnPhone);
      await press(words.printer, words.rollEmpty);
      await expect(box(words.printer)).toContainText(words.paperOut);
      await press(words.printer, words.rollFull);
      await expect(box(words.printer)).toContainText(words.paperOk);
      await press(words.printer, words.openCover);
      await press(words.printer, words.closeCover);
      await press(words.printer, words.unplug);
      await expect(box(words.printer)).toContainText(words.unplugged);
      await press(words.printer, words.plugIn);
      await press(words.network, words.cutLine);
      await expect(box(words.network)).toContainText(words.cut);
      await press(words.network, words.connect);
      await expect(box(words.network)).toContainText(words.up);
      const before = await page.locator("time.clock").textContent();
      await press(words.clock, words.day);
      await expect(page.locator("time.clock")).not.toContainText(before?.slice(0, 10) ?? "");
      await expectAccessible(page);
      await page.getByRole("tab", { name: words.wire }).click();
      await expectAccessible(page);
      await page.getByRole("tab", { name: words.ledgers }).click();
      await expect(page.getByRole("status").filter({ hasText: words.agree })).toBeVisible();
      await expectAccessible(page);
      expect(troubles).toEqual([]);
    });
  });
}

test("a dock whose shop is gone says so, and goes on when it is back", async ({ page, shop }) => {
  const words = DOCK_WORDS.en;
  await page.goto(shop.dockAddress);
  await expect(page.getByRole("region", { name: words.reader1 })).toBeVisible();
  await shop.kill();
  await expect(page.getByText(words.lost)).toBeVisible({ timeout: 2_500 });
  await shop.start();
  await expect(page.getByText(words.lost)).toBeHidden();
  await page.getByRole("button", { name: words.insert, exact: true }).click();
  await expect(page.getByRole("region", { name: words.reader1 })).toContainText("1015");
});

test("a dock that was gone before it had told of its cards tells of them when it is back", async ({
  page,
  shop,
}) => {
  const words = DOCK_WORDS.en;
  const isCards = (url: URL) => url.pathname === DOCK_PATHS.cards;
  await page.route(isCards, (route) => route.abort());
  await page.goto(shop.dockAddress);
  await expect(page.getByText(words.noCardFound)).toBeVisible();
  await shop.kill();
  await expect(page.getByText(words.lost)).toBeVisible({ timeout: 2_500 });
  await page.unroute(isCards);
  await shop.start();
  await expect(page.getByRole("button", { name: words.insert, exact: true })).toBeVisible();
});

test("Ctrl-C ends the shop in good order", async ({ shop }) => {
  expect(await shop.stop()).toBe(0);
});

test("an address is good for one browser", async ({ browser, shop }) => {
  const first = await browser.newPage();
  await first.goto(shop.dockAddress);
  await expect(first.getByRole("tablist")).toBeVisible();
  const second = await (await browser.newContext()).newPage();
  const refused = await second.goto(shop.dockAddress);
  expect(refused?.status()).toBe(403);
});
