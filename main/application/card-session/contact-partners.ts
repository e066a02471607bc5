import { assertDefined } from "../../domain/assert.ts";
import type { CardFacts, KernelResponse, VerificationAbilities } from "../../domain/emv/kernel/protocol.ts";
import { terminalKind } from "../../domain/emv/terminal-type.ts";
import type { CardChannel } from "../../ports/card-reader.ts";
import type { PinEntry } from "../../ports/pin-pad.ts";
import { askHost } from "./ask-host.ts";
import { captureOnlinePin, DEFAULT_PIN_TIMEOUT_MS } from "./capture-online-pin.ts";
import type { CardWork } from "./card-work.ts";
import type { KernelPartners } from "./drive-kernel.ts";
import { askHotlist, earlierAmountFen, judgeOffline, whyNotCharged } from "./judge-card.ts";

/** What this lane can do with this card besides online PIN and signature. Nothing that a device does not really offer. */
export function abilitiesOf({ parts, parameters }: CardWork, card: CardChannel): VerificationAbilities {
  const { terminalType } = parameters.terminal;
  return {
    plaintextPin: card.verifyPin !== undefined,
    encipheredPin: parts.pinPad?.encipherPin !== undefined,
    identityDocument:
      parts.interaction.checkIdentityDocument !== undefined && terminalKind(terminalType).attended,
  };
}

/** Whoever answers a kernel that charges or loads a card with contacts. */
export function contactPartners(work: CardWork, card: CardChannel): KernelPartners {
  const { interaction } = work.parts;
  return {
    card,
    chooseApplication: (labels) => interaction.chooseApplication(labels),
    cardIdentified: (facts) => goOnWith(work, facts),
    captureOnlinePin: (pan) => captureOnlinePin(work, pan),
    goOnline: (request) => askHost(work, { request, entryMode: "contactChip" }),
    cardFault: (kind) => {
      work.cardFault = kind;
    },
    verifyPinAtReader: ({ template, triesLeft }) => verifyPin(work, card, template, triesLeft),
    encipherPinAtPad: (request) => encipherPin(work, request),
    checkIdentityDocument: async ({ documentType, documentNumber }) => {
      const check = assertDefined(interaction.checkIdentityDocument, "only an attended lane is asked");
      const accepted = await check.call(interaction, documentType, documentNumber);
      return accepted === undefined ? { kind: "cancelled" } : { kind: "identityDocument", accepted };
    },
  };
}

/** Before anything is asked of the card: is it really to be charged again, and may it pay at all? */
async function goOnWith(work: CardWork, facts: CardFacts): ReturnType<KernelPartners["cardIdentified"]> {
  work.refusal = await whyNotCharged(work, facts.card);
  if (work.refusal !== undefined) return { kind: "cancelled" };
  const word = await askHotlist(work, facts.card);
  const judged = word === "silent" ? "mustGoOnline" : await judgeOffline(work, facts.card, facts.aid);
  if (judged === "journalFault") {
    work.refusal = judged;
    return { kind: "cancelled" };
  }
  // The transaction is begun again as one that the merchant forces online. Nothing has been asked of the card yet, and it
  // must not have been asked for its electronic cash (9F7A) either, so saying it from here on is too late.
  if (judged === "mustGoOnline" && work.payment.kind === "sale" && !work.isForcedOnline) {
    work.isRunLeft = true;
    return undefined;
  }
  return {
    kind: "proceed",
    earlierAmountFen: earlierAmountFen(work, facts),
    onExceptionFile: word === "listed",
  };
}

function pinTimes({ parts, config }: CardWork) {
  const signal = parts.cancel();
  return {
    timeoutMs: config.devices.pinPad?.pinTimeoutMs ?? DEFAULT_PIN_TIMEOUT_MS,
    ...(signal === undefined ? {} : { signal }),
  };
}

async function verifyPin(
  work: CardWork,
  card: CardChannel,
  template: Uint8Array,
  triesLeft: number | undefined,
): Promise<KernelResponse> {
  const verify = assertDefined(card.verifyPin, "only a reader with a keypad is asked");
  work.parts.interaction.progress("enteringPin");
  const request = { template, ...pinTimes(work), ...(triesLeft === undefined ? {} : { triesLeft }) };
  const verified = await verify.call(card, request);
  work.parts.interaction.progress("reading");
  if (!verified.ok) {
    work.cardFault = verified.fault.kind;
    return { kind: "cardGone" };
  }
  return verified.value.kind === "answered"
    ? { kind: "response", response: verified.value.response }
    : { kind: "pin", entry: verified.value.kind };
}

async function encipherPin(
  work: CardWork,
  request: Parameters<KernelPartners["encipherPinAtPad"]>[0],
): Promise<KernelResponse> {
  const { pinPad, interaction } = work.parts;
  const { modulus, exponent, challenge, triesLeft } = request;
  const encipher = assertDefined(pinPad?.encipherPin, "only a pad that enciphers is asked");
  interaction.progress("enteringPin");
  const entered = await encipher.call(pinPad, {
    modulus,
    exponent,
    challenge,
    ...(triesLeft === undefined ? {} : { triesLeft }),
    amountFen: work.payment.amountFen,
    ...pinTimes(work),
  });
  interaction.progress("reading");
  if (!entered.ok) return { kind: "pin", entry: "unavailable" };
  const entry = entered.value;
  return entry.kind === "entered"
    ? { kind: "encipheredPin", data: entry.data }
    : { kind: "pin", entry: entry.kind satisfies Exclude<PinEntry["kind"], "entered"> };
}
