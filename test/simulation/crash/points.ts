import type { MessagePoint } from "./relay.ts";

/** One moment of one flow: at a port of the till, or on the line. */
export type Point =
  | { readonly kind: "port"; readonly number: number; readonly name: string }
  | ({ readonly kind: "message" } & MessagePoint);

/**
 * Which moments of a long flow are swept. A moment is left out only where the disk, the host and the paper are the
 * same as at another one that is swept.
 */

/** A command that only reads the card: dying after it is dying before the next one. */
const READ_COMMAND = /^after (SELECT|READ RECORD|GPO|GET DATA|GET RESPONSE|INTERNAL AUTHENTICATE|command)$/;

/** The till's side of a message: before it is after the last commit, after it is before the next one. */
const OWN_SIDE_OF_MESSAGE = /^(before|after) message /;

export function isNoRepeatedRead(point: Point): boolean {
  return point.kind === "message" || !READ_COMMAND.test(point.name);
}

/** Nor before one record after the other: the command before them, and the commit behind them, are the same moment. */
export function isNoReadAtAll(point: Point): boolean {
  return isNoRepeatedRead(point) && !(point.kind === "port" && point.name === "before READ RECORD");
}

/**
 * The first record of an upload, one that is refused, and the records before and behind the end of a group, whether
 * `GROUP_COUNT` of an upload is 20 or 50.
 */
const SWEPT_RECORDS: readonly number[] = [1, 3, 20, 21, 50, 51];

/** All commits, and the line at chosen records: 51 records in a row differ in nothing but their number. */
export function isUploadPoint(point: Point): boolean {
  return point.kind === "message"
    ? SWEPT_RECORDS.includes(point.exchange)
    : !OWN_SIDE_OF_MESSAGE.test(point.name);
}

/** All commits, all papers, and the line at every message. */
export function isClearingPoint(point: Point): boolean {
  return point.kind === "message" || !OWN_SIDE_OF_MESSAGE.test(point.name);
}
