import { createHash } from "node:crypto";
import { concatBytes, equalBytes, fromAscii, fromUint } from "../../main/domain/bytes.ts";
import { answerToReset } from "./answer-to-reset.ts";
import {
  encodeResponse,
  readApdu,
  readTpdu,
  SW_CLA_NOT_SUPPORTED,
  SW_INS_NOT_SUPPORTED,
  SW_WRONG_LENGTH,
  status,
} from "./apdu.ts";
import type { CardAnswer, CardFaultPlan } from "./card-fault.ts";
import type { CardImage } from "./card-image.ts";
import { type ApplicationMemory, freshMemory } from "./card-memory.ts";
import { CARD_COMMANDS } from "./commands/card-commands.ts";
import type { CardSides, ContactlessApplication } from "./contactless/card-sides.ts";
import { CONTACTLESS_COMMANDS } from "./contactless/contactless-commands.ts";
import { personalise } from "./personalise.ts";
import type { CardDescription, CardProfile } from "./profile.ts";
import type { Application, CommandBehaviour, CryptogramType, Session } from "./session.ts";
import { T0Transport } from "./t0-transport.ts";

export type VirtualCardOptions = {
  /** In place of the profile's. T=0 answers 61xx and 6Cxx and knows GET RESPONSE; T=1 answers directly. */
  readonly protocol?: "T=0" | "T=1";
  readonly faults?: readonly CardFaultPlan[];
  /** Antenna and electronic cash (contactless/card-sides.ts); the card has neither when absent. */
  readonly sides?: CardSides;
  /** Bytes for GET CHALLENGE and the ICC dynamic number; a fixed sequence of the profile's name when absent. */
  readonly random?: (length: number) => Uint8Array;
};

/** A card that has been personalised elsewhere, and what is known of it besides its bytes. */
export type PersonalisedCard = { readonly description: CardDescription; readonly image: CardImage };

type CommandFault = Exclude<CardFaultPlan, { kind: "muteAtReset" }>;

/** What a session came to, in the card's eyes. */
export type SessionSummary = {
  readonly commandCount: number;
  readonly lastCryptogram: CryptogramType | undefined;
};

/**
 * A contact PBOC card at the level of APDUs (ISO/IEC 7816-4; emv-pboc sections 2 to 13): it selects, reads,
 * signs and computes with keys of its own. Counters, flags and the log live as long as the object; a power
 * cycle forgets only the session. It waits for nothing: whoever holds it waits for `delayMs`.
 */
export class VirtualCard {
  readonly profile: CardDescription;
  readonly #image: CardImage;
  readonly #protocol: "T=0" | "T=1";
  /** Read anew for each command: whoever holds the card may change its plan between two uses. */
  readonly #faultPlans: readonly (readonly CardFaultPlan[])[];
  readonly #random: (length: number) => Uint8Array;
  readonly #applications: readonly Application[];
  readonly #sides: CardSides | undefined;
  /** Without contacts; their memory is that of the application of the same name behind them. */
  readonly #contactless: readonly Application[];
  #side: "contact" | "contactless" = "contact";
  readonly #t0 = new T0Transport();
  #session: Session | undefined;
  #commandCount = 0;
  #isSilent = false;

  /** The image of a personalised card is taken as it is, but for the protocol; a profile is personalised. */
  constructor(card: CardProfile | PersonalisedCard, options: VirtualCardOptions = {}) {
    const profile = "image" in card ? card.description : card;
    const protocol = options.protocol ?? profile.protocol;
    this.profile = { ...profile, protocol };
    this.#image =
      "image" in card
        ? { ...card.image, atr: answerToReset(protocol, profile.historicalText) }
        : personalise(card, protocol);
    this.#protocol = protocol;
    this.#faultPlans = [profile.faults ?? [], options.faults ?? []];
    this.#random = options.random ?? fixedSequence(profile.name);
    this.#applications = profile.applications.map((application, i) => {
      const image = this.#image.applications[i];
      if (image === undefined) throw new Error("personalisation keeps the order of the applications");
      const electronicCash = options.sides?.electronicCash[i];
      return { image, memory: freshMemory(application), ...(electronicCash && { electronicCash }) };
    });
    this.#sides = options.sides;
    const behind = options.sides?.contactless?.applications ?? [];
    this.#contactless = behind.map((application) => ({
      image: application.image,
      memory: this.#memoryOf(application),
      contactless: application.behaviour,
    }));
  }

  #memoryOf({ image, profile }: ContactlessApplication): ApplicationMemory {
    const same = this.#applications.find((application) => equalBytes(application.image.aid, image.aid));
    return same?.memory ?? freshMemory(profile);
  }

  get #faults(): readonly CardFaultPlan[] {
    return this.#faultPlans.flat();
  }

  /** Which side of the card the next power-up is for; one without an antenna stays mute without contacts. */
  present(side: "contact" | "contactless"): void {
    this.powerOff();
    this.#side = side;
  }

  /** Power-up or warm reset: answers to reset, or undefined when the card stays mute. */
  powerOn(): Uint8Array | undefined {
    this.powerOff();
    if (this.#faults.some(({ kind }) => kind === "muteAtReset")) return undefined;
    const isContactless = this.#side === "contactless";
    const ppse = this.#sides?.contactless?.ppse;
    if (isContactless && ppse === undefined) return undefined;
    this.#session = {
      image: this.#image,
      applications: isContactless ? this.#contactless : this.#applications,
      ...(isContactless && ppse && { ppse }),
      random: this.#random,
      selected: undefined,
    };
    return this.#image.atr;
  }

  powerOff(): void {
    this.#session = undefined;
    this.#commandCount = 0;
    this.#isSilent = false;
    this.#t0.forget();
  }

  /** One command APDU in, one response APDU out, unless a fault of this card has its way. */
  exchange(command: Uint8Array): CardAnswer {
    if (this.#session === undefined || this.#isSilent) return { kind: "silence", delayMs: 0 };
    this.#commandCount += 1;
    const delayMs = this.#faultNow("delay")?.delayMs ?? 0;
    const pull = this.#faultNow("pull");
    if (pull?.moment === "before") return this.#pulled(delayMs);
    if (this.#faultNow("mute") !== undefined) {
      this.#isSilent = true;
      return { kind: "silence", delayMs };
    }
    const response = this.#execute(this.#session, command);
    if (pull !== undefined) return this.#pulled(delayMs);
    return { kind: "response", response: this.#faultNow("garbage")?.answer ?? response, delayMs };
  }

  /** The owner of a phone confirms its next payment before anybody asks for it. */
  confirmOwner(): void {
    for (const { memory } of this.#contactless) memory.ownerConfirmed = true;
  }

  /** The memory of an application by its place in the profile, for tests and panels to look at. */
  memory(position = 0): Readonly<ApplicationMemory> | undefined {
    return this.#applications[position]?.memory;
  }

  /** What happened since power-up. */
  summary(): SessionSummary {
    const selected = this.#session?.selected;
    const cvr = selected?.kind === "application" ? selected.transaction?.cvr : undefined;
    return {
      commandCount: this.#commandCount,
      lastCryptogram: cvr?.secondCryptogram ?? cvr?.firstCryptogram,
    };
  }

  #pulled(delayMs: number): CardAnswer {
    this.powerOff();
    return { kind: "pulled", delayMs };
  }

  /** The planned fault of that kind for the command that is being counted. */
  #faultNow<K extends CommandFault["kind"]>(kind: K): Extract<CommandFault, { kind: K }> | undefined {
    return this.#faults
      .filter((fault): fault is Extract<CommandFault, { kind: K }> => fault.kind === kind)
      .find(({ atCommand }) => atCommand === undefined || atCommand === this.#commandCount);
  }

  #execute(session: Session, bytes: Uint8Array): Uint8Array {
    // Without contacts there is no T=0: an APDU travels whole.
    const isT0 = this.#protocol === "T=0" && this.#side === "contact";
    if (isT0 && T0Transport.isGetResponse(bytes)) {
      const command = readTpdu(bytes, false);
      return command ? this.#t0.getResponse(command) : encodeResponse(status(SW_WRONG_LENGTH));
    }
    this.#t0.forget();
    const commands = this.#side === "contact" ? CARD_COMMANDS : CONTACTLESS_COMMANDS;
    const behaviour = findBehaviour(commands, bytes);
    if (typeof behaviour === "number") return encodeResponse(status(behaviour));
    return isT0 ? this.#executeOverT0(session, behaviour, bytes) : executeDirectly(session, behaviour, bytes);
  }

  #executeOverT0(session: Session, behaviour: CommandBehaviour, bytes: Uint8Array): Uint8Array {
    const command = readTpdu(bytes, behaviour.takesData);
    if (command === undefined) return encodeResponse(status(SW_WRONG_LENGTH));
    return this.#t0.answer(command, behaviour.execute(session, command), behaviour.takesData);
  }
}

/** The behaviour of a command, or the status word for an unknown class (6E00) or instruction (6D00). */
function findBehaviour(commands: readonly CommandBehaviour[], bytes: Uint8Array): CommandBehaviour | number {
  const [cla, ins] = bytes;
  const ofClass = commands.filter((command) => command.cla === cla);
  if (ofClass.length === 0) return SW_CLA_NOT_SUPPORTED;
  return ofClass.find((command) => command.ins === ins) ?? SW_INS_NOT_SUPPORTED;
}

function executeDirectly(session: Session, behaviour: CommandBehaviour, bytes: Uint8Array): Uint8Array {
  const command = readApdu(bytes);
  const bringsData = command !== undefined && command.data.length > 0;
  if (command === undefined || (bringsData && !behaviour.takesData))
    return encodeResponse(status(SW_WRONG_LENGTH));
  const response = behaviour.execute(session, command);
  // A missing Le is overlooked, as card operating systems do; one that is too short is not.
  const tooShort = command.le !== undefined && command.le < response.data.length;
  return encodeResponse(tooShort ? status(0x6c00 + (response.data.length & 0xff)) : response);
}

/** SHA-256 over a name and a counter: the same card gives the same bytes again, and never one twice. */
function fixedSequence(name: string): (length: number) => Uint8Array {
  let counter = 0;
  return (length) => {
    counter += 1;
    const input = concatBytes(fromAscii(`virtual card ${name} `), fromUint(counter, 4));
    return new Uint8Array(createHash("sha256").update(input).digest()).subarray(0, length);
  };
}
