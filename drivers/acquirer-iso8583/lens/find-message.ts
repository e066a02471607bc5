import { toUint } from "../../../main/domain/bytes.ts";
import { CUP_POS_SPEC } from "../codec/cup-pos-table.ts";
import { HEADER_LENGTH, TPDU_LENGTH } from "../codec/frame.ts";
import { decodeAsFarAsPossible, type PartialDecode } from "../codec/iso8583.ts";

/** Finds the message in bytes of which nobody says where they were cut off: with or without length, TPDU and header. */

export type FoundMessage = PartialDecode & {
  readonly mti: string;
  readonly tpdu?: Uint8Array;
  readonly header?: Uint8Array;
  /** Where the message type stands in the bytes. */
  readonly messageStart: number;
  /** What the length bytes say that does not fit, as a sentence. */
  readonly remark?: string;
};

/** What stands in front of the message type. 14 and 50 bytes are what some acquirers insert (cup-8583 section 1). */
type Layout = { readonly hasTpdu: boolean; readonly inserted: number; readonly hasHeader: boolean };

const LAYOUTS: readonly Layout[] = [
  { hasTpdu: true, inserted: 0, hasHeader: true },
  { hasTpdu: false, inserted: 0, hasHeader: false },
  { hasTpdu: true, inserted: 0, hasHeader: false },
  { hasTpdu: false, inserted: 0, hasHeader: true },
  { hasTpdu: true, inserted: 14, hasHeader: true },
  { hasTpdu: true, inserted: 50, hasHeader: true },
];

const LENGTH_BYTES = 2;

type Candidate = { readonly found: FoundMessage; readonly score: number };

/** The reading that explains most of the bytes; undefined if no message type can be made out. */
export function findMessage(bytes: Uint8Array): FoundMessage | undefined {
  let best: Candidate | undefined;
  for (const hasLength of [true, false]) {
    for (const layout of LAYOUTS) {
      const candidate = tryLayout(bytes, hasLength, layout);
      if (candidate !== undefined && (best === undefined || candidate.score > best.score)) best = candidate;
    }
  }
  return best?.found;
}

/** A message without a fault outweighs everything; then a true length; then the number of fields that could be read. */
const COMPLETE_SCORE = 10_000;
const TRUE_LENGTH_SCORE = 1000;
const FALSE_LENGTH_SCORE = -1000;

function tryLayout(bytes: Uint8Array, hasLength: boolean, layout: Layout): Candidate | undefined {
  const start = hasLength ? LENGTH_BYTES : 0;
  if (bytes.length < start) return undefined;
  const announced = hasLength ? toUint(bytes.subarray(0, LENGTH_BYTES)) : bytes.length;
  const present = bytes.length - start;
  const end = start + Math.min(announced, present);
  const headerStart = start + (layout.hasTpdu ? TPDU_LENGTH : 0) + layout.inserted;
  const messageStart = headerStart + (layout.hasHeader ? HEADER_LENGTH : 0);
  if (messageStart >= end) return undefined;
  if (layout.hasTpdu && !isTpdu(bytes[start])) return undefined;
  if (layout.hasHeader && !isHeader(bytes[headerStart])) return undefined;
  const decoded = decodeAsFarAsPossible(CUP_POS_SPEC, bytes.subarray(messageStart, end));
  const { mti } = decoded;
  if (mti === undefined || !isMessageType(mti)) return undefined;
  const lengthScore = hasLength ? (announced === present ? TRUE_LENGTH_SCORE : FALSE_LENGTH_SCORE) : 0;
  const score = (decoded.fault === undefined ? COMPLETE_SCORE : 0) + lengthScore + decoded.fields.size;
  const found: FoundMessage = {
    ...decoded,
    mti,
    messageStart,
    ...(layout.hasTpdu ? { tpdu: bytes.slice(start, start + TPDU_LENGTH) } : {}),
    ...(layout.hasHeader ? { header: bytes.slice(headerStart, headerStart + HEADER_LENGTH) } : {}),
    ...(hasLength && announced !== present
      ? { remark: `The length bytes say ${announced}, and ${present} bytes follow.` }
      : {}),
  };
  return { found, score };
}

/** 60 as in every source; 68 where the terminal is asked to answer through another address. */
const isTpdu = (byte: number | undefined): boolean => byte === 0x60 || byte === 0x68;

/** Application class: 60 magnetic or financial, 61 chip; other classes have 62 to 69. */
const isHeader = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x60 && byte <= 0x69;

/** Version 0 to 2, class 1 to 9 (9 is reserved by ISO 8583; signature uploads have it), function, origin 0 to 5. */
const isMessageType = (mti: string): boolean => /^[0-2][1-9][0-9][0-5]$/.test(mti);
