import { toHex } from "../domain/bytes.ts";
import type { EndReason, KernelResult } from "../domain/emv/kernel/protocol.ts";
import { TAG_9F10_ISSUER_APPLICATION_DATA } from "../domain/emv/tags.ts";
import type { PaymentId } from "../domain/ids.ts";
import type { CardEnd } from "../domain/payment/observation.ts";
import type { JournaledCryptogram, PaymentEndReason } from "../domain/payment/state.ts";
import type { CardReaderFault } from "../ports/card-reader.ts";
import type { SealedRecord } from "../ports/journal.ts";
import type { Sealer } from "../ports/sealer.ts";
import { journaledCard, sealCard } from "./card-record.ts";
import { journaledIccData } from "./icc-data.ts";

/** The end of a card session in the journal's words, with the sealed card where a later message needs it. */
export type CardOutcome = { readonly end: CardEnd; readonly sealed?: SealedRecord };

/**
 * Only an offline approval seals its card here: its upload needs the PAN. An online one was sealed when it was
 * armed, and a declined card is needed by nobody.
 */
export function cardOutcomeOf(
  sealer: Sealer,
  paymentId: PaymentId,
  result: Exclude<KernelResult, { kind: "ended" }>,
): CardOutcome {
  const cryptogram = journaledCryptogram(result);
  const { signatureRequired, pinEntered } = result.cryptogram;
  const card = journaledCard(result.facts, "contactChip", pinEntered);
  if (result.kind === "declined") return { end: { kind: "declined", cryptogram, card } };
  const offline = result.by === "offline";
  const iccData = journaledIccData(result.iccData);
  const approved = { kind: "approved", offline, signatureRequired, cryptogram, iccData } as const;
  if (!offline) return { end: { ...approved, card } };
  const kept = sealCard(sealer, paymentId, result.facts.card, card);
  return { end: { ...approved, card: kept.card }, sealed: kept.sealed };
}

function journaledCryptogram({
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

/** The kernel only knows that the card is gone; the channel knows why. */
export function endOfKernel(reason: EndReason, cardFault: string | undefined): PaymentEndReason {
  if (reason === "tooManySteps") return "cardNotUsable";
  if (reason !== "cardRemoved") return reason;
  if (cardFault === "muteCard") return "muteCard";
  return cardFault === "unplugged" ? "readerUnplugged" : "cardRemoved";
}

export function endOfReaderFault(fault: CardReaderFault): PaymentEndReason {
  switch (fault.kind) {
    case "noService":
      return "noCardService";
    case "unplugged":
      return "readerUnplugged";
    case "noReader":
    case "noCard":
    case "cancelled":
    case "muteCard":
    case "cardBusy":
      return fault.kind;
    default:
      return fault satisfies never;
  }
}
