import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { systemEntropy } from "../../../../../main/system/entropy.ts";
import { DOCK_PATHS } from "../../../../../simulators/dock/dock-contract.ts";
import { tempDir } from "../../../../support/temp-dir.ts";
import { letIn } from "../../../ipc/transports.ts";
import { bugs, give, LONG, ledgersOf, open, openShift, payByCard, screenOf } from "./dock-shop.ts";

/** The whole dock in this process: real till, real database, real TCP lines, simulated devices and host. */

test("a new shop is ready for its first shift, and says that it is training", async () => {
  const dock = await open();
  const view = dock.till.checkout.view();
  expect(view.training).toBe(true);
  expect(view.language).toBe("en");
  expect(view.screen).toMatchObject({ screen: "locked" });
  await openShift(dock);
  expect(screenOf(dock)).toBe("selling");
});

test("a card, its PIN, the papers and both ledgers are seen from the dock", async () => {
  const dock = await open();
  await openShift(dock);
  await payByCard(dock, 12_840);
  await vi.waitFor(() => expect(screenOf(dock)).toBe("done"), LONG);
  await vi.waitFor(() => expect(dock.dock.state.papers.length).toBeGreaterThan(0), LONG);
  const { timeline, wire, papers } = dock.dock.state;
  const kinds = timeline.map(({ event }) => event.kind);
  expect(kinds).toEqual(
    expect.arrayContaining(["cardInserted", "pinAsked", "pinEnded", "hostMessage", "printed"]),
  );
  expect(wire.map(({ line, direction }) => `${line} ${direction}`)).toEqual(
    expect.arrayContaining(["card out", "card in", "host out", "host in"]),
  );
  expect(
    papers
      .flatMap(({ rows }) => rows)
      .join("\n")
      .replaceAll(" ", ""),
  ).toContain("CNY128.40");
  const books = await ledgersOf(dock);
  expect(books.agrees).toBe(true);
  expect(books.rows).toHaveLength(1);
  expect(books.till).toEqual({ netFen: 12_840, count: 1 });
  expect(books.host).toEqual({ netFen: 12_840, count: 1 });
  const cookie = await letIn(dock.server);
  const picture = await fetch(`${dock.server.origin}${DOCK_PATHS.paper}?number=1`, { headers: { cookie } });
  expect(picture.headers.get("content-type")).toBe("image/png");
  expect((await picture.arrayBuffer()).byteLength).toBeGreaterThan(1_000);
  expect(bugs).toEqual([]);
});

test("no card number, track or PIN stands on the wire that people read", async () => {
  const dock = await open();
  await openShift(dock);
  await payByCard(dock, 5_000);
  await vi.waitFor(() => expect(screenOf(dock)).toBe("done"), LONG);
  const shown = JSON.stringify({ wire: dock.dock.state.wire, timeline: dock.dock.state.timeline });
  expect(shown.length).toBeGreaterThan(1_000);
  const plain = shown.replace(/[^0-9A-Za-z]/g, "");
  expect(plain).not.toContain("6228000100000001015");
  expect(plain).not.toContain("123456D");
  expect(shown).not.toMatch(/"(1|2|3|4|5|6)".*keyPressed/);
});

test("a host that says nothing leaves a difference that is still due, and it comes even by itself", async () => {
  const dock = await open();
  await openShift(dock);
  await payByCard(dock, 3_300);
  await vi.waitFor(() => expect(screenOf(dock)).toBe("done"), LONG);
  await dock.dock.act({ do: "pullCard" });
  await give(dock, { kind: "nextCustomer" });
  await dock.dock.act({ do: "host", mood: "silent" });
  await payByCard(dock, 4_400);
  await vi.waitFor(() => expect(screenOf(dock)).toBe("cardFailed"), { timeout: 18_000, interval: 50 });
  const during = await ledgersOf(dock);
  expect(during.agrees).toBe(false);
  expect(during.rows[0]).toMatchObject({ judgement: "waiting", till: { standing: "open" } });
  expect(during.rows[0]?.host).toBeDefined();
  await dock.dock.act({ do: "host", mood: "well" });
  await vi.waitFor(async () => expect((await ledgersOf(dock)).agrees).toBe(true), {
    timeout: 30_000,
    interval: 250,
  });
  expect((await ledgersOf(dock)).host).toEqual({ netFen: 3_300, count: 1 });
}, 60_000);

test("an empty roll and pulled cables are seen by the till, and mended again", async () => {
  const dock = await open();
  await openShift(dock);
  const stateOf = (device: string) =>
    dock.till.checkout.view().devices.find((shown) => shown.device === device)?.state;
  await vi.waitFor(() => expect(stateOf("printer")).toBe("ok"), LONG);
  await dock.dock.act({ do: "paper", roll: "empty" });
  await vi.waitFor(() => expect(stateOf("printer")).not.toBe("ok"), LONG);
  await dock.dock.act({ do: "paper", roll: "full" });
  await vi.waitFor(() => expect(stateOf("printer")).toBe("ok"), LONG);
  for (const [device, shown] of [
    ["reader1", "cardReader"],
    ["printer", "printer"],
  ] as const) {
    await dock.dock.act({ do: "plug", device, isIn: false });
    await vi.waitFor(() => expect(stateOf(shown)).not.toBe("ok"), LONG);
    await dock.dock.act({ do: "plug", device, isIn: true });
    await vi.waitFor(() => expect(stateOf(shown)).toBe("ok"), LONG);
  }
}, 60_000);

test("a customer who pulls the card midway leaves an empty slot, and no money moved", async () => {
  const dock = await open();
  await openShift(dock);
  await give(dock, { kind: "addAmount", amountFen: 700 });
  await give(dock, { kind: "beginTender" });
  await give(dock, { kind: "startPayment", paymentId: systemEntropy.uuid() });
  expect(
    await dock.dock.act({ do: "insertCard", card: "debit", pull: { atCommand: 6, moment: "before" } }),
  ).toEqual({ ok: true });
  await vi.waitFor(() => expect(screenOf(dock)).toBe("cardFailed"), LONG);
  await vi.waitFor(() => expect(dock.dock.state.readers[0]?.card).toBeUndefined(), LONG);
  expect(dock.dock.state.timeline.map(({ event }) => event.kind)).toContain("cardPulled");
  expect((await ledgersOf(dock)).rows).toEqual([]);
  expect(bugs).toEqual([]);
});

test("touches that change nothing say why", async () => {
  const { dock } = await open();
  expect(await dock.act({ do: "insertCard", card: "gold" })).toEqual({ ok: false, why: "unknownCard" });
  expect(await dock.act({ do: "pressKey", key: "1" })).toEqual({ ok: false, why: "noQuestion" });
  expect(await dock.act({ do: "insertCard", card: "debit", reader: "reader2" })).toEqual({
    ok: false,
    why: "readerUnplugged",
  });
  expect(await dock.act({ do: "insertCard", card: "debit" })).toEqual({ ok: true });
  expect(await dock.act({ do: "insertCard", card: "credit" })).toEqual({ ok: false, why: "slotTaken" });
  expect(await dock.act({ do: "pullCard" })).toEqual({ ok: true });
  expect(await dock.act({ do: "insertCard", card: "credit" })).toEqual({ ok: true });
});

test("a second start has the same shop, the same ports and the clock that was put ahead", async () => {
  const directory = join(tempDir(), "dock");
  const first = await open(directory);
  await openShift(first);
  await first.dock.act({ do: "clock", advanceMinutes: 1_440 });
  const { port } = first.server;
  const dayBefore = first.dock.state.now.slice(0, 10);
  await payByCard(first, 1_000);
  await vi.waitFor(() => expect(screenOf(first)).toBe("done"), LONG);
  await first.close();
  const second = await open(directory);
  expect(second.server.port).toBe(port);
  expect(second.dock.state.now.slice(0, 10) >= dayBefore).toBe(true);
  await give(second, { kind: "signIn", operator: "li", pin: "2468" });
  expect(second.till.checkout.view().shift).toBeDefined();
  await payByCard(second, 2_000);
  await vi.waitFor(() => expect(screenOf(second)).toBe("done"), LONG);
  expect((await ledgersOf(second)).host).toEqual({ netFen: 3_000, count: 2 });
}, 60_000);
