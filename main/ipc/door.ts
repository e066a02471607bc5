import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** Why a request is not let in. */
export type Forbidden = "host" | "origin" | "cookie" | "token";

/**
 * Who may speak to a loopback server. Every program and every web page on this machine can reach it, so: the Host must
 * be its own address (a name that was bent to this machine is not), the Origin must be its own page's, and the cookie
 * must hold the key that only its own page was given.
 */
export class Door {
  readonly #sessionKey: string;
  readonly #port: number;

  constructor(sessionKey: string, port: number) {
    this.#sessionKey = sessionKey;
    this.#port = port;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Browsers send a cookie to every port of a host, so each port has its own name. */
  get cookieName(): string {
    return `jinka-${this.#port}`;
  }

  /** For a page that has shown its token. */
  get setCookie(): string {
    return `${this.cookieName}=${this.#sessionKey}; HttpOnly; SameSite=Strict; Path=/; Max-Age=31536000`;
  }

  /** Whether it comes from where it may come from, before it is asked who it is. */
  whyForeign(request: IncomingMessage): Forbidden | undefined {
    const { host, origin } = request.headers;
    if (host !== `127.0.0.1:${this.#port}`) return "host";
    const site = request.headers["sec-fetch-site"];
    const isOwn = site === undefined || site === "same-origin" || site === "none";
    // A browser names the origin of everything but a plain GET; what names none and changes something is no page of ours.
    const isOriginFine = origin === undefined ? request.method === "GET" : origin === this.origin;
    return isOwn && isOriginFine ? undefined : "origin";
  }

  hasCookie(request: IncomingMessage): boolean {
    const prefix = `${this.cookieName}=`;
    const cookies = (request.headers.cookie ?? "").split(/;\s*/);
    return cookies.some(
      (cookie) => cookie.startsWith(prefix) && isSame(cookie.slice(prefix.length), this.#sessionKey),
    );
  }
}

/** In a time that says nothing of where the two differ. */
function isSame(a: string, b: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
