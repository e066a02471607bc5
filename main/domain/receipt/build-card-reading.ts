import { type BusinessTime, dateAndTime } from "../business-time.ts";
import type { DocumentId } from "../ids.ts";
import { formatKnownYuan, formatYuan } from "../money.ts";
import type { Language } from "../text/language.ts";
import { say, type TextKey } from "../text/say.ts";
import type { TerminalConfig } from "../till/config.ts";
import type { Printout, ReceiptLine } from "./document.ts";
import { headingLines } from "./heading.ts";
import { withTrainingMark } from "./training-mark.ts";

/** What a card has told about itself, as far as its paper shows it. Amounts are in minor units of their currency. */
type CardReading = {
  readonly maskedPan: string;
  readonly label: string;
  readonly purses: readonly {
    readonly currencyCode: number;
    readonly balanceFen: bigint;
    readonly balanceLimitFen?: bigint;
    readonly singleLimitFen?: bigint;
  }[];
  readonly transactions: readonly (Logged & { readonly amountFen?: bigint })[];
  readonly loads: readonly (Logged & { readonly beforeFen: bigint; readonly afterFen: bigint })[];
};

/** YYMMDD and HHMMSS, where the card keeps them. */
type Logged = { readonly date?: string; readonly time?: string };

/** The card's balances, limits and logs on paper. It is no receipt, says so, and stands in no series. */
export function buildCardReading(
  config: TerminalConfig,
  id: DocumentId,
  reading: CardReading,
  at: BusinessTime,
): Printout {
  const { language } = config;
  const pair = (key: TextKey, right: string, parameters: Parameters<typeof say>[2] = {}): ReceiptLine => ({
    kind: "pair",
    left: say(language, key, parameters),
    right,
  });
  const lines: ReceiptLine[] = [
    ...headingLines(config, language),
    { kind: "text", text: say(language, "paper.cardReading"), align: "centre", size: "double" },
    { kind: "rule" },
    pair("paper.cardNumber", reading.maskedPan),
    pair("paper.application", reading.label),
    pair("paper.dateTime", dateAndTime(at)),
    { kind: "rule" },
    ...purseLines(reading, language),
    ...reading.transactions.map(({ amountFen, ...logged }) =>
      pair("paper.logged.payment", formatKnownYuan(amountFen), { at: loggedAt(logged) }),
    ),
    ...reading.loads.map(({ beforeFen, afterFen, ...logged }) =>
      pair("paper.logged.load", formatYuan(afterFen - beforeFen), { at: loggedAt(logged) }),
    ),
    { kind: "rule" },
    { kind: "text", text: say(language, "paper.noMoneyMoved"), align: "centre" },
  ];
  return withTrainingMark({ id, language, lines }, config);
}

function purseLines({ purses }: CardReading, language: Language): ReceiptLine[] {
  if (purses.length === 0) return [{ kind: "text", text: say(language, "cli.card.noCash") }];
  return purses.flatMap(({ currencyCode: currency, balanceFen, balanceLimitFen, singleLimitFen }) => [
    {
      kind: "pair" as const,
      left: say(language, "paper.purse.balance", { currency }),
      right: formatYuan(balanceFen),
      bold: true,
    },
    {
      kind: "pair" as const,
      left: say(language, "paper.purse.limit"),
      right: formatKnownYuan(balanceLimitFen),
    },
    {
      kind: "pair" as const,
      left: say(language, "paper.purse.single"),
      right: formatKnownYuan(singleLimitFen),
    },
    { kind: "rule" as const },
  ]);
}

/** `26-11-23 14:05:03` */
function loggedAt({ date, time }: Logged): string {
  const day = date?.replace(/(..)(..)(..)/, "$1-$2-$3");
  const hour = time?.replace(/(..)(..)(..)/, "$1:$2:$3");
  return [day, hour].filter((part) => part !== undefined).join(" ") || "-";
}
