import { netFen } from "../../../main/domain/batch/state.ts";
import { encodeCanonical } from "../../../main/domain/canonical-json.ts";
import { sumFen } from "../../../main/domain/money.ts";
import type { PaymentState } from "../../../main/domain/payment/state.ts";
import { chargedBy } from "./judge-loads.ts";
import type { Observed } from "./lab.ts";
import { TID } from "./till.ts";

/** Uploads and settlement after a crash: what the till, the host and the customers' accounts say of each other. */

type HostBatch = Observed["host"]["batches"][number];

/** Each offline approval is at the host exactly once or refused by name, and never sent before it was begun. */
export function uploadProblems(observed: Observed): string[] {
  const problems: string[] = [];
  const offline = [...observed.world.payments.values()].filter(({ upload }) => upload !== undefined);
  for (const payment of offline) {
    const { stan } = payment;
    const wasBegun = observed.rowsAtDeath.some(
      (row) => row.type === "uploadsBegun" && row.paymentIds.includes(payment.paymentId),
    );
    const asked = observed.hostAfterStart.requests.some(
      (request) => request.kind === "upload" && request.stan === stan,
    );
    if (asked && !wasBegun) problems.push(`voucher ${stan} was sent before its upload was begun`);
    problems.push(...uploadProblemsOf(payment, observed));
  }
  const booked = observed.host.entries.filter(
    ({ origin, state }) => origin === "offline" && state === "approved",
  );
  const acknowledged = offline.filter(({ upload }) => upload?.status === "acknowledged");
  if (booked.length !== acknowledged.length)
    problems.push(`the host has ${booked.length} offline approvals, ${acknowledged.length} are acknowledged`);
  if (new Set(booked.map(({ cryptogram }) => cryptogram)).size !== booked.length)
    problems.push("the host has one certificate under two numbers");
  return problems;
}

function uploadProblemsOf(payment: PaymentState, { host, world }: Observed): string[] {
  const { stan, batchNumber, upload, amountFen, cryptogram } = payment;
  const problems: string[] = [];
  const entries = host.entries.filter((entry) => entry.stan === stan && entry.batchNumber === batchNumber);
  const [entry] = entries;
  if (entries.length !== 1 || entry === undefined)
    return [`the host has voucher ${stan} ${entries.length} times, its upload is ${upload?.status}`];
  if (entry.amountFen !== amountFen || entry.cryptogram !== cryptogram?.applicationCryptogram)
    problems.push(`the host has voucher ${stan} with another content`);
  const isNamed = [...world.batches.values()].some((batch) =>
    batch.uploadsRefused.includes(payment.paymentId),
  );
  const expected = entry.state === "declined" ? "refused" : "acknowledged";
  if (upload?.status !== expected)
    problems.push(`the upload of voucher ${stan} is ${upload?.status} and should be ${expected}`);
  if (isNamed !== (expected === "refused"))
    problems.push(`voucher ${stan} is ${isNamed ? "" : "not "}named as refused`);
  if (expected === "refused" && upload?.lastResponseCode !== entry.responseCode)
    problems.push(`voucher ${stan} was refused with ${entry.responseCode}, not ${upload?.lastResponseCode}`);
  return problems;
}

/** Both sides are in the same batch with the same totals, and the customers have paid what the till has counted. */
export function batchesProblems({ world, host, flow }: Observed): string[] {
  const problems: string[] = [];
  const batch = world.batches.get(TID);
  const open = host.batches.filter(({ closedAt }) => closedAt === undefined);
  const openTotals = open[0]?.totals;
  const till = batch === undefined ? 0n : netFen(batch.totals);
  if (till !== (openTotals?.netFen ?? 0n))
    problems.push(`the till counts ${till} fen, the host ${openTotals?.netFen}`);
  if (
    openTotals !== undefined &&
    (openTotals.saleCount !== batch?.totals.saleCount || openTotals.voidCount !== batch.totals.voidCount)
  )
    problems.push("till and host count another number of payments");
  if (open.length > 1) problems.push(`${open.length} batches are open at the host`);
  const closed = host.batches.length - open.length;
  if (closed !== (flow.settles === undefined ? 0 : 1))
    problems.push(`${closed} batches are closed at the host`);
  const { count, sumFen: unsentFen } = batch?.unsent ?? { count: 0, sumFen: 0n };
  if (count !== 0 || unsentFen !== 0n || (batch?.uploadsDue.length ?? 0) > 0)
    problems.push(`${count} offline approvals of ${unsentFen} fen are still due`);
  const kept = [...world.payments.values()].filter(
    ({ phase, upload }) => phase === "approved" && upload?.status !== "refused",
  );
  const keptFen = sumFen(kept.map(chargedBy));
  if (keptFen !== host.chargedFen)
    problems.push(`the till has taken ${keptFen} fen, the customers have paid ${host.chargedFen}`);
  return problems;
}

/** The batch is closed once, as it was frozen, with one report, and the next one is open on both sides. */
export function settlementProblems(observed: Observed): string[] {
  const { world, host, flow, rows } = observed;
  if (flow.settles === undefined) return [];
  const batch = world.batches.get(TID);
  const settled = batch?.lastSettled;
  const started = rows.filter((row) => row.type === "settlementStarted");
  const [closed] = host.batches.filter(({ closedAt }) => closedAt !== undefined);
  if (batch === undefined || settled === undefined || closed === undefined)
    return ["the batch was not settled"];
  const problems: string[] = [];
  const expect = (isTrue: boolean, otherwise: string) => isTrue || problems.push(otherwise);
  const open = host.batches.find(({ closedAt }) => closedAt === undefined);
  expect(
    settled.batchNumber === closed.batchNumber,
    `till settled ${settled.batchNumber}, host ${closed.batchNumber}`,
  );
  expect(
    batch.batchNumber === open?.batchNumber,
    `till is at batch ${batch.batchNumber}, host at ${open?.batchNumber}`,
  );
  expect(batch.batchNumber === settled.batchNumber + 1, "the next batch has another number than the next");
  expect(batch.settlement === undefined, "a settlement is still under way");
  expect(batch.signedIn !== undefined, "the till is not signed in for the next batch");
  expect(
    settled.balanced === (flow.settles === "balanced"),
    `the batch counts as balanced: ${settled.balanced}`,
  );
  const ended = rows.filter((row) => row.type === "batchEnded").length;
  expect(ended === 1, `the batch ended ${ended} times`);
  expect(started.length === 1, `the settlement was started ${started.length} times`);
  const frozen = started.map(({ totals }) => encodeCanonical(totals));
  expect(
    frozen.every((totals) => totals === encodeCanonical(settled.totals)),
    "the frozen totals have changed",
  );
  return [...problems, ...hostSideProblems(observed, closed, started[0]?.stan), ...reportProblems(observed)];
}

/** What the host has heard of the batch: one 0500 under one number, and every record and certificate once. */
function hostSideProblems(
  { world, host, flow }: Observed,
  closed: HostBatch,
  startedStan: number | undefined,
): string[] {
  const problems: string[] = [];
  const expect = (isTrue: boolean, otherwise: string) => isTrue || problems.push(otherwise);
  const stans = new Set(host.requests.filter(({ kind }) => kind === "settlement").map(({ stan }) => stan));
  expect(
    stans.size === 1 && stans.has(startedStan ?? 0),
    `the totals came under the numbers ${[...stans].join(", ")}`,
  );
  const { settlement, totals, listed, certificates } = closed;
  const settled = world.batches.get(TID)?.lastSettled?.totals;
  const { debitCount, debitFen, creditCount, creditFen } = settlement?.stated ?? {};
  expect(
    debitCount === settled?.saleCount && debitFen === settled?.saleFen,
    "the host was told other sales than were frozen",
  );
  expect(
    creditCount === settled?.voidCount && creditFen === settled?.voidFen,
    "the host was told other voids than were frozen",
  );
  expect(
    totals.saleFen === settled?.saleFen && totals.voidFen === settled?.voidFen,
    "the host has another batch than was settled",
  );
  const counted = [...world.payments.values()].filter(
    ({ phase, upload, batchNumber }) =>
      phase === "approved" && upload?.status !== "refused" && batchNumber === closed.batchNumber,
  );
  const online = counted.filter(({ kind, upload }) => kind === "sale" && upload === undefined);
  expect(
    certificates.length === online.length,
    `${certificates.length} of ${online.length} certificates came`,
  );
  const areValid = certificates.every(
    ({ verdict, reconciliation }) => verdict === "valid" && reconciliation === "matched",
  );
  expect(areValid, "a certificate is wrong");
  const listCount = flow.settles === "unbalanced" ? counted.length : 0;
  expect(listed.length === listCount, `${listed.length} of ${listCount} records were listed`);
  expect(
    listed.every(({ reconciliation }) => reconciliation === "matched"),
    "a listed record found no equal",
  );
  expect(
    settlement?.endManagement === (flow.settles === "balanced" ? "207" : "202"),
    `the batch was ended with ${settlement?.endManagement}`,
  );
  expect(
    settlement?.statedRecordCount === settlement?.receivedRecordCount,
    `${settlement?.statedRecordCount} records were stated, ${settlement?.receivedRecordCount} came`,
  );
  return problems;
}

function reportProblems({ rows }: Observed): string[] {
  const reports = rows.flatMap((row) =>
    row.type === "documentIssued" && row.document.kind === "settlementReport" ? [row.document.id] : [],
  );
  const [report] = reports;
  if (reports.length !== 1 || report === undefined)
    return [`the batch has ${reports.length} settlement reports`];
  return rows.some((row) => row.type === "documentPrinted" && row.documentId === report)
    ? []
    : ["the settlement report is not printed"];
}
