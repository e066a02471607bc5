import { assertDefined, assertNever } from "../assert.ts";
import { type BusinessTime, dateAndTime } from "../business-time.ts";
import { documentId, type PaymentId } from "../ids.ts";
import { formatYuan } from "../money.ts";
import type { EntryMode } from "../payment/card-data.ts";
import type { PaymentState } from "../payment/state.ts";
import type { Language } from "../text/language.ts";
import { say, type TextKey } from "../text/say.ts";
import { sixDigits } from "../text/six-digits.ts";
import { paymentOf, type World } from "../world.ts";
import type { ReceiptDocument, ReceiptLine } from "./document.ts";
import { paperConfig, shopName } from "./heading.ts";
import { loadLines } from "./load-lines.ts";

/** The card slip with every field of look.md "Paper". In this dialect the voucher number is the STAN. */
export function buildCardSlip(
  world: World,
  id: PaymentId,
  copy: "merchant" | "customer",
  at: BusinessTime,
): ReceiptDocument {
  const config = paperConfig(world);
  const { language } = config;
  const payment = paymentOf(world, id);
  const copyKey = copy === "merchant" ? "paper.merchantCopy" : "paper.customerCopy";
  const amountFen = payment.kind === "void" ? -payment.amountFen : payment.amountFen;
  const lines: ReceiptLine[] = [
    { kind: "text", text: say(language, titleKey(payment)), align: "centre", size: "double" },
    { kind: "text", text: say(language, copyKey), align: "centre" },
    { kind: "rule" },
    field(language, "paper.merchantName", shopName(config, language)),
    field(language, "paper.merchant", payment.mid),
    field(language, "paper.terminal", payment.tid),
    field(language, "paper.operator", payment.operator),
    { kind: "rule" },
    field(language, "paper.transactionType", typeText(payment, language)),
    ...cardLines(payment, language),
    ...hostLines(world, payment, language),
    field(language, "paper.dateTime", dateAndTime(at)),
    { kind: "rule" },
    {
      kind: "pair",
      left: say(language, "paper.amount"),
      right: say(language, "paper.money", { amount: formatYuan(amountFen) }),
      size: "double",
    },
    ...loadLines(payment, language),
    ...cashLines(payment, language),
    { kind: "rule" },
    ...chipLines(payment, language),
    ...consentLines(payment, copy, language),
  ];
  const kind = copy === "merchant" ? "cardSlipMerchantCopy" : "cardSlipCustomerCopy";
  return { id: documentId(`slip-${id}-${copy}`), kind, number: payment.stan, language, lines };
}

function field(language: Language, key: TextKey, value: string): ReceiptLine {
  return { kind: "pair", left: say(language, key), right: value };
}

function typeText(payment: PaymentState, language: Language): string {
  switch (payment.kind) {
    case "sale":
      return say(language, "paper.typeSale");
    case "void":
      return say(language, "paper.typeVoid");
    case "load":
      return say(language, `paper.typeLoad.${assertDefined(payment.from, "a load says who pays for it")}`);
    default:
      return assertNever(payment.kind);
  }
}

function titleKey({ kind }: PaymentState): TextKey {
  return kind === "load" ? "paper.loadSlip" : "paper.cardSlip";
}

/** How the card was read, in words. */
export function entryModeText(mode: EntryMode, language: Language): string {
  return say(language, ENTRY_MODE_KEYS[mode]);
}

const ENTRY_MODE_KEYS: Readonly<Record<EntryMode, TextKey>> = {
  manual: "paper.entryManual",
  magneticStripe: "paper.entryMagneticStripe",
  contactChip: "paper.entryContactChip",
  contactlessChip: "paper.entryContactlessChip",
};

function cardLines(payment: PaymentState, language: Language): ReceiptLine[] {
  const card = assertDefined(payment.card, "a slip tells of a card that was read");
  return [
    field(language, "paper.cardNumber", card.maskedPan),
    field(language, "paper.entryMode", entryModeText(card.entryMode, language)),
  ];
}

function hostLines(world: World, payment: PaymentState, language: Language): ReceiptLine[] {
  const { answer } = payment;
  const lines = [
    field(language, "paper.stan", sixDigits(payment.stan)),
    field(language, "paper.batch", sixDigits(payment.batchNumber)),
  ];
  if (payment.voids !== undefined) {
    lines.push(field(language, "paper.originalStan", sixDigits(paymentOf(world, payment.voids).stan)));
  }
  if (answer?.approvalCode !== undefined)
    lines.push(field(language, "paper.approvalCode", answer.approvalCode));
  if (answer?.rrn !== undefined) lines.push(field(language, "paper.rrn", answer.rrn));
  if (answer?.additionalResponse !== undefined) {
    lines.push(field(language, "paper.issuer", answer.additionalResponse));
  }
  if (payment.upload?.status === "due") {
    lines.push({ kind: "text", text: say(language, "paper.offlineMark"), bold: true });
  }
  return lines;
}

/** The electronic cash that it was paid from, as far as the card told of it. */
function cashLines({ cashBalance }: PaymentState, language: Language): ReceiptLine[] {
  const figures = [
    ["paper.cashBalanceBefore", cashBalance?.beforeFen],
    ["paper.cashBalanceAfter", cashBalance?.afterFen],
  ] as const;
  return figures.flatMap(([key, balanceFen]) =>
    balanceFen === undefined ? [] : [field(language, key, formatYuan(balanceFen))],
  );
}

/** What an acquirer asks for when a charge is disputed: AID, the last cryptogram, TVR, TSI, ATC. */
function chipLines(payment: PaymentState, language: Language): ReceiptLine[] {
  const { card, cryptogram } = payment;
  const lines: ReceiptLine[] = [];
  if (card !== undefined && card.aid !== "") {
    lines.push(field(language, "paper.aid", card.aid), field(language, "paper.application", card.label));
  }
  if (cryptogram === undefined) return lines;
  lines.push(
    { kind: "pair", left: cryptogram.cryptogramType, right: cryptogram.applicationCryptogram },
    field(language, "paper.tvr", cryptogram.tvr),
    field(language, "paper.tsi", cryptogram.tsi),
    field(language, "paper.atc", cryptogram.atc.toString(16).toUpperCase().padStart(4, "0")),
    field(language, "paper.cvm", cryptogram.cvmResults),
  );
  if (cryptogram.authorisationResponseCode !== undefined) {
    lines.push(field(language, "paper.arc", cryptogram.authorisationResponseCode));
  }
  return lines;
}

function consentLines(
  payment: PaymentState,
  copy: "merchant" | "customer",
  language: Language,
): ReceiptLine[] {
  if (payment.signature === undefined) {
    const key = payment.card?.pinEntered === true ? "paper.pinVerified" : "paper.noSignature";
    return [{ kind: "text", text: say(language, key), align: "centre" }];
  }
  if (copy === "customer") return [];
  return [
    { kind: "feed", lines: 1 },
    { kind: "text", text: say(language, "paper.signature") },
    { kind: "feed", lines: 3 },
    { kind: "rule" },
    { kind: "text", text: say(language, "paper.agreement") },
  ];
}
