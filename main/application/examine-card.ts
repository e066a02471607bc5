import { assertDefined } from "../domain/assert.ts";
import { toUint } from "../domain/bytes.ts";
import {
  type ElectronicCashReading,
  readElectronicCash,
} from "../domain/emv/electronic-cash/read-electronic-cash.ts";
import type { TransactionInput } from "../domain/emv/kernel/protocol.ts";
import { readCard } from "../domain/emv/kernel/read-card.ts";
import { maskPan } from "../domain/mask-pan.ts";
import type { PaymentEndReason } from "../domain/payment/state.ts";
import { err, ok, type Result } from "../domain/result.ts";
import type { TerminalConfig } from "../domain/till/config.ts";
import type { CardChannel } from "../ports/card-reader.ts";
import { endOfKernel } from "./card-session/card-outcome.ts";
import { driveKernel, type KernelPartners } from "./card-session/drive-kernel.ts";
import { cardParameters } from "./card-session/kernel-parameters.ts";
import { endOfReaderFault, insertTimeoutMs } from "./card-session/present-card.ts";
import type { TerminalParts } from "./terminal-parts.ts";

type CashOf<K> = Extract<ElectronicCashReading, { kind: K }>;

/** What a card tells about itself while nothing is paid with it. */
export type ExaminedCard = Pick<CashOf<"read">, "purses" | "transactions" | "loads"> & {
  readonly maskedPan: string;
  readonly label: string;
};

/**
 * Reads a card with contacts: its masked number, its application, its electronic cash and its logs. Nothing goes into the
 * journal, because nothing happens. Its counter goes up by one: the number stands behind GET PROCESSING OPTIONS.
 */
export async function examineCard(parts: TerminalParts): Promise<Result<ExaminedCard, PaymentEndReason>> {
  const { cardReader, interaction, cancel, readerName } = parts;
  if (cardReader === undefined) return err("noReader");
  // As with a payment: which cards are taken, and under which keys, is not known then.
  if (parts.parameterPack === "refused") return err("parametersRefused");
  interaction.progress("waitingForCard");
  const signal = cancel();
  const config = assertDefined(parts.runner.world.till.config, "a terminal that reads cards is set up");
  const read = await cardReader.withCard(
    {
      waitMs: insertTimeoutMs(config),
      interface: "contact",
      ...(readerName === undefined ? {} : { readerName }),
      ...(signal === undefined ? {} : { signal }),
    },
    (card) => readAll(parts, config, card),
  );
  interaction.progress("done");
  return read.ok ? read.value : err(endOfReaderFault(read.fault));
}

async function readAll(
  parts: TerminalParts,
  config: TerminalConfig,
  card: CardChannel,
): Promise<Result<ExaminedCard, PaymentEndReason>> {
  parts.interaction.progress("reading");
  let cardFault: string | undefined;
  const partners = readingPartners(parts, card, (kind) => {
    cardFault = kind;
  });
  const input = readingInput(parts, config);
  const cash = await driveKernel(readElectronicCash(input), partners);
  if (cash === undefined) return err("cardNotUsable");
  if (cash.kind === "ended") return err(endOfKernel(cash.reason, cardFault));
  const read = await driveKernel(readCard(input), partners);
  if (read === undefined) return err("cardNotUsable");
  if (read.kind === "ended") return err(endOfKernel(read.reason, cardFault));
  const { purses, transactions, loads, label } = cash;
  return ok({ maskedPan: maskPan(read.facts.card.pan.reveal()), label, purses, transactions, loads });
}

/** Nobody is asked anything but which application: no PIN is wanted, and nothing goes to a host. */
function readingPartners(
  { interaction }: TerminalParts,
  card: CardChannel,
  cardFault: (kind: string) => void,
): KernelPartners {
  return {
    card,
    chooseApplication: (labels) => interaction.chooseApplication(labels),
    cardIdentified: async () => ({ kind: "proceed" }),
    captureOnlinePin: async () => "unavailable",
    goOnline: async () => undefined,
    cardFault,
    verifyPinAtReader: async () => ({ kind: "cancelled" }),
    encipherPinAtPad: async () => ({ kind: "cancelled" }),
    checkIdentityDocument: async () => ({ kind: "cancelled" }),
  };
}

/** Tag 9C: balance inquiry. */
const BALANCE_INQUIRY = 0x31;

function readingInput(parts: TerminalParts, config: TerminalConfig): TransactionInput {
  const { clock, entropy, pinPad, stripeReader, parameterPack } = parts;
  const { terminal, applications, caKeys, revokedCertificates } = cardParameters(config, parameterPack, {
    hasPinPad: pinPad !== undefined,
    hasStripeReader: stripeReader !== undefined,
  });
  return {
    amountFen: 0n,
    transactionType: BALANCE_INQUIRY,
    time: clock.businessNow(),
    unpredictableNumber: entropy.bytes(4),
    transactionSequenceCounter: 1,
    randomNumber: 1 + (toUint(entropy.bytes(4)) % 99),
    forceOnline: false,
    ...{ terminal, applications, caKeys, revokedCertificates },
  };
}
