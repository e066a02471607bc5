import { statSync } from "node:fs";
import { connect as connectSocket } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { Handlers } from "../../../main/ipc/handlers.ts";
import { type LoopbackServer, startLoopbackServer } from "../../../main/ipc/loopback-server.ts";
import { SessionKey } from "../../../main/ipc/session-key.ts";
import { tillRoutes } from "../../../main/ipc/till-routes.ts";
import { must } from "../../support/journal.ts";
import { tempDir } from "../../support/temp-dir.ts";
import { FakeCheckout } from "./fake-checkout.ts";
import { letIn, pagesDirectory } from "./transports.ts";

type Place = {
  readonly server: LoopbackServer;
  readonly checkout: FakeCheckout;
  readonly dataDirectory: string;
};

async function open(dataDirectory = tempDir(), port?: number): Promise<Place> {
  const checkout = new FakeCheckout();
  const handlers = new Handlers(checkout, () => undefined);
  const server = must(
    await startLoopbackServer({
      session: SessionKey.open(dataDirectory, "till-page"),
      pagesDirectory: pagesDirectory(),
      routes: tillRoutes(handlers),
      ...(port === undefined ? {} : { port }),
    }),
  );
  onTestFinished(() => server.close());
  return { server, checkout, dataDirectory };
}

const LOCK = JSON.stringify({
  contractVersion: 2,
  request: { commandId: "c", command: { kind: "lock" } },
});

/** A request as bytes, because `fetch` would not send a wrong Host. */
function raw(port: number, lines: readonly string[], body = ""): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connectSocket(port, "127.0.0.1");
    let text = "";
    socket.on("error", reject);
    socket.on("data", (bytes) => {
      text += bytes.toString("utf8");
    });
    socket.on("close", () => resolve(text));
    socket.end([...lines, "Connection: close", "", body].join("\r\n"));
  });
}

test("a token lets one browser in, once", async () => {
  const { server } = await open();
  const address = server.address();
  const first = await fetch(address, { redirect: "manual" });
  expect(first.status).toBe(303);
  expect(first.headers.get("location")).toBe("/");
  expect(first.headers.get("set-cookie")).toMatch(
    new RegExp(`^jinka-${server.port}=[0-9a-f]{64}; HttpOnly; SameSite=Strict; Path=/`),
  );
  const cookie = first.headers.get("set-cookie")?.split(";")[0] ?? "";
  const page = await fetch(`${server.origin}/`, { headers: { cookie } });
  expect(await page.text()).toContain("<title>Jinka</title>");
  const again = await fetch(address, { redirect: "manual" });
  expect(again.status).toBe(403);
  expect(again.headers.get("set-cookie")).toBeNull();
  expect(await again.text()).toContain("used before");
});

test.each(["", "x", "a".repeat(43), "%00", "%ff"])("the token %j is refused", async (token) => {
  const { server } = await open();
  server.address();
  const response = await fetch(`${server.origin}/?token=${token}`, { redirect: "manual" });
  expect(response.status).toBe(403);
});

test("without the cookie there is nothing to be had", async () => {
  const { server, checkout } = await open();
  for (const path of ["/", "/index.html", "/assets/app-1a2b.js", "/api/view", "/api/command", "/nothing"]) {
    expect((await fetch(`${server.origin}${path}`)).status).toBe(403);
  }
  const headers = { origin: server.origin, "content-type": "application/json" };
  const post = (cookie: string) =>
    fetch(`${server.origin}/api/command`, { method: "POST", body: LOCK, headers: { ...headers, cookie } });
  for (const cookie of [
    "",
    `jinka-${server.port}=`,
    `jinka-${server.port}=${"0".repeat(64)}`,
    `jinka-1=${"0".repeat(64)}`,
  ])
    expect((await post(cookie)).status).toBe(403);
  expect(checkout.done).toEqual([]);
});

test("the cookie of another data directory opens nothing", async () => {
  const [mine, theirs] = [await open(), await open()];
  const [, key] = (await letIn(theirs.server)).split("=");
  const cookie = `jinka-${mine.server.port}=${key}`;
  expect((await fetch(`${mine.server.origin}/`, { headers: { cookie } })).status).toBe(403);
});

test.each([
  { name: "another site", headers: { origin: "http://shop.example" } },
  { name: "another port of this machine", headers: { origin: "http://127.0.0.1:1" } },
  { name: "a page without an origin", headers: { origin: "null" } },
  { name: "a program that names no origin", headers: {} },
  { name: "another site, as the browser says", headers: { own: "1", "sec-fetch-site": "cross-site" } },
  { name: "another port, as the browser says", headers: { own: "1", "sec-fetch-site": "same-site" } },
])("a command from $name is refused, even with the cookie", async ({ headers }) => {
  const { server, checkout } = await open();
  const cookie = await letIn(server);
  const { own, ...given } = headers as Record<string, string>;
  const response = await fetch(`${server.origin}/api/command`, {
    method: "POST",
    body: LOCK,
    headers: {
      ...given,
      ...(own === undefined ? {} : { origin: server.origin }),
      cookie,
      "content-type": "application/json",
    },
  });
  expect(response.status).toBe(403);
  expect(checkout.done).toEqual([]);
});

test.each(["evil.example", "localhost", "127.0.0.1", "127.0.0.1:1", "[::1]"])(
  "a request for the host %s is refused, even with the cookie",
  async (host) => {
    const { server } = await open();
    const cookie = await letIn(server);
    const answer = await raw(server.port, ["GET / HTTP/1.1", `Host: ${host}`, `Cookie: ${cookie}`]);
    expect(answer).toMatch(/^HTTP\/1\.1 403 /);
    expect(answer).not.toContain("<title>");
  },
);

test("a token is not spent by a page of another site", async () => {
  const { server } = await open();
  const address = server.address();
  const cross = await fetch(address, { redirect: "manual", headers: { "sec-fetch-site": "cross-site" } });
  expect(cross.status).toBe(403);
  expect((await fetch(address, { redirect: "manual" })).status).toBe(303);
});

test.each([
  { name: "no JSON", type: "application/json", body: "{", status: 400 },
  { name: "a form", type: "application/x-www-form-urlencoded", body: LOCK, status: 415 },
  { name: "plain text", type: "text/plain", body: LOCK, status: 415 },
  { name: "too much", type: "application/json", body: `"${"x".repeat(70_000)}"`, status: 413 },
])("$name is no command", async ({ type, body, status }) => {
  const { server, checkout } = await open();
  const headers = { cookie: await letIn(server), origin: server.origin, "content-type": type };
  const response = await fetch(`${server.origin}/api/command`, { method: "POST", body, headers });
  expect(response.status).toBe(status);
  expect(checkout.done).toEqual([]);
});

test("nothing is kept by the browser but what never changes", async () => {
  const { server } = await open();
  const cookie = await letIn(server);
  const cachingOf = async (path: string) =>
    (await fetch(`${server.origin}${path}`, { headers: { cookie } })).headers.get("cache-control");
  expect(await cachingOf("/")).toBe("no-store");
  expect(await cachingOf("/assets/app-1a2b.js")).toContain("immutable");
  const stop = new AbortController();
  const stream = await fetch(`${server.origin}/api/view`, { headers: { cookie }, signal: stop.signal });
  expect(stream.headers.get("cache-control")).toBe("no-store");
  stop.abort();
});

test("a page may load and ask nothing but its own terminal", async () => {
  const { server } = await open();
  const response = await fetch(`${server.origin}/`, { headers: { cookie: await letIn(server) } });
  const policy = response.headers.get("content-security-policy") ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain("unsafe-eval");
  expect(response.headers.get("x-content-type-options")).toBe("nosniff");
});

test.each(["/../secret", "/%2e%2e/secret", "/assets/../../till-page.json", "/assets", "/C:/x", "//x/y"])(
  "the path %s leads nowhere",
  async (path) => {
    const { server } = await open();
    const cookie = await letIn(server);
    const answer = await raw(server.port, [
      `GET ${path} HTTP/1.1`,
      `Host: 127.0.0.1:${server.port}`,
      `Cookie: ${cookie}`,
    ]);
    expect(answer).toMatch(/^HTTP\/1\.1 404 /);
  },
);

test("a terminal that starts again has its port and its key, so that open pages go on", async () => {
  const before = await open();
  const cookie = await letIn(before.server);
  const { port } = before.server;
  await before.server.close();
  const after = await open(before.dataDirectory);
  expect(after.server.port).toBe(port);
  expect((await fetch(`${after.server.origin}/`, { headers: { cookie } })).status).toBe(200);
});

test("a port that somebody else has taken meanwhile is replaced, but never one that was asked for", async () => {
  const first = await open();
  const { port } = first.server;
  const second = await open(first.dataDirectory);
  expect(second.server.port).not.toBe(port);
  const asked = await startLoopbackServer({
    session: SessionKey.open(tempDir(), "till-page"),
    pagesDirectory: pagesDirectory(),
    routes: {},
    port,
  });
  expect(asked).toMatchObject({ ok: false, fault: { kind: "cannotListen", port } });
});

test("only the owner can read the key, and a damaged file is made anew", async () => {
  const dataDirectory = tempDir();
  const { sessionKey } = SessionKey.open(dataDirectory, "till-page");
  expect(SessionKey.open(dataDirectory, "till-page").sessionKey).toBe(sessionKey);
  expect(statSync(join(dataDirectory, "till-page.json")).mode & 0o777).toBe(0o600);
  const { writeFileSync } = await import("node:fs");
  writeFileSync(join(dataDirectory, "till-page.json"), "{}");
  expect(SessionKey.open(dataDirectory, "till-page").sessionKey).not.toBe(sessionKey);
});

test("only this machine is served", async () => {
  const { server } = await open();
  const { networkInterfaces } = await import("node:os");
  const others = Object.values(networkInterfaces())
    .flat()
    .filter((entry) => entry?.family === "IPv4" && !entry.internal);
  for (const other of others) {
    await expect(fetch(`http://${other?.address}:${server.port}/`)).rejects.toThrow();
  }
});

test("a till that changes while its server closes does so in peace", async () => {
  const { server, checkout } = await open();
  const cookie = await letIn(server);
  const stream = await fetch(`${server.origin}/api/view`, { headers: { cookie } });
  const closed = server.close();
  checkout.change();
  await closed;
  checkout.change();
  await stream.text().catch(() => undefined);
});
