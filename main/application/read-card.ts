import { assertDefined } from "../domain/assert.ts";
import { fromHex, toUint } from "../domain/bytes.ts";
import type {
  CardFacts,
  HostVerdict,
  OnlineRequest,
  TransactionInput,
} from "../domain/emv/kernel/protocol.ts";
import { readCard as readCardKernel } from "../domain/emv/kernel/read-card.ts";
import { runTransaction } from "../domain/emv/kernel/transaction.ts";
import type { CardTraceAbout } from "../domain/emv/trace/card-trace-recorder.ts";
import type { PaymentId } from "../domain/ids.ts";
import { maskPan } from "../domain/mask-pan.ts";
import type { EntryMode } from "../domain/payment/card-data.ts";
import type { PaymentEndReason, PaymentState } from "../domain/payment/state.ts";
import { assessOffline } from "../domain/risk/offline-limits.ts";
import type { Sensitive } from "../domain/sensitive.ts";
import type { TerminalConfig } from "../domain/till/config.ts";
import { paymentOf } from "../domain/world.ts";
import type { CardChannel } from "../ports/card-reader.ts";
import type { JournalFault } from "../ports/journal.ts";
import { type CardOutcome, cardOutcomeOf, endOfKernel, endOfReaderFault } from "./card-outcome.ts";
import { journaledCard, SAME_CARD, sealCard, unsealCard } from "./card-record.ts";
import { CardTracing } from "./card-trace.ts";
import { driveKernel, type KernelPartners } from "./drive-kernel.ts";
import { journaledIccData } from "./icc-data.ts";
import { cardParameters } from "./kernel-parameters.ts";
import type { CardSession, TerminalParts } from "./terminal-parts.ts";
import { untilSettled } from "./until-settled.ts";

/**
 * One card in the reader, from insertion to its last answer. The kernel runs here; between "go online" and the
 * host's answer it waits in its card session while the step loop does its commits and sends its message.
 * Resolves when the payment has come to its end, or with the fault that keeps the journal from saying so. What goes on
 * after that is handed to `beside`.
 */
export async function readCard(
  parts: TerminalParts,
  paymentId: PaymentId,
  beside: (work: Promise<void>) => void,
): Promise<JournalFault | undefined> {
  const session: CardSession = { paymentId };
  const tracing = new CardTracing(parts);
  parts.sessions.set(paymentId, session);
  try {
    return await new CardReading(parts, session, tracing).run();
  } finally {
    parts.sessions.delete(paymentId);
    parts.interaction.progress("done");
    // The end is in the journal: whoever waits for it does not wait for its explanation.
    beside(tracing.keep());
  }
}

/** The customer finds the card and the slot, or the keys of the pad: a minute, as on bank terminals. */
const DEFAULT_INSERT_TIMEOUT_MS = 60_000;
const DEFAULT_PIN_TIMEOUT_MS = 60_000;

/** Tag 9C: the first two digits of the processing code. */
const TRANSACTION_TYPE = { sale: 0x00, void: 0x20 } as const;

class CardReading {
  readonly #parts: TerminalParts;
  readonly #session: CardSession;
  readonly #payment: PaymentState;
  readonly #config: TerminalConfig;
  readonly #tracing: CardTracing;
  /** Why the card stopped answering, once it did. */
  #cardFault: string | undefined;
  /** Why we gave the card up, once we did. */
  #refusal: PaymentEndReason | undefined;
  #pinBlock: Sensitive<Uint8Array> | undefined;

  constructor(parts: TerminalParts, session: CardSession, tracing: CardTracing) {
    this.#parts = parts;
    this.#tracing = tracing;
    this.#session = session;
    this.#payment = paymentOf(parts.runner.world, session.paymentId);
    this.#config = assertDefined(parts.runner.world.till.config, "a terminal with payments is configured");
  }

  async run(): Promise<JournalFault | undefined> {
    const { runner } = this.#parts;
    const isCardNeeded = this.#payment.kind === "sale" || this.#config.acquirer.voidNeedsCard;
    const outcome = isCardNeeded ? await this.#presentCard() : await this.#voidWithoutCard();
    if (outcome === undefined) return this.#session.journalFault;
    const { end, sealed } = outcome;
    const side = sealed === undefined ? {} : { sealed: [sealed] };
    const seen = await runner.observe(
      { kind: "cardFinished", paymentId: this.#payment.paymentId, end },
      side,
    );
    return seen.ok ? undefined : seen.fault;
  }

  /** Undefined when the journal has the payment's end already (a void), or cannot take it. */
  async #presentCard(): Promise<CardOutcome | undefined> {
    const { cardReader, interaction, cancel } = this.#parts;
    const readerName = this.#parts.readerName ?? this.#config.devices.cardReader?.readerName;
    if (cardReader === undefined) return { end: { kind: "ended", reason: "noReader" } };
    const reader = this.#config.devices.cardReader;
    const signal = cancel();
    interaction.progress("waitingForCard");
    const read = await cardReader.withCard(
      {
        waitMs: reader?.insertTimeoutMs ?? DEFAULT_INSERT_TIMEOUT_MS,
        ...(readerName === undefined ? {} : { readerName }),
        ...(signal === undefined ? {} : { signal }),
      },
      (card) => (this.#payment.kind === "sale" ? this.#charge(card) : this.#readForVoid(card)),
    );
    return read.ok ? read.value : { end: { kind: "ended", reason: endOfReaderFault(read.fault) } };
  }

  async #charge(card: CardChannel): Promise<CardOutcome | undefined> {
    const { interaction, sealer, log } = this.#parts;
    interaction.progress("reading");
    const input = this.#input();
    const kernel = this.#tracing.record(this.#about("contact", input), input, runTransaction(input));
    const result = await driveKernel(kernel, this.#partners(card));
    if (result === undefined) return undefined;
    const { stan, paymentId } = this.#payment;
    if (result.kind === "ended") {
      log.write("cardEnded", { stan, reason: result.reason, phase: result.phase, detail: result.detail });
      return { end: { kind: "ended", reason: this.#refusal ?? endOfKernel(result.reason, this.#cardFault) } };
    }
    log.write("cardDecided", { stan, decision: result.kind, by: result.by });
    return cardOutcomeOf(sealer, paymentId, result);
  }

  /** A void only reads the card: it has to be the one that paid (money.md rule 8). */
  async #readForVoid(card: CardChannel): Promise<CardOutcome | undefined> {
    this.#parts.interaction.progress("reading");
    const input = this.#input();
    const kernel = this.#tracing.record(this.#about("readCard", input), input, readCardKernel(input));
    const result = await driveKernel(kernel, this.#partners(card));
    if (result === undefined) return undefined;
    if (result.kind === "ended") {
      return { end: { kind: "ended", reason: this.#refusal ?? endOfKernel(result.reason, this.#cardFault) } };
    }
    await this.#sendVoid(result.facts, "contactChip");
    return undefined;
  }

  /** Where the acquirer allows it, the card of the original stands for itself (money.md rule 8). */
  async #voidWithoutCard(): Promise<CardOutcome | undefined> {
    const original = this.#voided();
    const journaled = assertDefined(original.card, "what was paid by card has its card");
    const card = await unsealCard(this.#parts, original.paymentId, journaled);
    if (!card.ok) return { end: { kind: "ended", reason: "journalFault" } };
    const facts = { card: card.value, aid: fromHex(journaled.aid), label: journaled.label };
    await this.#sendVoid(facts, "manual");
    return undefined;
  }

  /** A void has no second GENERATE AC: the exchange's end is the payment's end. */
  async #sendVoid(facts: CardFacts, entryMode: EntryMode): Promise<void> {
    const stopped = this.#askHost({ ...facts, pinEntered: false, iccData: [] }, entryMode);
    await Promise.race([stopped, untilSettled(this.#parts.runner, this.#payment.paymentId)]);
  }

  #voided(): PaymentState {
    const id = assertDefined(this.#payment.voids, "a void names what it takes back");
    return paymentOf(this.#parts.runner.world, id);
  }

  #input(): TransactionInput {
    const { clock, entropy, pinPad } = this.#parts;
    return {
      amountFen: this.#payment.amountFen,
      transactionType: TRANSACTION_TYPE[this.#payment.kind],
      time: clock.businessNow(),
      unpredictableNumber: entropy.bytes(4),
      transactionSequenceCounter: this.#payment.stan,
      randomNumber: 1 + (toUint(entropy.bytes(4)) % 99),
      forceOnline: this.#mustGoOnline(),
      ...cardParameters(this.#config, this.#parts.parameterPack, pinPad !== undefined),
    };
  }

  #about(kernel: string, { time }: TransactionInput): CardTraceAbout {
    const { paymentId, stan } = this.#payment;
    return { kernel, paymentId, stan, at: time };
  }

  /** Above what the shop risks without its bank, the card is told that the merchant forces it online (TVR byte 4). */
  #mustGoOnline(): boolean {
    const { runner, clock, log } = this.#parts;
    const batch = assertDefined(runner.world.batches.get(this.#payment.tid), "a payment has its batch");
    const { amountFen, stan } = this.#payment;
    const assessed = assessOffline(this.#config.limits.offline, batch, amountFen, clock.businessNow());
    if (assessed.allowed) return false;
    log.write("forcedOnline", { stan, limit: assessed.limit });
    return true;
  }

  #partners(card: CardChannel): KernelPartners {
    return {
      card,
      chooseApplication: (labels) => this.#parts.interaction.chooseApplication(labels),
      cardIdentified: (facts) => this.#goOnWith(facts),
      captureOnlinePin: (pan) => this.#captureOnlinePin(pan),
      goOnline: (request) => this.#askHost(request, "contactChip"),
      cardFault: (kind) => {
        this.#cardFault = kind;
      },
    };
  }

  /** Before anything is asked of the card: is it the right one, and is it really to be charged again? */
  async #goOnWith(facts: CardFacts): ReturnType<KernelPartners["cardIdentified"]> {
    this.#refusal =
      this.#payment.kind === "void" ? await this.#whyNotVoided(facts) : await this.#whyNotCharged(facts);
    if (this.#refusal !== undefined) return { kind: "cancelled" };
    return { kind: "proceed", earlierAmountFen: this.#earlierAmountFen(facts) };
  }

  /**
   * What this card has paid towards the same sale before (EMV Book 3, 10.6.1). Two cards that look the same
   * when masked count as one: at worst the second one goes online.
   */
  #earlierAmountFen(facts: CardFacts): bigint {
    const maskedPan = maskPan(facts.card.pan.reveal());
    let sumFen = 0n;
    for (const earlier of this.#parts.runner.world.payments.values()) {
      const isOfThisSale = earlier.saleId === this.#payment.saleId && earlier.kind === "sale";
      const counts = earlier.phase === "approved" && earlier.voidedBy === undefined;
      if (isOfThisSale && counts && earlier.card?.maskedPan === maskedPan) sumFen += earlier.amountFen;
    }
    return sumFen;
  }

  async #whyNotVoided(facts: CardFacts): Promise<PaymentEndReason | undefined> {
    const original = this.#voided();
    const card = assertDefined(original.card, "what was paid by card has its card");
    const paid = await unsealCard(this.#parts, original.paymentId, card);
    if (!paid.ok) return "journalFault";
    return paid.value.pan.reveal() === facts.card.pan.reveal() ? undefined : "otherCard";
  }

  /** Same card, same amount, a moment ago: somebody is asked first (money.md rule 8). */
  async #whyNotCharged(facts: CardFacts): Promise<PaymentEndReason | undefined> {
    const { sealer, journal, clock, interaction } = this.#parts;
    const lookup = sealer.lookup(facts.card.pan.reveal(), SAME_CARD);
    const since = clock.businessNow().epochMs - this.#config.limits.sameCardWindowMs;
    const used = await journal.cardUsedSince(lookup, this.#payment.amountFen, since);
    if (!used.ok) return "journalFault";
    if (!used.value || (await interaction.confirmSameCard(this.#payment.amountFen))) return undefined;
    return "sameCardNotConfirmed";
  }

  async #captureOnlinePin(pan: Sensitive<string>) {
    const { pinPad, interaction, cancel } = this.#parts;
    if (pinPad === undefined) return "unavailable";
    interaction.progress("enteringPin");
    const signal = cancel();
    const entry = await pinPad.capturePin({
      pan,
      amountFen: this.#payment.amountFen,
      timeoutMs: this.#config.devices.pinPad?.pinTimeoutMs ?? DEFAULT_PIN_TIMEOUT_MS,
      ...(signal === undefined ? {} : { signal }),
    });
    interaction.progress("reading");
    if (!entry.ok) return "unavailable";
    if (entry.value.kind === "entered") this.#pinBlock = entry.value.pinBlock;
    return entry.value.kind;
  }

  /** Hands the card's data to the step loop and waits until it says what became of the message. */
  async #askHost(request: OnlineRequest, entryMode: EntryMode): Promise<HostVerdict | undefined> {
    const { runner, sealer, clock } = this.#parts;
    const { paymentId, amountFen } = this.#payment;
    const journaled = journaledCard(request, entryMode, request.pinEntered);
    const { card, sealed } = sealCard(sealer, paymentId, request.card, journaled);
    this.#session.online = {
      card: request.card,
      iccData: request.iccData,
      ...(this.#pinBlock === undefined ? {} : { pinBlock: this.#pinBlock }),
    };
    const verdict = new Promise<HostVerdict | undefined>((resolve, reject) => {
      this.#session.resume = resolve;
      this.#session.fail = reject;
    });
    const lookup = sealer.lookup(request.card.pan.reveal(), SAME_CARD);
    const armed = await runner.observe(
      { kind: "onlineRequested", paymentId, card, iccData: journaledIccData(request.iccData) },
      {
        sealed: [sealed],
        cardUses: [{ lookup, paymentId, amountFen, atEpochMs: clock.businessNow().epochMs }],
      },
    );
    if (!armed.ok) {
      // Without its row nothing may be sent, and without a commit the card gets no second GENERATE AC.
      this.#session.journalFault = armed.fault;
      return undefined;
    }
    return verdict;
  }
}
