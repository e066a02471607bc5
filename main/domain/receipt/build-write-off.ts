import { assertDefined } from "../assert.ts";
import { type BusinessTime, dateAndTime } from "../business-time.ts";
import { documentId, type PaymentId } from "../ids.ts";
import { formatYuan } from "../money.ts";
import { say } from "../text/say.ts";
import { sixDigits } from "../text/six-digits.ts";
import { sayOfOpenItems } from "../unknown/open-item-say.ts";
import { paymentOf, type World } from "../world.ts";
import type { ReceiptDocument, ReceiptLine } from "./document.ts";
import { headingLines, paperConfig } from "./heading.ts";

/** The paper of what was written off, to be signed by two people, or by one who names the acquirer's reference. */
export function buildWriteOff(world: World, id: PaymentId, at: BusinessTime): ReceiptDocument {
  const config = paperConfig(world);
  const { language } = config;
  const payment = paymentOf(world, id);
  const writeOff = assertDefined(payment.writtenOff, "it has just been written off");
  const { number, what, amountFen, reason, operator, secondOperator, acquirerReference } = writeOff;
  const own = (key: Parameters<typeof sayOfOpenItems>[1], parameters = {}) =>
    sayOfOpenItems(language, key, parameters);
  const pair = (left: string, right: string): ReceiptLine => ({ kind: "pair", left, right });
  const signature = (name: string): ReceiptLine[] => [
    { kind: "feed", lines: 1 },
    { kind: "text", text: own("paper.signatureOf", { name }) },
    { kind: "feed", lines: 2 },
    { kind: "rule" },
  ];
  const lines: ReceiptLine[] = [
    ...headingLines(config, language),
    { kind: "text", text: own("paper.title", { number }), align: "centre", size: "double" },
    pair(say(language, "paper.merchant"), payment.mid),
    pair(say(language, "paper.terminal"), payment.tid),
    pair(say(language, "paper.batch"), sixDigits(payment.batchNumber)),
    pair(own("paper.voucher"), sixDigits(payment.stan)),
    pair(say(language, "paper.dateTime"), dateAndTime(at)),
    ...(payment.card === undefined ? [] : [pair(own("paper.card"), payment.card.maskedPan)]),
    { kind: "rule" },
    { kind: "text", text: own(`what.${what}`), bold: true },
    { kind: "pair", left: own("paper.amount"), right: formatYuan(amountFen), size: "double" },
    { kind: "text", text: own("paper.reason", { reason }) },
    ...(acquirerReference === undefined
      ? []
      : [{ kind: "text", text: own("paper.reference", { reference: acquirerReference }) } as const]),
    { kind: "text", text: own("paper.means") },
    { kind: "rule" },
    ...signature(operator),
    ...signature(secondOperator ?? ""),
  ];
  return { id: documentId(`write-off-${number}`), kind: "writeOff", number, language, lines };
}
