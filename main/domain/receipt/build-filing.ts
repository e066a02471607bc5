import { assertDefined } from "../assert.ts";
import { type BusinessTime, dateAndTime } from "../business-time.ts";
import { documentId, type PaymentId } from "../ids.ts";
import { formatYuan } from "../money.ts";
import { deadlineOf } from "../risk/deadlines.ts";
import { sayOfRisk } from "../risk/risk-say.ts";
import type { RiskKey } from "../risk/risk-text-tables.ts";
import { say } from "../text/say.ts";
import { sixDigits } from "../text/six-digits.ts";
import { paymentOf, type World } from "../world.ts";
import { buildCardSlip, entryModeText } from "./build-card-slip.ts";
import type { ReceiptDocument, ReceiptLine } from "./document.ts";
import { headingLines, paperConfig } from "./heading.ts";

/**
 * The paper by which an offline payment is claimed when it cannot be uploaded: what the acquirer keys in, with the
 * cryptogram that proves it, and the voucher copy. The card number stays masked, as on every paper.
 */
export function buildFiling(world: World, id: PaymentId, at: BusinessTime): ReceiptDocument {
  const config = paperConfig(world);
  const { language, limits } = config;
  const payment = paymentOf(world, id);
  const { card, cryptogram, upload, offlineRisk, iccData } = payment;
  const due = assertDefined(deadlineOf(limits.deadlines, payment, at), "only an open claim is filed");
  const own = (key: RiskKey, parameters = {}) => sayOfRisk(language, key, parameters);
  const pair = (left: string, right: string | undefined): ReceiptLine[] =>
    right === undefined ? [] : [{ kind: "pair", left, right }];
  const lines: ReceiptLine[] = [
    ...headingLines(config, language),
    { kind: "text", text: own("paper.title"), align: "centre", size: "double" },
    { kind: "text", text: own(upload?.status === "due" ? "paper.unsent" : "paper.why") },
    ...pair(own("paper.rule"), due.rule),
    ...pair(own("paper.due"), due.dueDate),
    { kind: "rule" },
    ...pair(say(language, "paper.merchant"), payment.mid),
    ...pair(say(language, "paper.terminal"), payment.tid),
    ...pair(say(language, "paper.batch"), sixDigits(payment.batchNumber)),
    ...pair(own("paper.voucher"), sixDigits(payment.stan)),
    ...pair(say(language, "paper.dateTime"), dateAndTime(payment.startedAt)),
    ...pair(own("paper.card"), card?.maskedPan),
    ...pair("AID", card?.aid),
    ...pair(own("paper.entry"), card && entryModeText(card.entryMode, language)),
    { kind: "pair", left: own("paper.amount"), right: formatYuan(payment.amountFen), size: "double" },
    ...pair(own("paper.tc"), cryptogram?.applicationCryptogram),
    ...pair(own("paper.atc"), cryptogram && cryptogram.atc.toString(16).toUpperCase().padStart(4, "0")),
    ...pair(own("paper.tvr"), cryptogram?.tvr),
    ...pair(own("paper.iad"), cryptogram?.issuerApplicationData),
    ...pair(own("paper.offlineCode"), offlineRisk),
    ...pair(own("paper.hostCode"), upload?.lastResponseCode),
    ...(iccData === undefined
      ? []
      : [{ kind: "text", text: own("paper.iccData", { data: iccData }) } as const]),
    { kind: "rule" },
    { kind: "text", text: own("paper.sign") },
    { kind: "feed", lines: 2 },
    { kind: "rule" },
    { kind: "text", text: own("paper.copy"), align: "centre", bold: true },
    // The slip names the time of the payment, not of this paper.
    ...buildCardSlip(world, id, "merchant", payment.startedAt).lines,
  ];
  const number = payment.stan;
  return { id: documentId(`filing-${id}-${at.epochMs}`), kind: "manualFiling", number, language, lines };
}
