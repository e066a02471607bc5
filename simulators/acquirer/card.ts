import { assertDefined } from "../../main/domain/assert.ts";
import { err, ok, type Result } from "../../main/domain/result.ts";
import { Sensitive } from "../../main/domain/sensitive.ts";
import type { Decision, Desk } from "./desk.ts";
import { textField } from "./message.ts";
import type { HostRequest } from "./request.ts";
import { decryptTrack, parseTrack2 } from "./track.ts";

/** The card as the message names it. */
export type PresentedCard = {
  readonly pan: Sensitive<string>;
  /** YYMM from DE14, else from the track. */
  readonly expiry: string | undefined;
  readonly panSequenceNumber: number;
  /** Three digits, from the track. */
  readonly serviceCode: string | undefined;
  /** Digits 1 and 2 of DE22: 01 by hand, 02 stripe, 05 chip, 07 contactless chip (cup-8583 section 4). */
  readonly entryMode: string;
};

const CHIP_ENTRY_MODES = ["05", "07"];

/** Whether the entry mode promises ICC data. */
export function isChip(card: PresentedCard): boolean {
  return CHIP_ENTRY_MODES.includes(card.entryMode);
}

/** 30 when the entry mode says that a stripe was read, and no track came with it. */
export function judgeStripe(request: HostRequest, card: PresentedCard): Decision | undefined {
  const { fields } = request.message;
  return card.entryMode === "02" && !fields.has(35) && !fields.has(36)
    ? { code: "30", note: "a stripe was read, but there is no track" }
    : undefined;
}

/** 60.5 = 2: a stripe, because the chip could not be read (cup-8583 section 4). */
export function isFallback(request: HostRequest): boolean {
  return (
    request.field60?.chipCondition === "2" && textField(request.message.fields, 22)?.startsWith("02") === true
  );
}

/** The first digit of a service code that says that the card has a chip (ISO/IEC 7813). */
const CHIP_SERVICE_CODES = ["2", "6"];

/**
 * 57 for the stripe of a card that has a chip: China closed it. A fallback passes where a rule of behaviour allows it;
 * a stripe that was read without trying the chip never does.
 */
export function judgeChipStripe(request: HostRequest, card: PresentedCard, desk: Desk): Decision | undefined {
  const isChipCard = CHIP_SERVICE_CODES.includes(card.serviceCode?.[0] ?? "");
  if (card.entryMode !== "02" || !isChipCard) return undefined;
  if (!isFallback(request)) return { code: "57", note: "the card has a chip, and its stripe was read" };
  return desk.rule?.do === "allowFallback"
    ? undefined
    : { code: "57", note: "no fallback to the stripe of a chip card" };
}

/** Puts DE2, DE14, DE23, DE35 together; a decision when they do not make one card. */
export function presentedCard(request: HostRequest, desk: Desk): Result<PresentedCard, Decision> {
  const { fields } = request.message;
  const entryMode = (textField(fields, 22) ?? "").slice(0, 2);
  const track = clearTrack2(request, desk);
  if (!track.ok) return track;
  const fromTrack = track.value;
  if (request.pan === undefined && fromTrack === undefined)
    return err({ code: "30", note: "there is no card number" });
  if (request.pan !== undefined && fromTrack !== undefined && request.pan.reveal() !== fromTrack.pan)
    return err({ code: "14", note: "DE2 and the track name different cards" });
  const pan = request.pan?.reveal() ?? assertDefined(fromTrack, "one of them is there").pan;
  return ok({
    pan: new Sensitive(pan),
    expiry: textField(fields, 14) ?? fromTrack?.expiry,
    panSequenceNumber: Number(textField(fields, 23) ?? "0"),
    entryMode,
    serviceCode: fromTrack?.serviceCode,
  });
}

type Track2 = { readonly pan: string; readonly expiry: string; readonly serviceCode: string | undefined };

/** Track 2 in the clear; DE53 digit 3 says that it is encrypted (cup-8583 section 4). */
function clearTrack2(request: HostRequest, desk: Desk): Result<Track2 | undefined, Decision> {
  const { fields } = request.message;
  const track = textField(fields, 35);
  if (track === undefined) return ok(undefined);
  const isEncrypted = textField(fields, 53)?.[2] === "1";
  const trackKey = desk.workingKeys?.trackKey;
  if (isEncrypted && trackKey === undefined)
    return err({ code: "A7", note: "the track is encrypted, but no track key was given" });
  const clear = isEncrypted && trackKey !== undefined ? decryptTrack(trackKey.reveal(), track) : track;
  const parsed = parseTrack2(clear);
  return parsed === undefined ? err({ code: "30", note: "DE35 is no track 2" }) : ok(parsed);
}
