import type { PaymentId } from "../ids.ts";

/** What the acquirer's settlement file and the till's batch are compared by. */

export const RECORD_TYPES = [
  "sale",
  "void",
  "refund",
  "load",
  "loadVoid",
  "preAuth",
  "preAuthVoid",
  "completion",
  "completionVoid",
  "adjustment",
] as const;

export type RecordType = (typeof RECORD_TYPES)[number];

/** One line of the settlement file. What the file leaves empty is absent. */
export type HostRecord = {
  /** Of the file, from 1. */
  readonly line: number;
  /** As the file writes it. */
  readonly settlementDate?: string;
  readonly tid: string;
  readonly mid?: string;
  readonly batchNumber: number;
  readonly stan: number;
  readonly rrn?: string;
  readonly type: RecordType;
  /** Never negative: the type says the direction. */
  readonly amountFen: bigint;
  readonly cardLast4?: string;
  readonly responseCode?: string;
  readonly approvalCode?: string;
  /** What the acquirer keeps; negative where it gives back. */
  readonly feeFen?: bigint;
};

/** How a record stands in the till's books. Only `counted` ones are in the totals of the batch. */
export type TillStanding =
  | "counted"
  /** Approved, and no money passes between shop and host: a load from an account. A file need not have it. */
  | "notSettled"
  /** Approved offline, and the host has not been told yet. */
  | "notUploaded"
  /** The host refused the upload for good. */
  | "uploadRefused"
  | "reversed"
  /** A reversal is due or parked, or the card never told: neither paid nor unpaid. */
  | "unresolved"
  /** It was refused or came to nothing. */
  | "notApproved"
  /** It has not ended yet. */
  | "underWay";

export type TillRecord = {
  readonly paymentId: PaymentId;
  readonly tid: string;
  readonly mid: string;
  readonly batchNumber: number;
  readonly stan: number;
  readonly rrn?: string;
  readonly type: RecordType;
  readonly amountFen: bigint;
  readonly cardLast4?: string;
  readonly approvalCode?: string;
  readonly standing: TillStanding;
};

type DifferenceKind =
  | "missingAtHost"
  | "missingAtTill"
  | "otherAmount"
  | "otherType"
  | "otherCard"
  | "otherReference"
  | "otherMerchant"
  | "otherBatch"
  | "doubled"
  | "unknownTerminal"
  /** The host books what the till does not count. */
  | "bookedNotCounted"
  /** The file lists it with a response code that approves nothing. */
  | "listedNotApproved"
  /** The till gave the goods away for it, and the host has refused it: neither side counts it. */
  | "refusedUpload";

/** What it probably comes from, and so what is to be done. */
export type ProbableCause =
  | "notUploadedYet"
  | "underWay"
  | "lostAtHost"
  | "uploadRefused"
  | "reversalNotBooked"
  | "reversalDue"
  | "declinedAtTill"
  | "batchCutDifferently"
  | "stanReused"
  | "sentTwice"
  | "partialOrWrongAmount"
  | "adjustedAtHost"
  | "bookedAsOther"
  | "otherShop"
  | "tillLostIt"
  | "hostRefused";

export type Difference = {
  readonly kind: DifferenceKind;
  readonly cause: ProbableCause;
  readonly host?: HostRecord;
  readonly till?: TillRecord;
};
