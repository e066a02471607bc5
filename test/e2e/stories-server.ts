import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { Pages, SECURITY_HEADERS } from "../../main/ipc/pages.ts";

/**
 * Builds the stories and gives them out with the headers of the product's own pages, so that what the policy forbids is
 * missing here too. Everything is gone when `run` is over.
 */
export async function withStories<T>(run: (address: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "jinka-stories-"));
  try {
    await build({
      root: fileURLToPath(new URL("../../renderer/stories", import.meta.url)),
      logLevel: "warn",
      build: { outDir: folder, emptyOutDir: true },
    });
    const pages = new Pages(folder);
    const server = createServer(async (request, response) => {
      const page = await pages.read(new URL(request.url ?? "/", "http://stories").pathname);
      if (page === undefined) {
        response.writeHead(404).end();
        return;
      }
      const cache = page.isForever ? { "Cache-Control": "public, max-age=31536000, immutable" } : {};
      response.writeHead(200, { ...SECURITY_HEADERS, "Content-Type": page.type, ...cache }).end(page.bytes);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      return await run(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
