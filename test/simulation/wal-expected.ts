import { encodeCanonical } from "../../main/domain/canonical-json.ts";
import { isOpen } from "../../main/domain/payment/state.ts";
import { step } from "../../main/domain/step.ts";
import { emptyWorld, type World } from "../../main/domain/world.ts";
import type { Commit } from "../../main/ports/journal.ts";
import type { SqliteDatabase } from "../../main/store/open-database.ts";

/** Everything that a database holds, as text that can be compared. */
export type Content = ReadonlyMap<string, string>;

/** What the database has to hold after each of the commits, by folding their facts; [0] is an empty one. */
export function expectedContents(commits: readonly Commit[]): Content[] {
  const contents: Content[] = [new Map()];
  const side = new Map<string, string>();
  let world = emptyWorld();
  for (const commit of commits) {
    for (const event of commit.events) world = step(world, event, commit.at).world;
    for (const { digest, sealed } of commit.sealed ?? []) {
      side.set(`sealed_record ${digest}`, Buffer.from(sealed).toString("hex"));
    }
    for (const digest of erasedBy(commit, world)) side.delete(`sealed_record ${digest}`);
    for (const { lookup, paymentId } of commit.cardUses ?? []) side.set(`card_use ${paymentId}`, lookup);
    if (commit.command !== undefined) side.set(`command ${commit.command.id}`, commit.command.result);
    contents.push(new Map([...statesOf(world), ...side]));
  }
  return contents;
}

/** Cards that no message needs after this commit, those of an ended batch among them. */
function erasedBy({ erased = [], erasedBatch }: Commit, world: World): readonly string[] {
  const ended = [...world.payments.values()].filter(
    (payment) =>
      payment.tid === erasedBatch?.tid && payment.batchNumber === erasedBatch.batchNumber && !isOpen(payment),
  );
  return [...erased, ...ended.flatMap(({ card }) => card?.sealedDigest ?? [])];
}

function statesOf(world: World): Map<string, string> {
  const states = new Map<string, string>();
  const put = (table: string, entries: Iterable<readonly [string, unknown]>): void => {
    for (const [key, state] of entries) states.set(`${table} ${key}`, encodeCanonical(state));
  };
  put("batch_state", world.batches);
  put("shift_state", world.shifts);
  put("sale_state", world.sales);
  put("payment_state", world.payments);
  put("document_state", world.documents);
  put("till_state", [["till", world.till]]);
  return states;
}

const TABLES = [
  "SELECT 'till_state ' || key, body FROM till_state",
  "SELECT 'batch_state ' || tid, body FROM batch_state",
  "SELECT 'shift_state ' || shift_id, body FROM shift_state",
  "SELECT 'sale_state ' || sale_id, body FROM sale_state",
  "SELECT 'payment_state ' || payment_id, body FROM payment_state",
  "SELECT 'document_state ' || document_id, body FROM document_state",
  "SELECT 'sealed_record ' || digest, lower(hex(sealed)) FROM sealed_record",
  "SELECT 'card_use ' || payment_id, lookup FROM card_use",
  "SELECT 'command ' || command_id, result FROM command",
];

export function contentOf(database: SqliteDatabase): Content {
  return new Map(TABLES.flatMap((sql) => database.prepare(sql).raw().all() as [string, string][]));
}

/** The first key at which two contents differ; undefined when they are equal. */
export function firstDifference(found: Content, wanted: Content): string | undefined {
  const keys = new Set([...wanted.keys(), ...found.keys()]);
  return [...keys].find((key) => found.get(key) !== wanted.get(key));
}
