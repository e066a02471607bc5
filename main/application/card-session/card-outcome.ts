import { toHex } from "../../domain/bytes.ts";
import type { ContactlessCard, ContactlessEndReason } from "../../domain/emv/contactless/protocol.ts";
import type { EndReason, KernelResult } from "../../domain/emv/kernel/protocol.ts";
import {
  TAG_8A_AUTHORISATION_RESPONSE_CODE,
  TAG_9B_TSI,
  TAG_9F10_ISSUER_APPLICATION_DATA,
  TAG_9F34_CVM_RESULTS,
  TAG_95_TVR,
} from "../../domain/emv/tags.ts";
import type { IccDataObject } from "../../domain/payment/card-data.ts";
import type { CardEnd } from "../../domain/payment/observation.ts";
import type { CashBalance, JournaledCryptogram, PaymentEndReason } from "../../domain/payment/state.ts";
import type { CardUse, SealedRecord } from "../../ports/journal.ts";
import { journaledCard, sealCard } from "../card-record.ts";
import { journaledIccData } from "../icc-data.ts";
import type { CardWork } from "./card-work.ts";
import { cardUseOf } from "./judge-card.ts";

/** The end of a card session in the journal's words, with the sealed card where a later message needs it. */
export type CardOutcome = {
  readonly end: CardEnd;
  readonly sealed?: SealedRecord;
  readonly cardUse?: CardUse;
};

/**
 * Only an offline approval seals its card and notes its use here: its upload needs the PAN. An online one was sealed when it was
 * armed, and a declined card is needed by nobody.
 */
export function cardOutcomeOf(work: CardWork, result: Exclude<KernelResult, { kind: "ended" }>): CardOutcome {
  const { hotlistVersion } = work;
  const cryptogram = journaledCryptogram(result);
  const { signatureRequired, pinEntered } = result.cryptogram;
  const card = {
    ...journaledCard(result.facts, "contactChip", pinEntered),
    ...(hotlistVersion === undefined ? {} : { hotlistVersion }),
  };
  const scripts = result.scriptResults === undefined ? {} : { scriptResults: toHex(result.scriptResults) };
  if (result.kind === "declined") return { end: { kind: "declined", cryptogram, card, ...scripts } };
  const offline = result.by === "offline";
  const iccData = journaledIccData(result.iccData);
  const cashBalance = cashBalanceOf(result);
  const approved = {
    kind: "approved",
    offline,
    signatureRequired,
    cryptogram,
    iccData,
    ...scripts,
    ...(cashBalance === undefined ? {} : { cashBalance }),
    ...scripts,
  } as const;
  if (!offline) return { end: { ...approved, card } };
  const data = result.facts.card;
  const kept = sealCard(work.parts.sealer, work.payment.paymentId, data, card);
  return { end: { ...approved, card: kept.card }, sealed: kept.sealed, cardUse: cardUseOf(work, data) };
}

/** The card's electronic cash, where it was opened and the card has told anything of it. */
function cashBalanceOf({
  electronicCash,
}: Exclude<KernelResult, { kind: "ended" }>): CashBalance | undefined {
  if (electronicCash === undefined) return undefined;
  const { currencyCode, balanceBeforeFen: beforeFen, balanceAfterFen: afterFen } = electronicCash;
  if (beforeFen === undefined && afterFen === undefined) return undefined;
  return {
    currencyCode,
    ...(beforeFen === undefined ? {} : { beforeFen }),
    ...(afterFen === undefined ? {} : { afterFen }),
  };
}

export function journaledCryptogram({
  cryptogram: facts,
  iccData,
}: Pick<Exclude<KernelResult, { kind: "ended" }>, "cryptogram" | "iccData">): JournaledCryptogram {
  const { cryptogramType, applicationCryptogram, atc, tvr, tsi, cvmResults } = facts;
  const code = facts.authorisationResponseCode;
  const iad = iccData.find(({ tag }) => tag === TAG_9F10_ISSUER_APPLICATION_DATA)?.value;
  return {
    cryptogramType,
    applicationCryptogram: toHex(applicationCryptogram),
    atc,
    tvr: toHex(tvr),
    tsi: toHex(tsi),
    cvmResults: toHex(cvmResults),
    ...(iad === undefined ? {} : { issuerApplicationData: toHex(iad) }),
    ...(code === undefined ? {} : { authorisationResponseCode: code }),
  };
}

/** The cryptogram of a card without contacts, with the terminal's data as that card was told them. */
export function contactlessCryptogram(card: ContactlessCard): JournaledCryptogram {
  const { cryptogramType, applicationCryptogram, atc, iccData } = card;
  const iad = objectOf(iccData, TAG_9F10_ISSUER_APPLICATION_DATA);
  const code = objectOf(iccData, TAG_8A_AUTHORISATION_RESPONSE_CODE);
  return {
    cryptogramType,
    applicationCryptogram: toHex(applicationCryptogram),
    atc,
    tvr: toHex(objectOf(iccData, TAG_95_TVR) ?? new Uint8Array(5)),
    tsi: toHex(objectOf(iccData, TAG_9B_TSI) ?? new Uint8Array(2)),
    cvmResults: toHex(objectOf(iccData, TAG_9F34_CVM_RESULTS) ?? new Uint8Array(3)),
    ...(iad === undefined ? {} : { issuerApplicationData: toHex(iad) }),
    ...(code === undefined ? {} : { authorisationResponseCode: String.fromCharCode(...code) }),
  };
}

function objectOf(objects: readonly IccDataObject[], wanted: number): Uint8Array | undefined {
  return objects.find(({ tag }) => tag === wanted)?.value;
}

/** The kernel only knows that the card is gone; the channel knows why. */
export function endOfKernel(
  reason: EndReason | ContactlessEndReason,
  cardFault: string | undefined,
): PaymentEndReason {
  if (reason === "tooManySteps") return "cardNotUsable";
  if (reason !== "cardRemoved") return reason;
  if (cardFault === "muteCard") return "muteCard";
  return cardFault === "unplugged" ? "readerUnplugged" : "cardRemoved";
}
