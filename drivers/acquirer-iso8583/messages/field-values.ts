import { fromAscii } from "../../../main/domain/bytes.ts";
import type { CardData, EntryMode } from "../../../main/domain/payment/card-data.ts";
import type { AcquirerRequest } from "../../../main/domain/payment/exchange.ts";
import type { Sensitive } from "../../../main/domain/sensitive.ts";
import { MAC_LENGTH } from "../codec/cup-pos-table.ts";
import type { FieldValue } from "../codec/field-format.ts";
import type { AcquirerConfig } from "../config.ts";
import { certificateText, endField, listField, totalsField } from "./batch-data.ts";
import { digits, type Misfit, panDigits, stanDigits } from "./digits.ts";
import { statusField, wantedField } from "./download-fields.ts";
import { encodeIccData } from "./icc-data.ts";
import type { MessageRow } from "./message-row.ts";

/** What each field says (cup-8583 sections 2 to 6 and 8). One function a field, for every message that has it. */

type ValueSource = {
  readonly request: FieldRequest;
  readonly row: MessageRow;
  readonly config: AcquirerConfig;
  /** Of the field. */
  readonly number: number;
  /** Track 2 as the secure module has encrypted it, where the host wants that. */
  readonly encryptedTrack2?: Sensitive<string>;
  /** The machine's clock, for dialects whose requests carry a time. */
  readonly now: Date;
};

/** A notice in the batch upload says what the notice itself said. */
export type FieldRequest = Exclude<AcquirerRequest, { readonly kind: "batchNotice" }>;

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

/** The library: every content that a field of some dialect has, by the name that its table gives. */
export const FIELD_VALUES = {
  primaryAccountNumber,
  constant: ({ row, number }) => row.constants?.[number],
  amount: ({ request }) => ("amountFen" in request ? digits(request.amountFen, 12, "amount") : undefined),
  transmissionTime: ({ now }) => monthDay(now) + timeOfDay(now),
  localTime: ({ now }) => timeOfDay(now),
  localDate: ({ now }) => monthDay(now),
  stan: ({ request }) => stanDigits(request.stan),
  expiry: ({ request }) => ("card" in request ? accountCard(request).expiry : undefined),
  entryMode,
  panSequenceNumber,
  pinLengthMax: ({ request }) =>
    "pinBlock" in request && request.pinBlock !== undefined ? PIN_LENGTH_MAX : undefined,
  track2,
  track2WithEquals: (source) => {
    const track = track2(source);
    return typeof track === "string" ? track.replace("D", "=") : track;
  },
  rrn: ({ request }) => ("rrn" in request ? padded(request.rrn ?? "", 12) : undefined),
  approvalCode: ({ request }) =>
    "approvalCode" in request ? padded(request.approvalCode ?? "", 6) : undefined,
  reversalReason: ({ request, row }) =>
    request.kind === "reversal" ? (row.reasonCodes?.[request.reason] ?? request.reason) : undefined,
  terminalId: ({ config }) => config.terminalId,
  merchantId: ({ config }) => config.merchantId,
  additionalData,
  currency: () => CNY,
  pinBlock: ({ request }) => ("pinBlock" in request ? request.pinBlock?.reveal() : undefined),
  securityControl,
  iccData: ({ request, row }) =>
    "iccData" in request ? encodeIccData(request.iccData, row.iccTags) : undefined,
  messageTypeAndBatch,
  original,
  privateData,
  operatorOrOrganisation,
  creditCount: ({ request }) =>
    request.kind === "settlement" ? digits(request.totals.creditCount, 10, "credit count") : undefined,
  debitCount: ({ request }) =>
    request.kind === "settlement" ? digits(request.totals.debitCount, 10, "debit count") : undefined,
  creditAmount: ({ request }) =>
    request.kind === "settlement" ? digits(request.totals.creditFen, 16, "credit amount") : undefined,
  debitAmount: ({ request }) =>
    request.kind === "settlement" ? digits(request.totals.debitFen, 16, "debit amount") : undefined,
  netAmount,
  originalData,
  // The place of the MAC; the secure module fills it when everything before it stands.
  macPlace: () => new Uint8Array(MAC_LENGTH),
} as const satisfies Readonly<Record<string, FieldSource>>;

export type FieldValueName = keyof typeof FIELD_VALUES;

const pad = (value: number): string => value.toString().padStart(2, "0");
const monthDay = (date: Date): string => pad(date.getMonth() + 1) + pad(date.getDate());
const timeOfDay = (date: Date): string =>
  pad(date.getHours()) + pad(date.getMinutes()) + pad(date.getSeconds());

type CardRequest = Extract<FieldRequest, { readonly card: CardData }>;

/** Whose account pays: DE2, 14 and 35. DE23 and DE55 are always those of the card whose chip speaks. */
const accountCard = (request: CardRequest): CardData =>
  (request.kind === "load" ? request.paidBy : undefined) ?? request.card;

/** A swiped card's number stands in DE35 alone, where the message has one (cup-8583 section 5: 2 is conditional). */
function primaryAccountNumber({ request, row }: ValueSource): FieldValue | Misfit | undefined {
  if (!("card" in request)) return undefined;
  const card = accountCard(request);
  const isInTrack = request.entryMode === "magneticStripe" && card.track2 !== undefined;
  return isInTrack && TRACK_2_FIELD in row.fields ? undefined : panDigits(card.pan);
}

/** DE23; a certificate in the batch upload says 000 where the card has none (cup-8583 section 8). */
function panSequenceNumber({ request }: ValueSource): FieldValue | Misfit | undefined {
  if (!("card" in request)) return undefined;
  const number = request.card.panSequenceNumber ?? (isCertificate(request) ? 0 : undefined);
  return number === undefined ? undefined : digits(number, 3, "PAN sequence number");
}

const isCertificate = ({ kind }: FieldRequest): boolean => kind === "batchChip" || kind === "batchFailedChip";

/** DE22: two digits of the way of reading (of the paying card), then 1 with a PIN and 2 without. */
function entryMode({ request }: ValueSource): FieldValue | undefined {
  if (!("entryMode" in request)) return undefined;
  const mode = (request.kind === "load" ? request.paidBy?.entryMode : undefined) ?? request.entryMode;
  return ENTRY_MODES[mode].code + (hasPin(request) ? "1" : "2");
}

function hasPin(request: FieldRequest): boolean {
  if ("pinEntered" in request) return request.pinEntered;
  return "pinBlock" in request && request.pinBlock !== undefined;
}

const TRACK_2_FIELD = 35;

/** DE60.3 of a sign-in that brings a track key (cup-8583 section 3). */
const TRACKS_ENCRYPTED = "004";

/** The clear track 2 of the card whose account pays, where a message of this host may not carry it clear. */
export function trackToEncrypt(
  config: AcquirerConfig,
  row: MessageRow,
  request: FieldRequest,
): Sensitive<string> | undefined {
  if (config.keyAlgorithm !== TRACKS_ENCRYPTED || !(TRACK_2_FIELD in row.fields)) return undefined;
  return "card" in request ? accountCard(request).track2 : undefined;
}

function track2({ request, config, encryptedTrack2 }: ValueSource): FieldValue | Misfit | undefined {
  const card = "card" in request ? accountCard(request) : undefined;
  const track = card?.track2?.reveal();
  if (track === undefined) return undefined;
  if (!/^\d{1,19}D\d*$/.test(track) || track.length > 37) return { misfit: "track 2 is digits, D, digits" };
  if (config.keyAlgorithm !== TRACKS_ENCRYPTED) return track;
  if (encryptedTrack2 !== undefined) return encryptedTrack2.reveal();
  // The chip's data and DE55 say the same; a swipe has nothing else to identify the card with.
  const isSwiped = "entryMode" in request && request.entryMode === "magneticStripe";
  return isSwiped ? { misfit: "the host wants tracks encrypted" } : undefined;
}

/** DE53, digit 2. That of SM4 is unverified. */
const PIN_CIPHERS = { single: "0", tdes: "6", sm4: "3" } as const;

/**
 * DE53: format of the PIN block (2: format 0 with the PAN; 0 without a PIN), its cipher, 1 where the track is encrypted
 * (cup-8583 section 4). Absent where there is neither a PIN nor an encrypted track.
 */
function securityControl({ request, config, encryptedTrack2 }: ValueSource): FieldValue | undefined {
  const isPinThere = hasPin(request);
  const isTrackEncrypted = encryptedTrack2 !== undefined;
  if (!isPinThere && !isTrackEncrypted) return undefined;
  const cipher = config.keyAlgorithm === "001" ? PIN_CIPHERS.single : PIN_CIPHERS[config.keyCipher];
  return `${isPinThere ? "2" : "0"}${cipher}${isTrackEncrypted ? "1" : "0"}`.padEnd(16, "0");
}

const NORMAL = "0";
const FALLBACK = "2";
const NO_PARTIAL_APPROVAL = "0";

/**
 * DE60: 60.1 type (2), 60.2 batch (6), 60.3 network management (3), and for card transactions 60.4 read capability (1),
 * 60.5 chip condition (0: normal; 2: the stripe of a card whose chip could not be read), 60.6 partial approval (0: not offered,
 * money.md rule 4). 60.7 is omitted; the row says how many digits there are.
 */
function messageTypeAndBatch({ request, row, config }: ValueSource): FieldValue | Misfit | undefined {
  if (row.field60 === undefined) return undefined;
  const batch = digits(request.batchNumber, 6, "batch number");
  if (typeof batch !== "string") return batch;
  const { messageType, networkManagement, length } = row.field60;
  const management = networkManagement === "keyAlgorithm" ? config.keyAlgorithm : networkManagement;
  const capability = "entryMode" in request ? ENTRY_MODES[request.entryMode].readCapability : "0";
  const chipCondition = "isFallback" in request && request.isFallback ? FALLBACK : NORMAL;
  return `${messageType}${batch}${management}${capability}${chipCondition}${NO_PARTIAL_APPROVAL}`.slice(
    0,
    length,
  );
}

/** DE61: batch (6) and STAN (6) of the original, and where the row says so its date MMDD (4). */
function original({ request, row, number }: ValueSource): FieldValue | Misfit | undefined {
  const original = "original" in request ? request.original : undefined;
  if (original === undefined) return row.constants?.[number];
  const batch = digits(original.batchNumber, 6, "original batch number");
  const stan = digits(original.stan, 6, "original STAN");
  if (typeof batch !== "string") return batch;
  if (typeof stan !== "string") return stan;
  return batch + stan + (row.hasOriginalDate ? (original.date ?? "") : "");
}

/** 05 and 2: the PIN is the paying card's, the loaded card has given none. Unverified; from one published terminal. */
const PAID_BY_OTHER_CARD = "0520";

/** DE48 of settlement and batch upload, of a load that another card pays, and the tip of an offline sale. */
function additionalData({ request }: ValueSource): FieldValue | Misfit | undefined {
  switch (request.kind) {
    case "settlement":
      return totalsField(request.totals, request.foreignTotals);
    case "batchList":
      return listField(request.records);
    case "batchEnd":
      return endField(request.recordCount);
    case "load":
      return request.paidBy === undefined ? undefined : PAID_BY_OTHER_CARD;
    case "offlineSale":
    case "adjustment":
      return request.tipFen === undefined ? undefined : digits(request.tipFen, 12, "tip");
    default:
      return undefined;
  }
}

/** DE62: mostly text in a byte field. */
function privateData({ request, config }: ValueSource): FieldValue | Misfit | undefined {
  switch (request.kind) {
    case "signIn":
      return fromAscii(signInText(config.signInText));
    case "batchChip":
    case "batchFailedChip":
      return textBytes(certificateText(request));
    case "load":
      return request.paidBy === undefined ? undefined : textBytes(panDigits(request.card.pan));
    case "download":
      return wantedField(request.wanted);
    case "statusUpload":
      return statusField(request.status);
    default:
      return undefined;
  }
}

const textBytes = (text: string | Misfit): Uint8Array | Misfit =>
  typeof text === "string" ? fromAscii(text) : text;

/** The two digits count what follows them (cup-8583 addendum: trust the inner length). */
function signInText({ networkLicence, deviceSerial }: AcquirerConfig["signInText"]): string {
  const identity = networkLicence + deviceSerial;
  return `Sequence No${identity.length.toString().padStart(2, "0")}${identity}`;
}

/** Kinds whose DE63 is the card's organisation: CUP, VIS ..., or 000 where it is not known. */
const ORGANISATION_KINDS: ReadonlySet<AcquirerRequest["kind"]> = new Set([
  "refund",
  "cashRefund",
  "completionAdvice",
  "offlineSale",
  "adjustment",
]);

/**
 * DE63: of a notice the card's organisation, three characters; else two digits and a space. A settlement names nobody; its
 * row says who stands there.
 */
function operatorOrOrganisation({ request, row }: ValueSource): FieldValue | Misfit | undefined {
  if (ORGANISATION_KINDS.has(request.kind)) {
    const organisation = ("cardOrganisation" in request ? request.cardOrganisation : undefined) ?? "000";
    return /^[\x20-\x7e]{3}$/.test(organisation)
      ? organisation
      : { misfit: "a card organisation has 3 characters" };
  }
  const number = "operatorNumber" in request ? request.operatorNumber : row.operatorNumber;
  if (number === undefined) return undefined;
  return /^\d{2,3}$/.test(number) ? number.padEnd(3, " ") : { misfit: "an operator has 2 or 3 digits" };
}

/** DE97: C or D in front of 16 digits. */
function netAmount({ request }: ValueSource): FieldValue | Misfit | undefined {
  if (request.kind !== "settlement") return undefined;
  const net = request.totals.creditFen - request.totals.debitFen;
  const amount = digits(net < 0n ? -net : net, 16, "net amount");
  return typeof amount === "string" ? (net < 0n ? "D" : "C") + amount : amount;
}

/** DE90: type 4, STAN 6, transmission date and time 10, two institutions 11 each; what is not known is zeros. */
function originalData({ request, row }: ValueSource): FieldValue | Misfit | undefined {
  if (row.originalMti === undefined) return undefined;
  const reference = "original" in request && request.kind !== "reversal" ? request.original : undefined;
  const stan = digits(reference?.stan ?? request.stan, 6, "original STAN");
  if (typeof stan !== "string") return stan;
  return row.originalMti + stan + (reference?.date ?? "").padEnd(10, "0") + "0".repeat(22);
}

/** Texts of answers are kept without their filler; an empty one counts as absent. */
const padded = (text: string, length: number): string | undefined =>
  text === "" ? undefined : text.padEnd(length, " ");
