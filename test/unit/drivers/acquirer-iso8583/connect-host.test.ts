import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { connectHost } from "../../../../drivers/acquirer-iso8583/connect-host.ts";

/** Listens with the shortest queue and never accepts, like a host that hangs. It prints its port. */
const DEAF_HOST = `
  const server = require("node:net").createServer();
  server.listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
    require("node:fs").writeSync(1, String(server.address().port) + "\\n");
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });`;

const CONNECT_TIMEOUT_MS = 200;
const open: Socket[] = [];
let child: ChildProcess | undefined;

afterEach(() => {
  for (const socket of open.splice(0)) socket.destroy();
  child?.kill("SIGKILL");
});

test("a host that does not take the connection is given up after the connect timeout", async () => {
  child = spawn(process.execPath, ["-e", DEAF_HOST], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(child.stdout as NodeJS.ReadableStream, "data")) as [Buffer];
  const port = Number(line.toString());
  // Fills the queue of connections that are waiting to be accepted; a later one gets no answer to its SYN.
  for (let i = 0; i < 8; i++) open.push(connect(port, "127.0.0.1").on("error", () => {}));
  await new Promise((done) => setTimeout(done, 100));
  const startedAt = performance.now();
  const result = await connectHost(
    { host: "127.0.0.1", port: port },
    CONNECT_TIMEOUT_MS,
    new AbortController().signal,
  );
  expect(result).toMatchObject({ ok: false, fault: { kind: "connectTimedOut" } });
  expect(performance.now() - startedAt).toBeGreaterThan(CONNECT_TIMEOUT_MS - 20);
});

test("a connection attempt ends when the link is closed", async () => {
  const closing = new AbortController();
  // An address that is set aside for documentation (RFC 5737): nobody answers there.
  const attempt = connectHost({ host: "192.0.2.1", port: 9 }, 10_000, closing.signal);
  closing.abort();
  expect(await attempt).toMatchObject({ ok: false, fault: { kind: "unreachable" } });
});
