import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { TILL_PAGES } from "../../../main/page-places.ts";
import type { Measurement } from "../measure.ts";
import { TillProcess } from "./till-process.ts";

const KINDS = [
  { name: "scripts", endings: [".js"] },
  { name: "styles", endings: [".css"] },
  { name: "fonts", endings: [".ttf", ".woff2"] },
  { name: "the rest", endings: [] },
];

/** What a browser loads of the till's page. Everything comes from this machine; the sizes say what is read and compiled. */
export function benchScreenSize(): readonly Measurement[] {
  TillProcess.buildPage();
  const files = readdirSync(TILL_PAGES, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => ({ name, bytes: readFileSync(join(parentPath, name)) }));
  const named = KINDS.flatMap(({ endings }) => endings);
  return KINDS.map(({ name, endings }) => {
    const ofKind = files.filter((file) => {
      const ending = extname(file.name);
      return endings.length === 0 ? !named.includes(ending) : endings.includes(ending);
    });
    const raw = ofKind.reduce((sum, { bytes }) => sum + bytes.length, 0);
    const zipped = ofKind.reduce((sum, { bytes }) => sum + gzipSync(bytes).length, 0);
    return {
      work: `the till's page: ${name}, ${ofKind.length} files`,
      measured: `${size(raw)}, ${size(zipped)} with gzip`,
    };
  });
}

function size(bytes: number): string {
  return bytes < 2 ** 20 ? `${(bytes / 1024).toFixed(1)} KiB` : `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
