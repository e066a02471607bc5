import { expect, test, vi } from "vitest";
import { systemEntropy } from "../../../../../main/system/entropy.ts";
import { DOCK_PATHS, type DockAction } from "../../../../../simulators/dock/dock-contract.ts";
import type { OpenedDock } from "../../../../../simulators/dock/open-dock.ts";
import { letIn } from "../../../ipc/transports.ts";
import { bugs, give, LONG, ledgersOf, open, openShift, screenOf } from "./dock-shop.ts";

/** Taps, swipes, phones and torn taps, with the hands of the dock on one side and the till's screen on the other. */

/** The till asks for a card that pays this much. */
async function askForCard(dock: OpenedDock, amountFen: number): Promise<void> {
  await give(dock, { kind: "addAmount", amountFen });
  await give(dock, { kind: "beginTender" });
  await give(dock, { kind: "startPayment", paymentId: systemEntropy.uuid() });
  await seeStep(dock, "waitingForCard");
}

async function seeStep(dock: OpenedDock, step: string): Promise<void> {
  await vi.waitFor(() => {
    expect(dock.till.checkout.view().screen).toMatchObject({ screen: "card", step });
  }, LONG);
}

async function touch(dock: OpenedDock, action: DockAction): Promise<void> {
  expect(await dock.dock.act(action), action.do).toEqual({ ok: true });
}

async function seePaid(dock: OpenedDock): Promise<void> {
  await vi.waitFor(() => expect(screenOf(dock)).toBe("done"), LONG);
}

function sentenceOf(dock: OpenedDock): string {
  const { screen } = dock.till.checkout.view();
  return "sentence" in screen ? screen.sentence : "";
}

/** What the timeline says of the last card payment. */
async function explained(dock: OpenedDock) {
  return vi.waitFor(() => {
    const told = dock.dock.state.timeline.flatMap(({ event }) => (event.kind === "explained" ? [event] : []));
    expect(told).not.toEqual([]);
    return told.at(-1) ?? { paymentId: "", sentences: { en: "", "zh-CN": "" } };
  }, LONG);
}

test("the till names what can be done with a card here: insert, tap or swipe", async () => {
  const dock = await open();
  await openShift(dock);
  await askForCard(dock, 1_000);
  expect(sentenceOf(dock)).toMatch(/Insert, tap or swipe/);
});

test("a small tap is approved by the card, leaves the field, shows its balance and explains itself", async () => {
  const dock = await open();
  await openShift(dock);
  await askForCard(dock, 2_880);
  await touch(dock, { do: "tapCard", card: "tap-debit" });
  await seePaid(dock);
  expect(dock.till.checkout.view().screen).toMatchObject({
    cardBalances: [{ currency: "CNY", beforeFen: 30_000, afterFen: 27_120 }],
  });
  expect(dock.dock.state.field.cards).toEqual([]);
  const { paymentId, sentences } = await explained(dock);
  expect(sentences.en).toMatch(/without asking the bank/);

  const { server } = dock;
  const cookie = await letIn(server);
  const headers = { cookie, origin: server.origin, "content-type": "application/json" };
  const asked = await fetch(`${server.origin}${DOCK_PATHS.explanation}`, {
    method: "POST",
    headers,
    body: JSON.stringify({ paymentId, language: "zh-CN" }),
  });
  const { lines } = (await asked.json()) as { lines: string[] };
  expect(lines.length).toBeGreaterThan(20);
  const exported = await fetch(`${server.origin}${DOCK_PATHS.trace}?payment=${paymentId}`, { headers });
  expect(await exported.json()).toMatchObject({ format: "jinka-card-trace", masked: false });
  expect(bugs).toEqual([]);
});

test("a phone asks for its owner, and pays when it is held there again", async () => {
  const dock = await open();
  await openShift(dock);
  await askForCard(dock, 120_000);
  await touch(dock, { do: "tapCard", card: "phone" });
  await seeStep(dock, "seePhone");
  await touch(dock, { do: "confirmOnPhone", card: "phone" });
  await touch(dock, { do: "tapCard", card: "phone" });
  await seePaid(dock);
  await vi.waitFor(async () => expect((await ledgersOf(dock)).agrees).toBe(true), LONG);
});

test("two cards in the field are one too many; one of them alone pays", async () => {
  const dock = await open();
  await openShift(dock);
  await touch(dock, { do: "holdCard", card: "tap-debit" });
  await touch(dock, { do: "holdCard", card: "dual-interface" });
  expect(dock.dock.state.field.cards).toHaveLength(2);
  expect(await dock.dock.act({ do: "holdCard", card: "tap-sm" })).toEqual({ ok: false, why: "fieldTaken" });
  await give(dock, { kind: "addAmount", amountFen: 1_000 });
  await give(dock, { kind: "beginTender" });
  await give(dock, { kind: "startPayment", paymentId: systemEntropy.uuid() });
  await seeStep(dock, "presentOneCard");
  await touch(dock, { do: "takeAway" });
  await touch(dock, { do: "tapCard", card: "tap-debit" });
  await seePaid(dock);
});

test.each(["before", "after"] as const)(
  "a card that leaves $0 its last record is asked again, and pays once",
  async (moment) => {
    const dock = await open();
    await openShift(dock);
    await askForCard(dock, 2_000);
    await touch(dock, { do: "tapCard", card: "tap-debit", pull: { atCommand: LAST_RECORD, moment } });
    await seeStep(dock, "presentAgain");
    await touch(dock, { do: "tapCard", card: "tap-debit" });
    await vi.waitFor(() => expect(["done", "cardFailed"]).toContain(screenOf(dock)), LONG);
    const isPaid = screenOf(dock) === "done";
    expect(isPaid, sentenceOf(dock)).toBe(moment === "after");
  },
);

/** SELECT PPSE, SELECT AID, GET PROCESSING OPTIONS, and five records. */
const LAST_RECORD = 8;

test("a stripe of a chip card is refused with the way out: insert the chip", async () => {
  const dock = await open();
  await openShift(dock);
  await askForCard(dock, 1_000);
  await touch(dock, { do: "swipeCard", card: "debit" });
  await vi.waitFor(() => expect(screenOf(dock)).toBe("cardFailed"), LONG);
  expect(sentenceOf(dock)).toMatch(/has a chip\. Nothing was charged\. Insert the chip/);
  await dock.dock.act({ do: "customerTypes", isOn: true });
  await give(dock, { kind: "startPayment", paymentId: systemEntropy.uuid() });
  await touch(dock, { do: "insertCard", card: "debit" });
  await seePaid(dock);
});

test("cards with SM algorithms pay here, with contacts and without", async () => {
  const dock = await open();
  await openShift(dock);
  await dock.dock.act({ do: "customerTypes", isOn: true });
  await askForCard(dock, 1_000);
  await touch(dock, { do: "insertCard", card: "sm-only" });
  await seePaid(dock);
  await touch(dock, { do: "pullCard" });
  await give(dock, { kind: "nextCustomer" });
  await askForCard(dock, 1_100);
  await touch(dock, { do: "tapCard", card: "tap-sm" });
  await seePaid(dock);
  expect((await explained(dock)).sentences["zh-CN"]).not.toBe("");
});

test("a card is loaded for cash, and tells its new balance when it is looked at", async () => {
  const dock = await open();
  await openShift(dock);
  await dock.dock.act({ do: "customerTypes", isOn: true });
  const load = {
    kind: "startLoad",
    paymentId: systemEntropy.uuid(),
    amountFen: 10_000,
    from: "cash",
  } as const;
  await give(dock, load);
  await give(dock, load);
  await seeStep(dock, "waitingForCard");
  expect(sentenceOf(dock)).toBe("Insert the card");
  await touch(dock, { do: "insertCard", card: "dual-interface" });
  await vi.waitFor(() => expect(screenOf(dock)).toBe("cardService"), LONG);
  expect(dock.till.checkout.view().screen, sentenceOf(dock)).toMatchObject({
    tone: "good",
    cardBalances: [{ currency: "CNY", beforeFen: 30_000, afterFen: 40_000 }],
  });
  await touch(dock, { do: "pullCard" });
  await give(dock, { kind: "readCard" });
  await touch(dock, { do: "insertCard", card: "dual-interface" });
  await vi.waitFor(() => {
    const { screen } = dock.till.checkout.view();
    expect(screen).toMatchObject({ cardBalances: [{ currency: "CNY", afterFen: 40_000 }] });
    expect(screen).toHaveProperty("cardLog");
  }, LONG);
  await give(dock, { kind: "backToBasket" });
  expect(screenOf(dock)).toBe("selling");
  await vi.waitFor(async () => expect((await ledgersOf(dock)).agrees).toBe(true), LONG);
});

test("a load that is called off sends the cash back", async () => {
  const dock = await open();
  await openShift(dock);
  await give(dock, {
    ...{ kind: "startLoad", paymentId: systemEntropy.uuid(), amountFen: 5_000, from: "cash" },
  });
  await seeStep(dock, "waitingForCard");
  await give(dock, { kind: "cancelCard" });
  await vi.waitFor(() => expect(screenOf(dock)).toBe("cardService"), LONG);
  expect(dock.till.checkout.view().screen).toMatchObject({
    tone: "bad",
    hint: expect.stringContaining("50.00"),
  });
});

test("hands are told what they cannot do", async () => {
  const { dock } = await open();
  const act = (action: DockAction) => dock.act(action);
  expect(await act({ do: "tapCard", card: "debit" })).toEqual({ ok: false, why: "noAntenna" });
  expect(await act({ do: "insertCard", card: "phone" })).toEqual({ ok: false, why: "phoneInSlot" });
  expect(await act({ do: "swipeCard", card: "phone" })).toEqual({ ok: false, why: "phoneInSlot" });
  expect(await act({ do: "swipeCard", card: "debit" })).toEqual({ ok: false, why: "noSwipeWanted" });
  expect(await act({ do: "confirmOnPhone", card: "debit" })).toEqual({ ok: false, why: "noPhone" });
  expect(await act({ do: "holdCard", card: "gold" })).toEqual({ ok: false, why: "unknownCard" });
  await act({ do: "insertCard", card: "tap-debit" });
  expect(await act({ do: "holdCard", card: "tap-debit" })).toEqual({ ok: false, why: "cardElsewhere" });
  await act({ do: "plug", device: "contactless", isIn: false });
  expect(await act({ do: "tapCard", card: "phone" })).toEqual({ ok: false, why: "readerUnplugged" });
});
