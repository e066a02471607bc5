import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { LEDGER_SCHEMA, LEDGER_VERSION } from "../../../../simulators/acquirer/ledger-schema-table.ts";
import { MESSAGE_KINDS } from "../../../../simulators/acquirer/message-kinds.ts";
import { SETTLEMENT_FILE_COLUMNS } from "../../../../simulators/acquirer/settlement-file.ts";

const page = readFileSync(new URL("../../../../docs/simulated-host.md", import.meta.url), "utf8");
const source = readFileSync(new URL("../../../../simulators/acquirer/behaviour.ts", import.meta.url), "utf8");

test("the page names every kind of message, every fault, every table and column, and the version", () => {
  const faults = [...source.matchAll(/\brule\("(\w+)"\)/g)].map(([, name]) => name);
  expect(faults.length).toBeGreaterThan(25);
  const columns = [...LEDGER_SCHEMA.matchAll(/^ {2}([a-z_]+) +(?:TEXT|INTEGER|BLOB)/gm)].map(
    ([, name]) => name,
  );
  const tables = [...LEDGER_SCHEMA.matchAll(/CREATE TABLE (\w+)/g)].map(([, name]) => name);
  // The host's half of the totals is "the same four with host_".
  const wanted = [...MESSAGE_KINDS, ...faults, ...SETTLEMENT_FILE_COLUMNS, ...tables, ...columns].filter(
    (name) => name !== undefined && !/^host_/.test(name),
  );
  expect(wanted.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  expect(page).toContain(`\`ledgerVersion\` (${LEDGER_VERSION})`);
});
