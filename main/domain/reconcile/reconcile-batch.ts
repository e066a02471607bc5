import { assertNever } from "../assert.ts";
import type { Difference, HostRecord, ProbableCause, TillRecord } from "./records.ts";
import { addTo, type TypeTotals } from "./type-totals.ts";

export type BatchInQuestion = { readonly tid: string; readonly batchNumber: number };

export type Reconciliation = {
  /** Pairs that agree in everything that both sides tell. */
  readonly agreed: number;
  readonly differences: readonly Difference[];
  readonly till: TypeTotals;
  /** Of this batch in the file. */
  readonly host: TypeTotals;
  readonly feeFen: bigint;
  /** Lines of other batches of this terminal that no difference names. */
  readonly otherBatchLines: number;
};

/** Codes under which the host counts a record (money.md rule 4). */
const COUNTED_CODES: ReadonlySet<string> = new Set(["00", "10", "11", "A2", "A4", "A5", "A6"]);

/**
 * Compares the lines of a settlement file with the till's records of one batch. `neighbours` are the till's records of the
 * batches beside it: they tell where a line belongs that this batch does not have.
 *
 * A line is paired by terminal, batch and STAN, which are unique in an open batch (money.md rule 9), then by the host's
 * reference number, then by STAN, amount and card in a batch beside it. What stays alone on either side is missing on the
 * other. Each line and each record stands in one difference at most, the one that says most about the money.
 */
export function reconcileBatch(
  { tid, batchNumber }: BatchInQuestion,
  hostRecords: readonly HostRecord[],
  tillRecords: readonly TillRecord[],
  neighbours: readonly TillRecord[] = [],
): Reconciliation {
  const differences: Difference[] = [];
  const ours = hostRecords.filter((host) => {
    if (host.tid === tid) return true;
    differences.push({ kind: "unknownTerminal", cause: "otherShop", host });
    return false;
  });
  const ofBatch = ours.filter((host) => host.batchNumber === batchNumber);
  const elsewhere = new Set(ours.filter((host) => host.batchNumber !== batchNumber));
  const open = new Map(tillRecords.map((till) => [till.stan, till]));
  const paired = new Map<number, HostRecord>();
  let agreed = 0;
  const pair = (host: HostRecord, till: TillRecord) => {
    open.delete(till.stan);
    paired.set(till.stan, host);
    const difference = compare(host, till);
    if (difference === undefined) agreed += 1;
    else differences.push(difference);
  };
  const alone: HostRecord[] = [];
  for (const host of ofBatch) {
    const till = open.get(host.stan);
    const first = paired.get(host.stan);
    if (till !== undefined) pair(host, till);
    else if (first !== undefined)
      differences.push({ kind: "doubled", cause: doubledCause(first, host), host });
    else alone.push(host);
  }
  const references = referencesOf(open.values());
  const neighboursByStan = Map.groupBy(neighbours, ({ stan }) => stan);
  for (const host of alone) {
    const till = host.rrn === undefined ? undefined : references.get(host.rrn);
    if (till !== undefined && open.has(till.stan)) {
      open.delete(till.stan);
      differences.push({ kind: "otherReference", cause: "bookedAsOther", host, till });
      continue;
    }
    const beside = neighboursByStan.get(host.stan)?.find((one) => isAlike(host, one));
    differences.push(
      beside === undefined
        ? { kind: "missingAtTill", cause: "tillLostIt", host }
        : { kind: "otherBatch", cause: "batchCutDifferently", host, till: beside },
    );
  }
  const elsewhereByStan = Map.groupBy(elsewhere, ({ stan }) => stan);
  for (const till of open.values()) {
    const host = elsewhereByStan.get(till.stan)?.find((one) => elsewhere.has(one) && isAlike(one, till));
    if (host !== undefined) elsewhere.delete(host);
    const difference = unpaired(till, host);
    if (difference !== undefined) differences.push(difference);
  }
  return {
    agreed,
    differences: differences.sort(byPlace),
    till: totalsOf(tillRecords.filter(isCounted)),
    host: totalsOf(ofBatch.filter(isListedAsCounted)),
    feeFen: ofBatch.reduce((sum, { feeFen = 0n }) => sum + feeFen, 0n),
    otherBatchLines: elsewhere.size,
  };
}

/** The first thing that differs, the one that moves most money first. */
function compare(host: HostRecord, till: TillRecord): Difference | undefined {
  const differs = (kind: Difference["kind"], cause: ProbableCause): Difference => ({
    kind,
    cause,
    host,
    till,
  });
  if (!isListedAsCounted(host)) {
    return till.standing === "notApproved" ? undefined : differs("listedNotApproved", "hostRefused");
  }
  if (!isApproved(till)) return differs("bookedNotCounted", whyNotCounted(till));
  if (host.type !== till.type) return differs("otherType", "bookedAsOther");
  if (host.amountFen !== till.amountFen) {
    const isPart = host.amountFen < till.amountFen || host.responseCode === "10";
    return differs("otherAmount", isPart ? "partialOrWrongAmount" : "adjustedAtHost");
  }
  if (isOther(host.cardLast4, till.cardLast4)) return differs("otherCard", "stanReused");
  if (isOther(host.mid, till.mid)) return differs("otherMerchant", "otherShop");
  if (isOther(host.rrn, till.rrn) || isOther(host.approvalCode, till.approvalCode)) {
    return differs("otherReference", "stanReused");
  }
  return undefined;
}

function isApproved(till: TillRecord): boolean {
  return isCounted(till) || till.standing === "notSettled";
}

function isListedAsCounted({ responseCode }: HostRecord): boolean {
  return responseCode === undefined || COUNTED_CODES.has(responseCode);
}

/** An upload whose answer was lost is with the host already; the till will be told so when it repeats it. */
function isCounted({ standing }: TillRecord): boolean {
  return standing === "counted" || standing === "notUploaded";
}

/** What one side does not tell is no difference: an offline approval has no reference number at the till. */
function isOther(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && a !== b;
}

function whyNotCounted({ standing }: TillRecord): ProbableCause {
  switch (standing) {
    case "counted":
    case "notSettled":
    case "notUploaded":
      return "notUploadedYet";
    case "uploadRefused":
      return "uploadRefused";
    case "reversed":
      return "reversalNotBooked";
    case "unresolved":
      return "reversalDue";
    case "notApproved":
      return "declinedAtTill";
    case "underWay":
      return "underWay";
    default:
      return assertNever(standing);
  }
}

/** A record that the file has not in this batch; `host` is where it may have gone. */
function unpaired(till: TillRecord, host: HostRecord | undefined): Difference | undefined {
  const at = host === undefined ? { till } : { till, host };
  switch (till.standing) {
    case "counted":
      if (host !== undefined) return { kind: "otherBatch", cause: "batchCutDifferently", ...at };
      return { kind: "missingAtHost", cause: "lostAtHost", till };
    case "notUploaded":
      return { kind: "missingAtHost", cause: "notUploadedYet", ...at };
    case "underWay":
      return { kind: "missingAtHost", cause: "underWay", ...at };
    case "uploadRefused":
      return { kind: "refusedUpload", cause: "hostRefused", ...at };
    case "notSettled":
      return undefined;
    case "unresolved":
    case "reversed":
    case "notApproved":
      if (host === undefined) return undefined;
      return { kind: "bookedNotCounted", cause: whyNotCounted(till), ...at };
    default:
      return assertNever(till.standing);
  }
}

/** The same line again was sent or written twice; another one under the same STAN is another transaction. */
function doubledCause(first: HostRecord, second: HostRecord): ProbableCause {
  return first.amountFen === second.amountFen && first.type === second.type ? "sentTwice" : "stanReused";
}

function isAlike(host: HostRecord, till: TillRecord): boolean {
  const isSameMoney = host.amountFen === till.amountFen && host.type === till.type;
  return isSameMoney && !isOther(host.cardLast4, till.cardLast4) && !isOther(host.rrn, till.rrn);
}

function referencesOf(records: Iterable<TillRecord>): Map<string, TillRecord> {
  const references = new Map<string, TillRecord>();
  for (const till of records) if (till.rrn !== undefined) references.set(till.rrn, till);
  return references;
}

function totalsOf(records: readonly (HostRecord | TillRecord)[]): TypeTotals {
  const totals: TypeTotals = new Map();
  for (const record of records) addTo(totals, record);
  return totals;
}

/** In the order of the STANs, as the batch is printed. */
function byPlace(a: Difference, b: Difference): number {
  const stanOf = ({ till, host }: Difference) => till?.stan ?? host?.stan ?? 0;
  return stanOf(a) - stanOf(b) || (a.host?.line ?? 0) - (b.host?.line ?? 0);
}
