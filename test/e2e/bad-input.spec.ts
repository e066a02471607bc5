import { request } from "node:http";
import { CONTRACT_VERSION } from "../../main/ipc/contract-version.ts";
import { PATHS } from "../../main/ipc/transport.ts";
import { expect, LANGUAGES, test } from "./fixtures.ts";
import { COLA, TEA } from "./goods-table.ts";

/** What no cashier means, and what no page of ours sends: a sentence or a refusal, and nothing has changed. */

const EMOJI = "🍵🥤👩‍👩‍👧‍👦";

for (const language of LANGUAGES) {
  test.describe(`in ${language}`, () => {
    test.use({ language });

    test("scans and texts that mean nothing get a sentence, and the basket stays what it was", async ({
      till,
    }) => {
      const { basket, payment } = till;
      await till.openShop();
      await till.scan(COLA.code);
      await basket.expectTotal("3.00");
      await till.scan("6999999999999");
      await till.expectNotice(till.sayOfTerminal("refusal.unknownItem", { code: "6999999999999" }));
      await till.scan("1234");
      await till.expectNotice(till.say("scan.short", { code: "1234" }));
      await till.scan("9".repeat(180));
      await till.expectNotice(/9{24}/);
      await till.readNotices();
      await till.keys("F7");
      await expect(till.dialog("discount.title")).toBeVisible();
      await till.scan(TEA.code);
      await till.expectNotice(till.say("scan.dialog", { code: TEA.code }));
      await expect(till.button("discount.set")).toBeDisabled();
      await till.keys("Escape");
      await basket.expectTotal("3.00");

      for (const text of [
        EMOJI,
        "'; DROP TABLE item; --",
        "<img src=x onerror=alert(1)>",
        "%_*?",
        "茶".repeat(90),
      ]) {
        await basket.paste(text);
        await basket.expectNothingFound(text);
        await basket.clearSearch();
      }
      await basket.paste("cola\n\tcola".repeat(400));
      await basket.clearSearch();
      await basket.sellAmount("1", EMOJI);
      await basket.expectLine(EMOJI, "1.00");
      await basket.expectTotal("4.00");

      await basket.setQuantity(COLA, "99999999");
      await basket.expectLine(COLA, "29,997.00");
      await basket.setQuantity(COLA, "1");
      await payment.begin();
      await till.type("99999999999999999999");
      await till.keys("Enter");
      await till.expectNotice(/50,?004\.00/);
      await payment.expectTendering();
      await till.keys("Escape");
      await basket.expectTotal("4.00");
    });
  });
}

test("the line between page and terminal is lost: it is said, and heals without a command lost or doubled", {
  tag: "@browser-shell",
}, async ({ till, shop }) => {
  const { basket } = till;
  await till.openShop();
  await till.scan(COLA.code);
  await basket.expectTotal("3.00");
  shop.freeze();
  await till.expectLost(2_000);
  await till.scan(COLA.code);
  await till.scan(TEA.code);
  await till.scan(TEA.code);
  await expect(till.page.getByRole("alert")).toContainText(till.say("app.waitingEntries", { count: 3 }));
  shop.thaw();
  await till.expectHealed();
  await basket.expectLine(COLA, "2", "6.00");
  await basket.expectLine(TEA, "2", "57.60");
  await basket.expectTotal("63.60");
});

type Sent = {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

/** As any program on this machine could. */
function send(origin: string, { method = "POST", path, headers = {}, body }: Sent) {
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const sent = request(`${origin}${path}`, { method, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

test("strangers are not let in, and nonsense of our own page is refused with a sentence", {
  tag: "@browser-shell",
}, async ({ till, shop, browser }) => {
  const { basket } = till;
  await till.openShop();
  await till.scan(COLA.code);
  await basket.expectTotal("3.00");
  const { page } = till;
  const { origin } = new URL(page.url());
  const [cookie] = await page.context().cookies(origin);
  const own = { cookie: `${cookie?.name}=${cookie?.value}`, origin, "content-type": "application/json" };
  const command = (content: unknown) =>
    JSON.stringify({
      contractVersion: CONTRACT_VERSION,
      request: { commandId: crypto.randomUUID(), command: content },
    });
  const cancel = command({ kind: "cancelSale" });

  // The token in the address was used by the page; others were never issued.
  const stranger = await (await browser.newContext()).newPage();
  expect((await stranger.goto(shop.tillAddress))?.status()).toBe(403);
  expect((await stranger.goto(`${origin}/?token=${"A".repeat(43)}`))?.status()).toBe(403);
  expect((await stranger.goto(`${origin}/`))?.status()).toBe(403);
  await stranger.context().close();

  const { path } = { path: PATHS.command };
  const foreign = [
    { path, headers: { ...own, origin: "https://example.com" }, body: cancel },
    { path, headers: { ...own, origin: "null" }, body: cancel },
    { path, headers: { cookie: own.cookie, "content-type": "application/json" }, body: cancel },
    { path, headers: { ...own, "sec-fetch-site": "cross-site" }, body: cancel },
    { path, headers: { ...own, host: "till.example.com" }, body: cancel },
    { path, headers: { ...own, cookie: `${cookie?.name}=${"0".repeat(64)}` }, body: cancel },
    { path, headers: { origin, "content-type": "application/json" }, body: cancel },
    { path: PATHS.view, method: "GET", headers: { cookie: own.cookie, origin: "https://example.com" } },
  ];
  for (const sent of foreign) expect(await send(origin, sent)).toMatchObject({ status: 403 });

  const nonsense: readonly Sent[] = [
    { path, headers: own, body: "{" },
    { path, headers: own, body: "x".repeat(100_000) },
    { path, headers: { ...own, "content-type": "text/plain" }, body: cancel },
    { path, method: "PUT", headers: own, body: cancel },
    { path, method: "GET", headers: own },
    { path: "/api/nothing", headers: own, body: cancel },
  ];
  for (const sent of nonsense) {
    const { status } = await send(origin, sent);
    expect(status, JSON.stringify(sent).slice(0, 120)).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
  }

  // From the page itself, with its own cookie.
  const fromPage = (to: string, body: unknown) =>
    page.evaluate(
      async ([address, text]) => {
        const response = await fetch(address ?? "", {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: text ?? "",
        });
        return (await response.json()) as { kind: string; sentence?: string };
      },
      [to, typeof body === "string" ? body : JSON.stringify(body)],
    );
  const refused: readonly unknown[] = [
    null,
    [],
    7,
    {},
    { contractVersion: CONTRACT_VERSION },
    { contractVersion: CONTRACT_VERSION, request: { commandId: "x", command: { kind: "openDrawer" } } },
    command({ kind: "addItem", code: COLA.code, priceFen: 1 }),
    command({ kind: "tenderCash", givenFen: -1 }),
    command({ kind: "tenderCash", givenFen: 1e300 }),
    command({ kind: "setQuantity", lineNumber: 1, quantityMilli: 0.5 }),
    command({ kind: "scan", code: "9".repeat(10_000) }),
    command({ kind: "__proto__" }),
    { contractVersion: 99, request: { commandId: "y", command: { kind: "cancelSale" } } },
  ];
  for (const body of refused) {
    const reply = await fromPage(PATHS.command, body);
    expect(reply, JSON.stringify(body)?.slice(0, 120)).toMatchObject({
      kind: "refused",
      sentence: expect.stringMatching(/Nothing was done/),
    });
  }
  expect(
    await fromPage(PATHS.query, { contractVersion: CONTRACT_VERSION, query: { kind: "secrets" } }),
  ).toMatchObject({
    kind: "refused",
  });
  // What is of the contract, and makes no sense here, is answered with a sentence in the stream; the sale stands.
  for (const content of [
    { kind: "setQuantity", lineNumber: 77, quantityMilli: 1_000 },
    { kind: "voidSale", saleId: "nobody" },
    { kind: "reprint", documentId: "../../etc/passwd" },
    { kind: "resume", saleId: "nobody" },
    { kind: "confirmSignature", accepted: true },
    { kind: "chooseApplication", index: 3 },
    { kind: "startPayment", paymentId: "p", amountFen: 999_999_999_999 },
    { kind: "signIn", operator: "nobody", pin: "" },
  ])
    expect(await fromPage(PATHS.command, command(content))).toEqual({ kind: "accepted" });
  await page.reload();
  await basket.expectLine(COLA, "1", "3.00");
  await basket.expectTotal("3.00");
});
