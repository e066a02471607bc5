import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { CommandReply, Push } from "../../../main/ipc/transport.ts";
import { type Bridge, connect, type Wire } from "../../../renderer/bridge.ts";
import { FakeCheckout } from "./fake-checkout.ts";
import { type Serve, type ServedTill, serveOverElectron, serveOverLoopback } from "./transports.ts";

/** The contract, tested once and run over both lines. */

const LINES: readonly { readonly name: string; readonly serve: Serve }[] = [
  { name: "browser", serve: serveOverLoopback },
  { name: "Electron", serve: serveOverElectron },
];

type Page = {
  readonly checkout: FakeCheckout;
  readonly till: ServedTill;
  readonly wire: Wire;
  readonly bridge: Bridge;
};

async function openPage(serve: Serve): Promise<Page> {
  const checkout = new FakeCheckout();
  const till = await serve(checkout);
  const wire = await till.wire();
  const bridge = connect(wire);
  onTestFinished(() => bridge.close());
  await vi.waitFor(() => expect(bridge.view).toBeDefined());
  return { checkout, till, wire, bridge };
}

const never = new AbortController().signal;

describe.each(LINES)("over the line of $name", ({ serve }) => {
  test("a page sees the view at once, and every change of it", async () => {
    const { checkout, bridge } = await openPage(serve);
    expect(bridge.connection).toBe("connected");
    expect(bridge.view?.revision).toBe(1);
    const seen: number[] = [];
    bridge.onView((view) => seen.push(view.revision));
    checkout.change();
    checkout.change();
    await vi.waitFor(() => expect(seen.at(-1)).toBe(3));
    expect(bridge.view?.shopName).toBe("村口小店");
  });

  test("a command is done once and answered", async () => {
    const { checkout, bridge } = await openPage(serve);
    expect(await bridge.send({ kind: "scan", code: "6901001104114" })).toEqual({ ok: true });
    expect(checkout.done).toEqual([{ kind: "scan", code: "6901001104114" }]);
  });

  test("a refusal comes with its sentence", async () => {
    const { bridge } = await openPage(serve);
    const answer = await bridge.send({ kind: "cancelSale" });
    expect(answer).toEqual({ ok: false, kind: "notPossible", sentence: "There is no sale" });
  });

  test("commands arrive in the order in which they were given", async () => {
    const { checkout, bridge } = await openPage(serve);
    const codes = Array.from({ length: 40 }, (_, i) => String(1_000 + i));
    await Promise.all(codes.map((code) => bridge.send({ kind: "scan", code })));
    expect(checkout.done).toEqual(codes.map((code) => ({ kind: "scan", code })));
  });

  test("a command that takes long holds up no other", async () => {
    const { checkout, bridge } = await openPage(serve);
    const card = Promise.withResolvers<void>();
    checkout.gate = card.promise;
    const paid = bridge.send({ kind: "startPayment", paymentId: "p1" });
    await vi.waitFor(() => expect(bridge.connection).toBe("connected"));
    checkout.gate = undefined;
    // The fake takes its gate when a command begins, so the payment must have begun.
    const cancelled = bridge.send({ kind: "cancelCard" });
    card.resolve();
    expect([await cancelled, await paid]).toEqual([{ ok: true }, { ok: true }]);
  });

  test("a query reads", async () => {
    const { checkout, bridge } = await openPage(serve);
    expect(await bridge.query({ kind: "today" })).toEqual({ hours: [], saleCount: 0, totalFen: 0 });
    expect(checkout.queries).toEqual([{ kind: "today" }]);
    expect(checkout.done).toEqual([]);
  });

  test("the same command again is the same command", async () => {
    const { checkout, wire } = await openPage(serve);
    const envelope = {
      contractVersion: 2,
      request: { commandId: "c1", command: { kind: "scan", code: "1" } },
    } as const;
    const replies: CommandReply[] = [];
    for (let i = 0; i < 5; i++) replies.push(await wire.command(envelope, never));
    expect(checkout.done).toHaveLength(1);
    expect(replies.at(-1)).toEqual({ kind: "answered", answer: { ok: true } });
    const other = {
      ...envelope,
      request: { ...envelope.request, command: { kind: "scan", code: "2" } },
    } as const;
    expect(await wire.command(other, never)).toMatchObject({ kind: "refused", reason: "commandIdReused" });
    expect(checkout.done).toHaveLength(1);
  });

  test.each([
    { name: "nothing", raw: undefined },
    { name: "a number", raw: 7 },
    { name: "a text", raw: "scan" },
    { name: "a list", raw: [{ contractVersion: 2 }] },
    { name: "an unknown command", raw: envelopeOf({ kind: "openDrawer" }) },
    { name: "a price", raw: envelopeOf({ kind: "addItem", code: "1", priceFen: 1 }) },
    { name: "a negative amount", raw: envelopeOf({ kind: "tenderCash", givenFen: -1 }) },
    { name: "half a fen", raw: envelopeOf({ kind: "tenderCash", givenFen: 0.5 }) },
    { name: "a long code", raw: envelopeOf({ kind: "scan", code: "9".repeat(10_000) }) },
    { name: "no id", raw: { contractVersion: 2, request: { command: { kind: "lock" } } } },
    { name: "one member too many", raw: { ...envelopeOf({ kind: "lock" }), role: "owner" } },
    {
      name: "a prototype",
      raw: JSON.parse('{"contractVersion":2,"request":{"commandId":"x","command":{"kind":"__proto__"}}}'),
    },
  ])("a page that sends $name is refused, and nothing happens", async ({ raw }) => {
    const { checkout, wire } = await openPage(serve);
    const command = await wire.command(raw as never, never).catch(() => "not let through");
    const query = await wire.query(raw as never, never).catch(() => "not let through");
    for (const reply of [command, query]) {
      if (reply !== "not let through")
        expect(reply).toMatchObject({
          kind: "refused",
          reason: "malformed",
          sentence: expect.stringMatching(/\w/),
        });
    }
    expect(checkout.done).toEqual([]);
    expect(checkout.queries).toEqual([]);
  });

  test("a page of another version is refused", async () => {
    const { checkout, wire } = await openPage(serve);
    const command = { ...envelopeOf({ kind: "lock" }), contractVersion: 99 };
    expect(await wire.command(command as never, never)).toMatchObject({ kind: "refused", reason: "version" });
    const query = { contractVersion: 0, query: { kind: "today" } } as const;
    expect(await wire.query(query, never)).toMatchObject({ kind: "refused", reason: "version" });
    expect(checkout.done).toEqual([]);
  });

  test("a till that throws is a mistake that is told, and the line goes on", async () => {
    const { checkout, till, bridge } = await openPage(serve);
    checkout.throws = true;
    expect(await bridge.send({ kind: "lock" })).toMatchObject({ ok: false, kind: "bug" });
    await expect(bridge.query({ kind: "today" })).rejects.toMatchObject({ reason: "failed" });
    expect(till.bugs).toHaveLength(2);
    checkout.throws = false;
    expect(await bridge.send({ kind: "lock" })).toEqual({ ok: true });
  });

  test("two pages on one till see the same", async () => {
    const { checkout, till, bridge } = await openPage(serve);
    const other = connect(await till.wire());
    onTestFinished(() => other.close());
    await vi.waitFor(() => expect(other.view).toBeDefined());
    await bridge.send({ kind: "scan", code: "1" });
    await vi.waitFor(() => expect(other.view?.revision).toBe(2));
    expect(checkout.done).toHaveLength(1);
  });

  test("a terminal that is gone is noticed within two seconds, and nothing is lost or doubled", async () => {
    const { checkout, till, bridge } = await openPage(serve);
    const states: string[] = [];
    bridge.onConnection((connection) => states.push(connection));
    await till.stop();
    const begunMs = performance.now();
    const answers = ["1", "2", "3"].map((code) => bridge.send({ kind: "scan", code }));
    await vi.waitFor(() => expect(states).toContain("lost"), { timeout: 2_000 });
    expect(performance.now() - begunMs).toBeLessThan(2_000);
    expect(checkout.done).toEqual([]);
    await till.start();
    expect(await Promise.all(answers)).toEqual([{ ok: true }, { ok: true }, { ok: true }]);
    expect(checkout.done.map((command) => (command as { code: string }).code)).toEqual(["1", "2", "3"]);
    await vi.waitFor(() => expect(bridge.connection).toBe("connected"));
  });

  test("an answer that nobody heard is asked for again, and the command is not done again", async () => {
    const { checkout, till } = await openPage(serve);
    const wire = await till.wire();
    const deaf = connect({ ...wire, watch: (onPush, onEnd) => wire.watch(muffled(onPush), onEnd) });
    onTestFinished(() => deaf.close());
    // The answer is said long after the command was taken, and before the line is opened anew.
    checkout.gate = new Promise((resolve) => setTimeout(resolve, 300));
    await vi.waitFor(() => expect(deaf.connection).toBe("connected"));
    expect(await deaf.send({ kind: "scan", code: "1" })).toEqual({ ok: true });
    expect(checkout.done).toHaveLength(1);
  });

  test("a page that is closed hears nothing more", async () => {
    const { checkout, bridge } = await openPage(serve);
    bridge.close();
    const { revision } = bridge.view ?? { revision: 0 };
    checkout.change();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(bridge.view?.revision).toBe(revision);
  });
});

function envelopeOf(command: object): object {
  return { contractVersion: 2, request: { commandId: "x", command } };
}

/** Lets everything through but answers and beats: the line looks dead after a while, and is opened anew. */
function muffled(onPush: (push: Push) => void): (push: Push) => void {
  return (push) => {
    if (push.kind === "hello" || push.kind === "view") onPush(push);
  };
}
