import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { LOG_EVENTS } from "../main/audit/event-catalogue-table.ts";

/** Writes `docs/log-events.md` from the catalogue; a test keeps the two equal. Run: `node tools/generate-log-events.ts`. */

const FILE = new URL("../docs/log-events.md", import.meta.url);

export function logEventsPage(): string {
  const rows = Object.entries(LOG_EVENTS)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { means, fields }]) => {
      const list = fields.map((field) => `\`${field}\``).join(", ");
      return `| \`${name}\` | ${means} | ${list === "" ? "none" : list} |`;
    });
  return `# Events of the technical log

\`<data directory>/log/jinka.log\` tells what happened around the money, for whoever has to find out why. It is no
book: what counts is in the journal (\`jinka journal\`). Each line is one JSON object with \`time\` (UTC, ISO 8601),
\`level\` (always 30) and \`event\`, the fields of that event below, and \`n\` and \`chain\`, which
[chain it to the line before it](books.md#the-chains-and-what-the-z-shows-of-them). Only the owner of the files can read it.

The table is an allow-list: a field that does not stand here is not written, an event that does not stand here
is written as \`unknownEvent\` without fields, texts are cut after 200 characters, and 13 digits or more in a row become
\`[digits]\`. No card number, track, PIN or key can get into it by a slip.

| event | what it means | fields |
| --- | --- | --- |
${rows.join("\n")}

This page is generated from \`main/audit/event-catalogue-table.ts\` by \`node tools/generate-log-events.ts\`.
`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) writeFileSync(FILE, logEventsPage());
