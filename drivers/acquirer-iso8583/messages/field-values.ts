import { fromAscii } from "../../../main/domain/bytes.ts";
import type { EntryMode } from "../../../main/domain/payment/card-data.ts";
import type { AcquirerRequest, OriginalReference } from "../../../main/domain/payment/exchange.ts";
import { MAC_LENGTH } from "../codec/cup-pos-table.ts";
import type { FieldValue } from "../codec/field-format.ts";
import type { AcquirerConfig } from "../config.ts";
import { certificateText, endField, listField, totalsField } from "./batch-data.ts";
import { digits, type Misfit, panDigits, stanDigits } from "./digits.ts";
import { encodeIccData } from "./icc-data.ts";
import type { MessageRow } from "./message-table.ts";

/** What each field says (cup-8583 sections 2 to 6 and 8). One function a field, for every message that has it. */

type ValueSource = {
  readonly request: AcquirerRequest;
  readonly row: MessageRow;
  readonly config: AcquirerConfig;
};

export type FieldSource = (source: ValueSource) => FieldValue | Misfit | undefined;

/** DE22 positions 1 and 2, and 60.4: what the terminal can read (cup-8583 sections 3 and 4). */
const ENTRY_MODES: Readonly<Record<EntryMode, { code: string; readCapability: string }>> = {
  manual: { code: "01", readCapability: "5" },
  magneticStripe: { code: "02", readCapability: "5" },
  contactChip: { code: "05", readCapability: "5" },
  contactlessChip: { code: "07", readCapability: "6" },
};

const CNY = "156";

/** The longest PIN of ISO 9564, sent whenever there is a PIN block. */
const PIN_LENGTH_MAX = "12";

export const FIELD_SOURCES: Readonly<Record<number, FieldSource>> = {
  2: primaryAccountNumber,
  3: ({ row }) => row.processingCode,
  4: ({ request }) => ("amountFen" in request ? digits(request.amountFen, 12, "amount") : undefined),
  11: ({ request }) => stanDigits(request.stan),
  14: ({ request }) => ("card" in request ? request.card.expiry : undefined),
  22: entryMode,
  23: panSequenceNumber,
  25: ({ row }) => row.conditionCode,
  26: ({ request }) =>
    request.kind === "sale" && request.pinBlock !== undefined ? PIN_LENGTH_MAX : undefined,
  35: track2,
  37: ({ request }) => (request.kind === "void" ? padded(request.rrn, 12) : undefined),
  38: ({ request }) => ("approvalCode" in request ? padded(request.approvalCode ?? "", 6) : undefined),
  39: ({ request }) => (request.kind === "reversal" ? request.reason : undefined),
  41: ({ config }) => config.terminalId,
  42: ({ config }) => config.merchantId,
  48: additionalData,
  49: () => CNY,
  52: ({ request }) => (request.kind === "sale" ? request.pinBlock?.reveal() : undefined),
  53: securityControl,
  55: ({ request, row }) => ("iccData" in request ? encodeIccData(request.iccData, row.iccTags) : undefined),
  60: field60,
  61: ({ request }) =>
    "original" in request && request.original !== undefined ? field61(request.original) : undefined,
  62: privateText,
  63: operator,
  // The place of the MAC; the secure module fills it when everything before it stands.
  64: () => new Uint8Array(MAC_LENGTH),
};

/** A swiped card's number stands in DE35 alone, where the message has one (cup-8583 section 5: 2 is conditional). */
function primaryAccountNumber({ request, row }: ValueSource): FieldValue | Misfit | undefined {
  if (!("card" in request)) return undefined;
  const isInTrack = request.entryMode === "magneticStripe" && request.card.track2 !== undefined;
  return isInTrack && TRACK_2_FIELD in row.fields ? undefined : panDigits(request.card.pan);
}

/** DE23; a certificate in the batch upload says 000 where the card has none (cup-8583 section 8). */
function panSequenceNumber({ request }: ValueSource): FieldValue | Misfit | undefined {
  if (!("card" in request)) return undefined;
  const number = request.card.panSequenceNumber ?? (request.kind === "batchChip" ? 0 : undefined);
  return number === undefined ? undefined : digits(number, 3, "PAN sequence number");
}

/** DE22: two digits of the way of reading, then 1 with a PIN and 2 without. */
function entryMode({ request }: ValueSource): FieldValue | undefined {
  if (!("entryMode" in request)) return undefined;
  return ENTRY_MODES[request.entryMode].code + (hasPin(request) ? "1" : "2");
}

function hasPin(request: AcquirerRequest): boolean {
  if ("pinEntered" in request) return request.pinEntered;
  return request.kind === "sale" && request.pinBlock !== undefined;
}

const TRACK_2_FIELD = 35;
const TRACKS_ENCRYPTED = "004";

function track2({ request, config }: ValueSource): FieldValue | Misfit | undefined {
  if (!("card" in request) || request.card.track2 === undefined) return undefined;
  const track = request.card.track2.reveal();
  if (!/^\d{1,19}D\d*$/.test(track) || track.length > 37) return { misfit: "track 2 is digits, D, digits" };
  if (config.keyAlgorithm !== TRACKS_ENCRYPTED) return track;
  // The chip's data and DE55 say the same; a swipe has nothing else to identify the card with.
  return request.entryMode === "magneticStripe" ? { misfit: "the host wants tracks encrypted" } : undefined;
}

/** DE53: PIN format 0 with the PAN; 0 single DES or 6 double-length keys; no track encryption (cup-8583 section 4). */
function securityControl({ request, config }: ValueSource): FieldValue | undefined {
  if (!hasPin(request)) return undefined;
  return config.keyAlgorithm === "001" ? "2000000000000000" : "2600000000000000";
}

/**
 * DE60: 60.1 type (2), 60.2 batch (6), 60.3 network management (3), and for card transactions 60.4 read capability (1),
 * 60.5 chip condition (0: normal; fallback to the stripe is not offered), 60.6 partial approval (0: not offered,
 * money.md rule 4). 60.7 is omitted; the row says how many digits there are.
 */
function field60({ request, row, config }: ValueSource): FieldValue | Misfit {
  const batch = digits(request.batchNumber, 6, "batch number");
  if (typeof batch !== "string") return batch;
  const { messageType, networkManagement, length } = row.field60;
  const management = networkManagement === "keyAlgorithm" ? config.keyAlgorithm : networkManagement;
  const capability = "entryMode" in request ? ENTRY_MODES[request.entryMode].readCapability : "0";
  return `${messageType}${batch}${management}${capability}00`.slice(0, length);
}

/** DE61 of a void and of its reversal: batch (6) and STAN (6) of the original. The date belongs to refunds. */
function field61(original: OriginalReference): FieldValue | Misfit {
  const batch = digits(original.batchNumber, 6, "original batch number");
  const stan = digits(original.stan, 6, "original STAN");
  if (typeof batch !== "string") return batch;
  return typeof stan === "string" ? batch + stan : stan;
}

/** DE48 of settlement and batch upload. */
function additionalData({ request }: ValueSource): FieldValue | Misfit | undefined {
  switch (request.kind) {
    case "settlement":
      return totalsField(request.totals);
    case "batchList":
      return listField(request.records);
    case "batchEnd":
      return endField(request.recordCount);
    default:
      return undefined;
  }
}

/** DE62, text in a byte field. */
function privateText({ request, config }: ValueSource): FieldValue | Misfit | undefined {
  if (request.kind === "signIn") return fromAscii(signInText(config.signInText));
  if (request.kind !== "batchChip") return undefined;
  const text = certificateText(request);
  return typeof text === "string" ? fromAscii(text) : text;
}

/** The two digits count what follows them (cup-8583 addendum: trust the inner length). */
function signInText({ networkLicence, deviceSerial }: AcquirerConfig["signInText"]): string {
  const identity = networkLicence + deviceSerial;
  return `Sequence No${identity.length.toString().padStart(2, "0")}${identity}`;
}

/** DE63: two digits and a space. A settlement names nobody; its row says who stands there. */
function operator({ request, row }: ValueSource): FieldValue | Misfit | undefined {
  const number = "operatorNumber" in request ? request.operatorNumber : row.operatorNumber;
  if (number === undefined) return undefined;
  return /^\d{2,3}$/.test(number) ? number.padEnd(3, " ") : { misfit: "an operator has 2 or 3 digits" };
}

/** Texts of answers are kept without their filler; an empty one counts as absent. */
const padded = (text: string, length: number): string | undefined =>
  text === "" ? undefined : text.padEnd(length, " ");
