import { createServer } from "node:net";
import { expect, test } from "vitest";
import { type RelayEvent, startRelay } from "../../../../simulators/network/relay.ts";
import { signIn } from "../acquirer/terminal.ts";
import { withHost } from "../acquirer/with-host.ts";
import { Caller, pause, until, withRelay } from "./far-end.ts";

test("what is said at one end is heard at the other, both ways, and an end in order stays in order", async () => {
  await withRelay({}, async (relay, far) => {
    const caller = await Caller.open(relay.port);
    caller.socket.end("hello");
    expect(await caller.over).toBe("end");
    expect(far.heard()).toBe("hello");
    expect(caller.heard).toBe("hello.");
    await until(() => relay.connectionCount === 0);
    expect(relay.connectionCount).toBe(0);
  });
});

test("a terminal signs in at the host through the line", async () => {
  await withHost({}, async (host) => {
    const started = await startRelay({ port: 0, to: { host: "127.0.0.1", port: host.port } });
    if (!started.ok) throw new Error(started.fault.detail);
    expect((await signIn(started.value.port)).batch).toBe("000001");
    await started.value.cut();
    await expect(signIn(started.value.port)).rejects.toThrow("ECONNREFUSED");
    await started.value.heal();
    expect((await signIn(started.value.port)).batch).toBe("000001");
    await started.value.close();
  });
});

test("a cut resets both ends and refuses new connections; healed, the same port is there again", async () => {
  await withRelay({}, async (relay, far) => {
    const { port } = relay;
    const caller = await Caller.open(port);
    caller.socket.write("one");
    await until(() => caller.heard === "one");
    const farOver = new Promise((resolve) => far.sockets[0]?.on("close", resolve));
    await relay.cut();
    expect(relay.state).toBe("cut");
    expect(await caller.over).toBe("ECONNRESET");
    await farOver;
    await expect(Caller.open(port)).rejects.toThrow("ECONNREFUSED");
    await relay.cut();
    expect((await relay.heal()).ok).toBe(true);
    expect(relay.port).toBe(port);
    const again = await Caller.open(port);
    again.socket.write("two");
    await until(() => again.heard === "two");
    expect(again.heard).toBe("two");
  });
});

test("a hanging line accepts and passes nothing; healed, what was held passes late, in its order", async () => {
  await withRelay({}, async (relay, far) => {
    const before = await Caller.open(relay.port);
    await relay.hang();
    const during = await Caller.open(relay.port);
    before.socket.write("a");
    during.socket.write("b");
    await pause(50);
    during.socket.write("c");
    await pause(50);
    expect(far.heard()).toBe("");
    await relay.heal();
    await until(() => before.heard === "a" && during.heard === "bc");
    expect([before.heard, during.heard]).toEqual(["a", "bc"]);
  });
});

test("what a caller said before it gave up at a hanging line still arrives", async () => {
  await withRelay({}, async (relay, far) => {
    await relay.hang();
    const caller = await Caller.open(relay.port);
    caller.socket.write("late");
    await pause(30);
    caller.socket.resetAndDestroy();
    await pause(30);
    expect(far.heard()).toBe("");
    await relay.heal();
    await until(() => far.heard() === "late");
    expect(far.heard()).toBe("late");
    await until(() => relay.connectionCount === 0);
    expect(relay.connectionCount).toBe(0);
  });
});

test("a line that was cut can hang: it listens again", async () => {
  await withRelay({}, async (relay, far) => {
    await relay.cut();
    await relay.hang();
    const caller = await Caller.open(relay.port);
    caller.socket.write("x");
    await pause(50);
    expect(far.heard()).toBe("");
    await relay.cut();
    expect(await caller.over).toBe("ECONNRESET");
    expect(far.heard()).toBe("");
  });
});

test("a delay holds every byte so long, each way, keeps the order, and can be taken away", async () => {
  await withRelay({}, async (relay) => {
    const caller = await Caller.open(relay.port);
    relay.delay(60);
    const startedAt = performance.now();
    caller.socket.write("slow");
    await pause(5);
    relay.delay(0);
    caller.socket.write(" fast");
    await until(() => caller.heard === "slow fast");
    expect(caller.heard).toBe("slow fast");
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(55);
  });
});

test.each([
  { name: "within the request", bytes: 3, far: "req", near: "" },
  { name: "behind the request", bytes: 7, far: "request", near: "" },
  { name: "within the answer", bytes: 9, far: "request", near: "re" },
  { name: "behind the answer", bytes: 14, far: "request", near: "request" },
])("the line is cut after $bytes bytes: $name", async ({ bytes, far: farHeard, near }) => {
  await withRelay({ cutAfterBytes: bytes }, async (relay, far) => {
    const caller = await Caller.open(relay.port);
    caller.socket.write("request");
    expect(await caller.over).toBe("ECONNRESET");
    await until(() => far.heard() === farHeard);
    expect([far.heard(), caller.heard]).toEqual([farHeard, near]);
    await until(() => relay.state === "cut");
    await expect(Caller.open(relay.port)).rejects.toThrow("ECONNREFUSED");
    await relay.heal();
    // Once: the healed line stays.
    const again = await Caller.open(relay.port);
    again.socket.write("0123456789");
    await until(() => again.heard === "0123456789");
    expect(again.heard).toBe("0123456789");
    relay.cutAfter(1);
    again.socket.write("x");
    expect(await again.over).toBe("ECONNRESET");
  });
});

test("a flapping line is cut and comes back, again and again, until somebody heals it", async () => {
  const states: string[] = [];
  const onEvent = (event: RelayEvent) => {
    if (event.kind === "line") states.push(event.state);
  };
  await withRelay({ onEvent }, async (relay) => {
    relay.flap(20);
    await until(() => states.length >= 6);
    await relay.heal();
    expect(states.slice(0, 6)).toEqual(["up", "cut", "up", "cut", "up", "cut"]);
    const { length } = states;
    await pause(80);
    expect(states).toHaveLength(length);
    expect(relay.state).toBe("up");
    const caller = await Caller.open(relay.port);
    caller.socket.write("x");
    await until(() => caller.heard === "x");
    expect(caller.heard).toBe("x");
  });
});

test("quick changes are done one after another", async () => {
  await withRelay({}, async (relay) => {
    const all = [relay.cut(), relay.heal(), relay.cut(), relay.hang(), relay.cut(), relay.heal()];
    await Promise.all(all);
    expect(relay.state).toBe("up");
    const caller = await Caller.open(relay.port);
    caller.socket.write("x");
    await until(() => caller.heard === "x");
    expect(caller.heard).toBe("x");
  });
});

test("a host that is not there is a reset, and the line says so", async () => {
  const events: RelayEvent[] = [];
  await withRelay({ onEvent: (event) => events.push(event) }, async (line, far) => {
    const started = await startRelay({
      port: 0,
      to: { host: "127.0.0.1", port: await freePort() },
      onEvent: (event) => events.push(event),
    });
    if (!started.ok) throw new Error(started.fault.detail);
    const caller = await Caller.open(started.value.port);
    expect(await caller.over).toBe("ECONNRESET");
    expect(events.map(({ kind }) => kind)).toContain("unreachable");
    await started.value.close();
    expect([line.state, far.heard()]).toEqual(["up", ""]);
  });
});

test("a port that is taken is a fault at the start, and when the line is to come back", async () => {
  await withRelay({}, async (relay) => {
    const second = await startRelay({ port: relay.port, to: { host: "127.0.0.1", port: 9 } });
    expect(!second.ok && second.fault.kind).toBe("cannotListen");
    await relay.cut();
    const thief = createServer();
    await new Promise<void>((resolve) => thief.listen(relay.port, "127.0.0.1", resolve));
    const healed = await relay.heal();
    expect(!healed.ok && healed.fault.kind).toBe("cannotListen");
    expect(relay.state).toBe("cut");
    await new Promise((resolve) => thief.close(resolve));
    expect((await relay.heal()).ok).toBe(true);
  });
});

test("much passes whole, also when the far end is slow to read", async () => {
  await withRelay({}, async (relay) => {
    const caller = await Caller.open(relay.port);
    const much = "0123456789abcdef".repeat(250_000);
    caller.socket.end(much);
    expect(await caller.over).toBe("end");
    expect(caller.heard.length).toBe(much.length + 1);
    expect(caller.heard.startsWith(much)).toBe(true);
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}
