import { createHash } from "node:crypto";
import { concatBytes, fromAscii, fromUint } from "../../main/domain/bytes.ts";
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
import { personalise } from "./personalise.ts";
import type { CardProfile } from "./profile.ts";
import type { Application, CommandBehaviour, CryptogramType, Session } from "./session.ts";
import { T0Transport } from "./t0-transport.ts";

export type VirtualCardOptions = {
  /** In place of the profile's. T=0 answers 61xx and 6Cxx and knows GET RESPONSE; T=1 answers directly. */
  readonly protocol?: "T=0" | "T=1";
  readonly faults?: readonly CardFaultPlan[];
  /** Bytes for GET CHALLENGE and the ICC dynamic number; a fixed sequence of the profile's name when absent. */
  readonly random?: (length: number) => Uint8Array;
};

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
  readonly profile: CardProfile;
  readonly #image: CardImage;
  readonly #protocol: "T=0" | "T=1";
  readonly #faults: readonly CardFaultPlan[];
  readonly #random: (length: number) => Uint8Array;
  readonly #applications: readonly Application[];
  readonly #t0 = new T0Transport();
  #session: Session | undefined;
  #commandCount = 0;
  #isSilent = false;

  constructor(profile: CardProfile, options: VirtualCardOptions = {}) {
    const protocol = options.protocol ?? profile.protocol;
    this.profile = { ...profile, protocol };
    this.#image = personalise(profile, protocol);
    this.#protocol = protocol;
    this.#faults = options.faults ?? [];
    this.#random = options.random ?? fixedSequence(profile.name);
    this.#applications = profile.applications.map((application, i) => {
      const image = this.#image.applications[i];
      if (image === undefined) throw new Error("personalisation keeps the order of the applications");
      return { image, memory: freshMemory(application) };
    });
  }

  /** Power-up or warm reset: answers to reset, or undefined when the card stays mute. */
  powerOn(): Uint8Array | undefined {
    this.powerOff();
    if (this.#faults.some(({ kind }) => kind === "muteAtReset")) return undefined;
    this.#session = {
      image: this.#image,
      applications: this.#applications,
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
    if (this.#protocol === "T=0" && T0Transport.isGetResponse(bytes)) {
      const command = readTpdu(bytes, false);
      return command ? this.#t0.getResponse(command) : encodeResponse(status(SW_WRONG_LENGTH));
    }
    this.#t0.forget();
    const behaviour = findBehaviour(bytes);
    if (typeof behaviour === "number") return encodeResponse(status(behaviour));
    return this.#protocol === "T=0"
      ? this.#executeOverT0(session, behaviour, bytes)
      : executeDirectly(session, behaviour, bytes);
  }

  #executeOverT0(session: Session, behaviour: CommandBehaviour, bytes: Uint8Array): Uint8Array {
    const command = readTpdu(bytes, behaviour.takesData);
    if (command === undefined) return encodeResponse(status(SW_WRONG_LENGTH));
    return this.#t0.answer(command, behaviour.execute(session, command), behaviour.takesData);
  }
}

/** The behaviour of a command, or the status word for an unknown class (6E00) or instruction (6D00). */
function findBehaviour(bytes: Uint8Array): CommandBehaviour | number {
  const [cla, ins] = bytes;
  const ofClass = CARD_COMMANDS.filter((command) => command.cla === cla);
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
