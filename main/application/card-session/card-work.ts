import { assertDefined } from "../../domain/assert.ts";
import { toUint } from "../../domain/bytes.ts";
import type { TransactionInput } from "../../domain/emv/kernel/protocol.ts";
import type { CardTraceAbout } from "../../domain/emv/trace/card-trace-recorder.ts";
import type { PaymentEndReason, PaymentState } from "../../domain/payment/state.ts";
import {
  assessOffline,
  type OfflineAssessment,
  type OfflineCircumstance,
  type OfflineLimit,
} from "../../domain/risk/offline-limits.ts";
import { OFFLINE_ALLOWED, offlineReasonCode } from "../../domain/risk/offline-reason.ts";
import type { OfflineReasonCode } from "../../domain/risk/offline-reasons-table.ts";
import type { Sensitive } from "../../domain/sensitive.ts";
import type { TerminalConfig } from "../../domain/till/config.ts";
import { paymentOf } from "../../domain/world.ts";
import type { CardTracing } from "../card-trace.ts";
import type { CardSession, TerminalParts } from "../terminal-parts.ts";
import { type CardParameters, cardParameters, withForcedOnline } from "./kernel-parameters.ts";

/** Tag 9C: the first two digits of the processing code. */
const TRANSACTION_TYPE = { sale: 0x00, void: 0x20 } as const;

/** What the steps of one card session share, from presenting the card to the payment's end. Nothing of it is stored. */
export class CardWork {
  readonly parts: TerminalParts;
  readonly session: CardSession;
  /** As it was started; later states are in the world. */
  readonly payment: PaymentState;
  readonly config: TerminalConfig;
  readonly tracing: CardTracing;
  readonly parameters: CardParameters;
  /** Why the card stopped answering, once it did. */
  cardFault: string | undefined;
  /** Why we gave the card up, once we did. */
  refusal: PaymentEndReason | undefined;
  pinBlock: Sensitive<Uint8Array> | undefined;
  /** The list of refused cards could not be asked: this payment is the issuer's to decide. */
  isHotlistSilent = false;
  /** Which version of the list has said that this card may pay. */
  hotlistVersion: number | undefined;
  /** Somebody has said that this card is really to be charged again. */
  isSameCardConfirmed = false;
  /** What about this very card forbids an offline approval, once it is known. */
  cardLimit: OfflineLimit | undefined;
  /** The kernel was left where it stood, to be begun anew as a transaction that is forced online. */
  isRunLeft = false;
  readonly #circumstance: OfflineCircumstance;
  /** Of the last decision about an offline approval; the log says each one once. */
  #offlineRisk: OfflineReasonCode | undefined;

  constructor(
    parts: TerminalParts,
    session: CardSession,
    tracing: CardTracing,
    circumstance: OfflineCircumstance,
  ) {
    this.#circumstance = circumstance;
    this.parts = parts;
    this.session = session;
    this.tracing = tracing;
    this.payment = paymentOf(parts.runner.world, session.paymentId);
    this.config = assertDefined(parts.runner.world.till.config, "a terminal with payments is configured");
    this.parameters = cardParameters(this.config, parts.parameterPack, {
      hasPinPad: parts.pinPad !== undefined,
      hasStripeReader: parts.stripeReader !== undefined && this.config.emv.stripeRules !== undefined,
    });
  }

  /** The start of a transaction. Every attempt gets its own, with a new unpredictable number; the STAN stays. */
  input(): TransactionInput {
    const { clock, entropy } = this.parts;
    const { terminal, applications, caKeys, revokedCertificates } = this.parameters;
    const { kind } = this.payment;
    const forceOnline = this.#mustGoOnline();
    return {
      amountFen: this.payment.amountFen,
      transactionType: kind === "void" ? TRANSACTION_TYPE.void : TRANSACTION_TYPE.sale,
      time: clock.businessNow(),
      unpredictableNumber: entropy.bytes(4),
      transactionSequenceCounter: this.payment.stan,
      randomNumber: 1 + (toUint(entropy.bytes(4)) % 99),
      forceOnline,
      terminal,
      applications: forceOnline ? applications.map(withForcedOnline) : applications,
      caKeys,
      revokedCertificates,
    };
  }

  about(kernel: string, { time }: Pick<TransactionInput, "time">): CardTraceAbout {
    const { paymentId, stan } = this.payment;
    return { kernel, paymentId, stan, at: time };
  }

  /** The code of the last decision, for the journal. A void or a load is never approved offline: there is none. */
  get offlineRisk(): { readonly offlineRisk?: OfflineReasonCode } {
    if (this.payment.kind !== "sale" || this.#offlineRisk === undefined) return {};
    return { offlineRisk: this.#offlineRisk };
  }

  /** Whether the transaction that runs was told to go online. */
  get isForcedOnline(): boolean {
    return this.#offlineRisk !== undefined && this.#offlineRisk !== OFFLINE_ALLOWED;
  }

  /** Above what the shop risks without its bank, the card is told that the merchant forces it online (TVR byte 4). */
  #mustGoOnline(): boolean {
    const assessed = this.#assess();
    const code = offlineReasonCode(assessed);
    if (!assessed.allowed && this.#offlineRisk !== code) {
      this.parts.log.write("forcedOnline", { stan: this.payment.stan, limit: assessed.limit, code });
    }
    this.#offlineRisk = code;
    return !assessed.allowed;
  }

  #assess(): OfflineAssessment {
    if (this.isHotlistSilent) return { allowed: false, limit: "hotlist" };
    if (this.cardLimit !== undefined) return { allowed: false, limit: this.cardLimit };
    const { runner, clock } = this.parts;
    const batch = assertDefined(runner.world.batches.get(this.payment.tid), "a payment has its batch");
    const { offline } = this.config.limits;
    return assessOffline(offline, batch, this.payment.amountFen, clock.businessNow(), this.#circumstance);
  }
}
