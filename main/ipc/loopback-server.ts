import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { err, ok, type Result } from "../domain/result.ts";
import { Door, type Forbidden } from "./door.ts";
import { EventStream } from "./event-stream.ts";
import { OneTimeTokens } from "./one-time-tokens.ts";
import { Pages, SECURITY_HEADERS } from "./pages.ts";
import { FORBIDDEN_WORDS } from "./refusal-words-table.ts";
import type { SessionKey } from "./session-key.ts";

/** What answers at one path. Everything of it is behind the door. */
export type Route =
  /** POST with a JSON body; the answer is JSON. */
  | { readonly kind: "call"; answer(body: unknown): unknown }
  /** GET; messages until the page goes away. Returns how to stop. */
  | { readonly kind: "stream"; begin(push: (message: { readonly kind: string }) => void): () => void }
  /** GET; a picture or text that was made just now. */
  | {
      readonly kind: "file";
      read(
        search: URLSearchParams,
      ): Promise<{ readonly type: string; readonly bytes: Uint8Array } | undefined>;
    };

export type LoopbackOptions = {
  readonly session: SessionKey;
  /** The built page. */
  readonly pagesDirectory: string;
  readonly routes: Readonly<Record<string, Route>>;
  /** This one and no other; without it the port of the last time, or a free one. */
  readonly port?: number;
};

export type LoopbackFault = { readonly kind: "cannotListen"; readonly port: number; readonly detail: string };

/** The longest command is a few hundred bytes. */
const BODY_BYTES_MAX = 65_536;
const STREAMS_MAX = 16;
const CONNECTIONS_MAX = 128;
const ADDRESS = "127.0.0.1";

export async function startLoopbackServer(
  options: LoopbackOptions,
): Promise<Result<LoopbackServer, LoopbackFault>> {
  const server = new LoopbackServer(options);
  const { port, session } = options;
  const first = await server.listen(port ?? session.port ?? 0);
  if (first.ok || port !== undefined || session.port === undefined) return first.ok ? ok(server) : first;
  // Somebody else has the port of the last time: open windows must be opened anew, but the till works.
  const second = await server.listen(0);
  return second.ok ? ok(server) : second;
}

/** Serves one page and its calls to this machine's own browser. */
export class LoopbackServer {
  readonly #options: LoopbackOptions;
  readonly #pages: Pages;
  readonly #tokens = new OneTimeTokens();
  readonly #server: Server;
  readonly #streams = new Set<EventStream>();
  #door: Door;

  constructor(options: LoopbackOptions) {
    this.#options = options;
    this.#pages = new Pages(options.pagesDirectory);
    this.#door = new Door(options.session.sessionKey, 0);
    this.#server = createServer((request, response) => {
      void this.#answer(request, response).catch(() => response.destroy());
    });
    this.#server.maxConnections = CONNECTIONS_MAX;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get origin(): string {
    return this.#door.origin;
  }

  /** A new address that lets one browser in, once. What else stands in `search` stays in the page's address. */
  address(search: Readonly<Record<string, string>> = {}): string {
    return `${this.origin}/?${new URLSearchParams({ ...search, token: this.#tokens.issue() })}`;
  }

  listen(port: number): Promise<Result<void, LoopbackFault>> {
    return new Promise((resolve) => {
      const onError = (error: Error) => resolve(err({ kind: "cannotListen", port, detail: error.message }));
      this.#server.once("error", onError);
      this.#server.listen({ port, host: ADDRESS, exclusive: true }, () => {
        this.#server.off("error", onError);
        this.#door = new Door(this.#options.session.sessionKey, this.port);
        this.#options.session.keepPort(this.port);
        resolve(ok(undefined));
      });
    });
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const stream of this.#streams) stream.end();
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    response.setHeader("Cache-Control", "no-store");
    const foreign = this.#door.whyForeign(request);
    if (foreign !== undefined) return forbid(response, foreign);
    const url = new URL(request.url ?? "/", this.origin);
    // Browsers ask for one by themselves; there is none, and that is no mistake.
    if (url.pathname === "/favicon.ico") return end(response, 204);
    const token = url.searchParams.get("token");
    if (request.method === "GET" && url.pathname === "/" && token !== null)
      return this.#exchange(token, url, response);
    if (!this.#door.hasCookie(request)) return forbid(response, "cookie");
    const { routes } = this.#options;
    const route = Object.hasOwn(routes, url.pathname) ? routes[url.pathname] : undefined;
    if (route !== undefined) return this.#route(route, url, request, response);
    if (request.method !== "GET") return end(response, 405);
    return this.#page(url.pathname, response);
  }

  /** A page that shows its token gets the cookie and an address without the token. */
  #exchange(token: string, url: URL, response: ServerResponse): void {
    if (!this.#tokens.redeem(token)) return forbid(response, "token");
    response.setHeader("Set-Cookie", this.#door.setCookie);
    url.searchParams.delete("token");
    response.setHeader("Location", `/${url.search}`);
    end(response, 303);
  }

  async #route(route: Route, url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== (route.kind === "call" ? "POST" : "GET")) return end(response, 405);
    if (route.kind === "stream") return this.#stream(route, response);
    if (route.kind === "file") {
      const file = await route.read(url.searchParams);
      if (file === undefined) return end(response, 404);
      response.setHeader("Content-Type", file.type);
      response.end(file.bytes);
      return;
    }
    if (request.headers["content-type"] !== "application/json") return end(response, 415);
    const body = await readBody(request);
    if (body === undefined) return end(response, 413);
    const parsed = parse(body);
    if (!parsed.ok) return end(response, 400);
    response.setHeader("Content-Type", "application/json");
    response.end(JSON.stringify(await route.answer(parsed.value)));
  }

  #stream(route: Extract<Route, { kind: "stream" }>, response: ServerResponse): void {
    if (this.#streams.size >= STREAMS_MAX) return end(response, 503);
    response.setHeader("Content-Type", "text/event-stream");
    const stream = new EventStream(response);
    this.#streams.add(stream);
    const stop = route.begin((message) => stream.push(message));
    response.on("close", () => {
      stop();
      this.#streams.delete(stream);
    });
  }

  async #page(path: string, response: ServerResponse): Promise<void> {
    const page = await this.#pages.read(path);
    if (page === undefined) return end(response, 404);
    response.setHeader("Content-Type", page.type);
    if (page.isForever) response.setHeader("Cache-Control", "private, max-age=31536000, immutable");
    response.end(page.bytes);
  }
}

function end(response: ServerResponse, status: number): void {
  response.statusCode = status;
  response.end();
}

function forbid(response: ServerResponse, why: Forbidden): void {
  response.statusCode = 403;
  response.setHeader("Content-Type", "text/plain; charset=utf-8");
  response.end(`${FORBIDDEN_WORDS[why]}\n`);
}

/** Undefined for a body that is too long. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += (chunk as Buffer).length;
    if (length > BODY_BYTES_MAX) return undefined;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parse(text: string): Result<unknown, undefined> {
  try {
    return ok(JSON.parse(text) as unknown);
  } catch {
    return err(undefined);
  }
}
