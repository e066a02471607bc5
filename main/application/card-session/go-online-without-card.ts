import type { CardFacts } from "../../domain/emv/kernel/protocol.ts";
import type { EntryMode, IccDataObject } from "../../domain/payment/card-data.ts";
import type { JournaledCryptogram } from "../../domain/payment/state.ts";
import { askHostForGood } from "./ask-host.ts";
import { captureOnlinePin } from "./capture-online-pin.ts";
import { type CardStep, ended } from "./card-step.ts";
import type { CardWork } from "./card-work.ts";
import { askHotlist, whyNotCharged } from "./judge-card.ts";

/** A payment whose card has given everything and is away: a tap, or a stripe. */
export type CardlessRequest = {
  readonly facts: CardFacts;
  readonly iccData: readonly IccDataObject[];
  readonly entryMode: EntryMode;
  readonly isFallback?: true;
  /** `ifEntered`: who has no PIN confirms without digits. */
  readonly pin: "required" | "ifEntered" | "no";
  /** Where no PIN was entered. */
  readonly signsWithoutPin: boolean;
  readonly cryptogram?: JournaledCryptogram;
};

/** People first, then the list, then the pad, then the host, whose verdict is the end: there is no card to complete. */
export async function goOnlineWithoutCard(work: CardWork, request: CardlessRequest): Promise<CardStep> {
  const { facts, iccData, entryMode, isFallback, pin, signsWithoutPin, cryptogram } = request;
  const refusal = await whyNotCharged(work, facts.card);
  if (refusal !== undefined) return ended(refusal);
  if ((await askHotlist(work, facts.card)) === "listed") return ended("cardListed");
  const entry = pin === "no" ? "bypassed" : await captureOnlinePin(work, facts.card.pan);
  if (entry === "cancelled" || entry === "timedOut") return ended("cancelled");
  if (pin === "required" && entry === "unavailable") return ended("pinPadNotWorking");
  if (pin === "required" && entry === "bypassed") return ended("pinNotEntered");
  const pinEntered = entry === "entered";
  await askHostForGood(work, {
    request: { ...facts, pinEntered, iccData },
    entryMode,
    ...(isFallback === undefined ? {} : { isFallback }),
    cardGone: {
      signatureRequired: signsWithoutPin && !pinEntered,
      ...(cryptogram === undefined ? {} : { cryptogram }),
    },
  });
  return { kind: "finished", outcome: undefined };
}
