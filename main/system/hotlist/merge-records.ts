import { err, ok, type Result } from "../../domain/result.ts";
import type { HotlistFault } from "../../ports/hotlist.ts";
import { ENTRY_LENGTH } from "./card-hasher.ts";
import type { Intake } from "./intake.ts";
import type { ListFile } from "./list-file.ts";
import { pageCountOf } from "./list-layout.ts";
import type { ListWriter } from "./list-writer.ts";
import { RECORD_LENGTH, REMOVE, RUN_RECORDS_MAX } from "./sort-records.ts";

/** Kept of each run in memory: 40 runs of 20,000,000 records take 5 MB. */
const RECORDS_PER_READ = 2 ** 13;

/** An ascending sequence of entries: a part of it in memory, and where the rest comes from. */
type Stream = {
  bytes: Buffer;
  offset: number;
  /** First four bytes of the entry at `offset`, infinite at the end: nearly always they decide which one is next. */
  high: number;
  /** Length of one item; what stands behind the entry is its operation. */
  readonly step: number;
  /** The next part; an empty one is the end. */
  more(): Promise<Result<Buffer, HotlistFault>>;
};

export type MergeCounts = {
  /** Entries that are new, and those that are gone. */
  added: number;
  removed: number;
};

/**
 * Merges the sorted runs of an intake, and the list that they change, into a new list. What comes twice counts once;
 * adding what is there and removing what is not there change nothing.
 */
export async function mergeRecords(
  intake: Intake,
  base: ListFile | undefined,
  writer: ListWriter,
  onEntry: (done: number) => void,
): Promise<Result<MergeCounts, { readonly kind: "installedDamaged" } | { readonly kind: "contradiction" }>> {
  const streams = runsOf(intake);
  if (base !== undefined) streams.push(pagesOf(base));
  for (const stream of streams) if (!(await refill(stream)).ok) return err({ kind: "installedDamaged" });
  const counts: MergeCounts = { added: 0, removed: 0 };
  const entry = Buffer.alloc(ENTRY_LENGTH);
  // Ends because each turn takes at least one entry out of a stream.
  for (let least = leastOf(streams); least !== undefined; least = leastOf(streams)) {
    const { high } = least;
    least.bytes.copy(entry, 0, least.offset, least.offset + ENTRY_LENGTH);
    const seen = { wasThere: false, added: false, removed: false };
    for (const stream of streams) {
      while (stream.high === high && isAt(stream, entry)) {
        note(stream, seen);
        stream.offset += stream.step;
        if (stream.offset < stream.bytes.length) look(stream);
        else if (!(await refill(stream)).ok) return err({ kind: "installedDamaged" });
      }
    }
    if (seen.added && seen.removed) return err({ kind: "contradiction" });
    if (seen.added && !seen.wasThere) counts.added += 1;
    if (seen.removed && seen.wasThere) counts.removed += 1;
    if (!seen.added && (seen.removed || !seen.wasThere)) continue;
    if (writer.isFull) {
      await writer.flush();
      onEntry(writer.entryCount);
    }
    writer.add(entry, 0);
  }
  return ok(counts);
}

function note(stream: Stream, seen: { wasThere: boolean; added: boolean; removed: boolean }): void {
  if (stream.step === ENTRY_LENGTH) seen.wasThere = true;
  else if (stream.bytes[stream.offset + ENTRY_LENGTH] === REMOVE) seen.removed = true;
  else seen.added = true;
}

function isAt({ bytes, offset }: Stream, entry: Buffer): boolean {
  return bytes.compare(entry, 0, ENTRY_LENGTH, offset, offset + ENTRY_LENGTH) === 0;
}

function leastOf(streams: readonly Stream[]): Stream | undefined {
  let least: Stream | undefined;
  for (const stream of streams) {
    if (stream.high === Number.POSITIVE_INFINITY) continue;
    const isLess =
      least === undefined ||
      stream.high < least.high ||
      (stream.high === least.high && isBefore(stream, least));
    if (isLess) least = stream;
  }
  return least;
}

function isBefore(a: Stream, b: Stream): boolean {
  const order = a.bytes.compare(
    b.bytes,
    b.offset,
    b.offset + ENTRY_LENGTH,
    a.offset,
    a.offset + ENTRY_LENGTH,
  );
  return order < 0;
}

async function refill(stream: Stream): Promise<Result<undefined, HotlistFault>> {
  const more = await stream.more();
  if (!more.ok) return more;
  stream.bytes = more.value;
  stream.offset = 0;
  look(stream);
  return ok(undefined);
}

function look(stream: Stream): void {
  const { bytes, offset } = stream;
  stream.high = bytes.length === 0 ? Number.POSITIVE_INFINITY : bytes.readUInt32BE(offset);
}

const NOTHING = Buffer.alloc(0);

function runsOf(intake: Intake): Stream[] {
  const streams: Stream[] = [];
  for (let start = 0; start < intake.received; start += RUN_RECORDS_MAX) {
    const end = Math.min(start + RUN_RECORDS_MAX, intake.received);
    let next = start;
    const more = async () => {
      const count = Math.min(RECORDS_PER_READ, end - next);
      next += count;
      return ok(count === 0 ? NOTHING : await intake.readRecords(next - count, count));
    };
    streams.push({ bytes: NOTHING, offset: 0, high: 0, step: RECORD_LENGTH, more });
  }
  return streams;
}

function pagesOf(base: ListFile): Stream {
  const pageCount = pageCountOf(base.header.entryCount);
  let page = 0;
  const more = async (): Promise<Result<Buffer, HotlistFault>> => {
    if (page === pageCount) return ok(NOTHING);
    page += 1;
    return base.readPage(page - 1);
  };
  return { bytes: NOTHING, offset: 0, high: 0, step: ENTRY_LENGTH, more };
}
