import { type BatchTotals, countOf, netFen } from "../batch/state.ts";
import { type BusinessTime, dateAndTime } from "../business-time.ts";
import { documentId } from "../ids.ts";
import { formatYuan, sumFen } from "../money.ts";
import type { BatchReport, OpenItem, ShiftReport } from "../shift/report.ts";
import { cashLoadFen } from "../shift/state.ts";
import type { Language } from "../text/language.ts";
import { say, type TextKey } from "../text/say.ts";
import { sixDigits } from "../text/six-digits.ts";
import type { World } from "../world.ts";
import { batchLoadLines } from "./batch-load-lines.ts";
import type { ReceiptDocument, ReceiptLine } from "./document.ts";
import { headingLines, paperConfig } from "./heading.ts";
import { headLines, writeOffLines } from "./z-lines.ts";

/** X (so far) or Z (closed) as paper: figures first, then everything that is still owed, by name. */
export function buildShiftReport(
  world: World,
  report: ShiftReport,
  which: { readonly kind: "x" | "z"; readonly number: number },
  at: BusinessTime,
): ReceiptDocument {
  const config = paperConfig(world);
  const { language } = config;
  const title = say(language, which.kind === "x" ? "paper.xReport" : "paper.zReport", {
    number: which.number,
  });
  const lines: ReceiptLine[] = [
    ...headingLines(config, language),
    { kind: "text", text: title, align: "centre", size: "double" },
    ...periodLines(report, at, language),
    { kind: "rule" },
    ...salesLines(report, language),
    { kind: "rule" },
    ...tenderLines(report, language),
    { kind: "rule" },
    ...drawerLines(report, language),
    { kind: "rule" },
    ...batchLines(report, language),
    { kind: "rule" },
    ...openLines(report.open, language),
    ...writeOffLines(report.shift.totals.writeOffs ?? [], language),
    ...headLines(report.shift.closed?.heads, language),
  ];
  const kind = which.kind === "x" ? "xReport" : "zReport";
  return { id: documentId(`${which.kind}-${which.number}`), kind, number: which.number, language, lines };
}

function heading(language: Language, key: TextKey): ReceiptLine {
  return { kind: "text", text: say(language, key), bold: true };
}

function figure(language: Language, key: TextKey, amountFen: bigint, parameters = {}): ReceiptLine {
  return { kind: "pair", left: say(language, key, parameters), right: formatYuan(amountFen) };
}

function periodLines(report: ShiftReport, at: BusinessTime, language: Language): ReceiptLine[] {
  const { shift } = report;
  const opened = say(language, "paper.opened", { time: dateAndTime(shift.openedAt), name: shift.openedBy });
  const lines: ReceiptLine[] = [
    { kind: "text", text: say(language, "paper.shift", { number: shift.shiftNumber }) },
    { kind: "text", text: opened },
  ];
  const last =
    shift.closed === undefined
      ? say(language, "paper.printed", { time: dateAndTime(at) })
      : say(language, "paper.closed", { time: dateAndTime(shift.closed.at), name: shift.closed.by });
  return [...lines, { kind: "text", text: last }];
}

function salesLines(report: ShiftReport, language: Language): ReceiptLine[] {
  const { totals } = report.shift;
  return [
    counted(language, "paper.sales", totals.saleCount, totals.saleFen),
    counted(language, "paper.voids", totals.voidCount, -totals.voidFen),
    { kind: "pair", left: say(language, "paper.net"), right: formatYuan(report.netSaleFen), bold: true },
    figure(language, "paper.rounding", -totals.roundingFen),
    { kind: "pair", left: say(language, "paper.cancelled"), right: totals.cancelledCount.toString() },
    heading(language, "paper.vat"),
    ...totals.vat.map((share) =>
      figure(language, "paper.vatRow", share.vatFen, {
        rate: share.vatRatePercent,
        gross: formatYuan(share.grossFen),
      }),
    ),
  ];
}

function counted(language: Language, key: TextKey, count: number, amountFen: bigint): ReceiptLine {
  return { kind: "pair", left: `${say(language, key)} (${count})`, right: formatYuan(amountFen) };
}

function tenderLines(report: ShiftReport, language: Language): ReceiptLine[] {
  const { totals } = report.shift;
  return [
    heading(language, "paper.tenders"),
    figure(language, "paper.cashSales", totals.cashSaleFen),
    figure(language, "paper.cashVoids", -totals.cashVoidFen),
    figure(language, "paper.cardSales", totals.cardSaleFen, { count: totals.cardSaleCount }),
    figure(language, "paper.cardVoids", -totals.cardVoidFen, { count: totals.cardVoidCount }),
    ...loadLines(report.shift, language),
  ];
}

/** Only where there were any: most shops load no electronic cash. */
function loadLines({ totals }: ShiftReport["shift"], language: Language): ReceiptLine[] {
  const { loads } = totals;
  if (loads === undefined) return [];
  const all = Object.values(loads);
  const count = all.reduce((sum, one) => sum + one.count, 0);
  return [
    counted(language, "paper.loads", count, sumFen(all.map(({ amountFen }) => amountFen))),
    figure(language, "paper.cashLoads", cashLoadFen(totals)),
  ];
}

function drawerLines(report: ShiftReport, language: Language): ReceiptLine[] {
  const { shift } = report;
  const lines = [
    heading(language, "paper.drawer"),
    figure(language, "paper.float", shift.floatFen),
    figure(language, "paper.expected", report.expectedCashFen),
  ];
  if (shift.closed === undefined || report.cashDifferenceFen === undefined) return lines;
  return [
    ...lines,
    figure(language, "paper.counted", shift.closed.countedFen),
    {
      kind: "pair",
      left: say(language, "paper.difference"),
      right: formatYuan(report.cashDifferenceFen),
      bold: true,
    },
  ];
}

/** What this shift put into each batch, and what the host should have in the one that is open. */
function batchLines(report: ShiftReport, language: Language): ReceiptLine[] {
  const lines = [heading(language, "paper.hosts")];
  for (const { tid, batchNumber, shiftTotals, open } of report.batches) {
    const batch = sixDigits(batchNumber);
    const state =
      open === undefined ? "paper.batchSettled" : open.isSettling ? "paper.batchSettling" : "paper.batchOpen";
    lines.push(
      { kind: "text", text: say(language, "paper.batchTitle", { tid, batch }) },
      { kind: "text", text: say(language, state) },
      ...totalsLines(shiftTotals, language),
    );
    if (open === undefined || isSameTotals(open.totals, shiftTotals))
      lines.push(...unsentLines(open, language));
    else
      lines.push(
        { kind: "text", text: say(language, "paper.batchAll") },
        ...totalsLines(open.totals, language),
        ...unsentLines(open, language),
      );
  }
  return lines;
}

function totalsLines(totals: BatchTotals, language: Language): ReceiptLine[] {
  return [
    figure(language, "paper.batchSales", totals.saleFen, { count: totals.saleCount }),
    figure(language, "paper.batchVoids", -totals.voidFen, { count: totals.voidCount }),
    ...batchLoadLines(totals, language),
    {
      kind: "pair",
      left: say(language, "paper.batchNet"),
      right: formatYuan(netFen(totals)),
      bold: true,
    },
  ];
}

function isSameTotals(a: BatchTotals, b: BatchTotals): boolean {
  const isSameSale = a.saleCount === b.saleCount && a.saleFen === b.saleFen;
  return (
    isSameSale &&
    countOf(a) === countOf(b) &&
    netFen(a) === netFen(b) &&
    a.voidCount === b.voidCount &&
    a.voidFen === b.voidFen
  );
}

function unsentLines(open: BatchReport["open"], language: Language): ReceiptLine[] {
  if (open === undefined || open.unsent.count === 0) return [];
  return [figure(language, "paper.batchUnsent", open.unsent.sumFen, { count: open.unsent.count })];
}

/** More names than this say less than their sum; all of them are in the journal. */
const NAMED_ITEMS_MAX = 40;

const OPEN_KEYS: Readonly<Record<OpenItem["what"], TextKey>> = {
  reversalDue: "paper.openReversalDue",
  reversalParked: "paper.openReversalParked",
  unsentOffline: "paper.openUnsentOffline",
  uploadRefused: "paper.openUploadRefused",
  signaturePending: "paper.openSignaturePending",
  tornContactless: "paper.openTornContactless",
  loadUnclear: "paper.openLoadUnclear",
  scriptNoticeDue: "paper.openScriptNoticeDue",
  scriptNoticeRefused: "paper.openScriptNoticeRefused",
  partlyPaidSale: "paper.openPartlyPaidSale",
  halfVoidedSale: "paper.openHalfVoidedSale",
};

function openLines(open: readonly OpenItem[], language: Language): ReceiptLine[] {
  if (open.length === 0) return [{ kind: "text", text: say(language, "paper.openNone") }];
  const lines = [heading(language, "paper.open")];
  for (const item of open.slice(0, NAMED_ITEMS_MAX)) {
    const stan = item.stan === undefined ? "" : sixDigits(item.stan);
    const name = say(language, OPEN_KEYS[item.what], { sale: item.saleNumber, stan });
    lines.push({ kind: "pair", left: name, right: formatYuan(item.amountFen) });
    if (item.maskedPan !== undefined) {
      lines.push({ kind: "text", text: say(language, "paper.openCard", { pan: item.maskedPan }) });
    }
  }
  const unnamed = open.slice(NAMED_ITEMS_MAX);
  if (unnamed.length > 0) {
    const sum = sumFen(unnamed.map((item) => item.amountFen));
    lines.push(figure(language, "paper.openMore", sum, { count: unnamed.length }));
  }
  return lines;
}
