import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";

/**
 * Nothing but what this terminal ships may run or be loaded. Styles may stand in the page, because the component library
 * writes its theme into one; they can send nothing anywhere, as no other origin may be asked for anything.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "media-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Headers of everything that a page is given. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "Content-Security-Policy": CONTENT_SECURITY_POLICY,
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "same-origin",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), payment=()",
};

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".webp": "image/webp",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".woff": "font/woff",
  ".ttf": "font/ttf",
  ".wav": "audio/wav",
  ".mp3": "audio/mpeg",
};

export type Page = {
  readonly type: string;
  readonly bytes: Uint8Array;
  /** Its name says what is in it, so it never changes. */
  readonly isForever: boolean;
};

/** The built files of a page, by their paths. Only what lay there at the start is given: no path leads anywhere else. */
export class Pages {
  readonly #files: ReadonlyMap<string, string>;

  /** A directory that is not there has no pages. */
  constructor(directory: string) {
    const names = existsSync(directory)
      ? readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
      : [];
    this.#files = new Map(
      names.map((entry) => {
        const file = join(entry.parentPath, entry.name);
        return [`/${relative(directory, file).split(sep).join("/")}`, file];
      }),
    );
  }

  /** `/` is the page itself. */
  async read(path: string): Promise<Page | undefined> {
    const name = path === "/" ? "/index.html" : path;
    const file = this.#files.get(name);
    const type = TYPES[extname(name)];
    if (file === undefined || type === undefined) return undefined;
    const bytes = await readFile(file).catch(() => undefined);
    return bytes === undefined ? undefined : { type, bytes, isForever: name.startsWith("/assets/") };
  }
}
