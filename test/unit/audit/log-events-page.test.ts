import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { LOG_EVENTS } from "../../../main/audit/event-catalogue-table.ts";
import { logEventsPage } from "../../../tools/generate-log-events.ts";

test("docs/log-events.md is what the catalogue says; `node tools/generate-log-events.ts` writes it anew", () => {
  expect(readFileSync("docs/log-events.md", "utf8")).toBe(logEventsPage());
});

function sources(folder: string): string {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts") && !entry.name.endsWith("-table.ts"))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
    .join("\n");
}

test("every event of the catalogue is written somewhere, and nothing else is", () => {
  const code = sources("main");
  const written = new Set(
    [...code.matchAll(/log(?:ger)?\.(?:write|info)\(\s*(?:\{ event: )?"(\w+)"/g)].map((match) => match[1]),
  );
  expect([...written].sort()).toEqual(Object.keys(LOG_EVENTS).sort());
});
