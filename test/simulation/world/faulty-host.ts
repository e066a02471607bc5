import type { CancelSignal } from "../../../main/ports/cancel-signal.ts";
import type { BehaviourRule } from "../../../simulators/acquirer/behaviour.ts";
import type { DeliveryStep } from "../../../simulators/acquirer/delivery.ts";
import { HANDLERS } from "../../../simulators/acquirer/handlers/table.ts";
import { Host, type HostOptions } from "../../../simulators/acquirer/host.ts";
import { decodeMessage } from "../../../simulators/acquirer/message.ts";
import type { MessageKind } from "../../../simulators/acquirer/message-kinds.ts";
import { readRequest } from "../../../simulators/acquirer/request.ts";
import type { Random } from "./random.ts";
import type { Strikes } from "./strikes.ts";

type FaultName = BehaviourRule["do"];

/** Chance per message of a kind that this happens to it. */
export type HostFaults = ReadonlyMap<FaultName, number>;

/** To a sale or a void: refusals, codes that ask for patience, and codes that ask for a sign-in. */
const REFUSALS = ["05", "14", "51", "54", "57", "61", "91", "96", "A0", "77", "99"] as const;

/** What a host may say without lying about the money: `refuse` books nothing as approved, and 25, 12 or 94 would lie. */
const REFUSALS_OF: Readonly<Partial<Record<MessageKind, readonly string[]>>> = {
  signIn: ["05", "91", "96", "97"],
  echo: ["91", "96"],
  sale: [...REFUSALS, "55", "94", "98", "68"],
  void: [...REFUSALS, "94", "98", "68"],
  load: [...REFUSALS, "55", "98", "68"],
  scriptNotice: ["91", "96", "A0", "77", "30"],
  reversal: ["96", "A0", "77", "99", "30", "64"],
  upload: ["68", "77", "79", "90", "91", "92", "96", "98", "99", "A0"],
  settlement: ["12", "91", "96", "A0", "77"],
  batchList: ["30", "91", "96", "A0"],
  batchChip: ["30", "91", "96", "A0"],
  batchEnd: ["30", "91", "96", "A0"],
};

/** To anything else: not now. */
const NOT_NOW = ["91", "96"] as const;

/** Said only of a record that comes for the first time: whoever refuses for good what it holds contradicts itself. */
const FINAL_REFUSALS_OF_UPLOADS = ["14", "57", "61"] as const;

/** Messages of which a day has few meet their faults more often, or whole days would pass without any. */
const RARE: ReadonlySet<MessageKind> = new Set([
  ...(["signIn", "void", "load", "scriptNotice"] as const),
  ...(["settlement", "batchList", "batchEnd"] as const),
]);
const RARE_FACTOR = 3;

const WITH_AMOUNT: ReadonlySet<MessageKind> = new Set(["sale", "void", "load", "reversal", "upload"]);

const LATE_MIN_MS = 1_000;
/** Behind the till's patience of 60 seconds and the half minute that it still listens. */
const LATE_MAX_MS = 110_000;

/** Everything that the scripted host can do, minus `otherCode` where it would be a lie about money. */
export const HOST_FAULTS: readonly FaultName[] = [
  ...([
    "loseRequest",
    "loseAnswer",
    "answerLate",
    "answerTwice",
    "wrongMac",
    "noMac",
    "otherAmount",
  ] as const),
  ...(["otherStan", "otherTerminal", "wrongTotals", "forgetBatch", "otherCode", "refuse", "close"] as const),
  ...(["resetAfterFirstByte", "garbage", "halfAnswer", "slow", "slowBytes"] as const),
  ...(["otherBatch", "strayAnswer", "staleAnswer", "contradict", "restart"] as const),
  ...(["wrongSign", "wrongKcv", "issuerScript", "allowFallback"] as const),
];

/** The simulated host, with a fault drawn anew for every message that reaches it. */
export class FaultyHost extends Host {
  faults: HostFaults = new Map();
  readonly #random: Random;
  readonly #strikes: Strikes;
  readonly #uploadsSeen = new Set<string>();

  constructor(options: HostOptions, random: Random, strikes: Strikes) {
    super(options);
    this.#random = random;
    this.#strikes = strikes;
  }

  override receive(frame: Uint8Array, signal?: CancelSignal): Promise<readonly DeliveryStep[]> {
    const request = requestOf(frame);
    const rule = request === undefined ? undefined : this.#draw(request);
    // The host asks for its rules before it waits for anything, so a rule meets this message and no other.
    this.setBehaviour(rule === undefined ? [] : [rule]);
    if (rule !== undefined) this.#strikes.count(`host: ${rule.do} (${rule.on})`);
    return super.receive(frame, signal);
  }

  #draw({ kind, identity }: KnownRequest): BehaviourRule | undefined {
    const isNew = !this.#uploadsSeen.has(identity);
    if (kind === "upload") this.#uploadsSeen.add(identity);
    for (const [name, chance] of this.faults) {
      if (this.#random.chance(chance * (RARE.has(kind) ? RARE_FACTOR : 1)))
        return this.#rule(kind, name, isNew);
    }
    return undefined;
  }

  #rule(on: MessageKind, name: FaultName, isNew: boolean): BehaviourRule | undefined {
    const hasAmount = WITH_AMOUNT.has(on);
    const isSettling = on === "settlement" || on === "batchList" || on === "batchChip" || on === "batchEnd";
    switch (name) {
      case "answerLate":
      case "slow":
        return { on, do: name, delayMs: this.#random.int(LATE_MIN_MS, LATE_MAX_MS) } as BehaviourRule;
      case "otherAmount":
        return hasAmount ? ({ on, do: name } as BehaviourRule) : undefined;
      case "wrongTotals":
        return on === "settlement" ? { on, do: name, flag: this.#random.pick(["2", "3"]) } : undefined;
      case "forgetBatch":
        return isSettling ? { on, do: name } : undefined;
      case "otherCode":
        return hasAmount && on !== "reversal"
          ? { on, do: name, code: this.#random.pick(["98", "68"]) }
          : undefined;
      case "otherBatch":
        // The number that a sign-in brings is believed: that one would be a lie.
        return on === "signIn" ? undefined : { on, do: name };
      case "contradict":
        return { on, do: name, code: "05" };
      case "restart":
        return { on, do: name, memory: "kept" };
      case "slowBytes":
        return { on, do: name, delayMs: this.#random.int(10, 3_000), pieceBytes: this.#random.int(8, 64) };
      case "wrongSign":
        return on === "settlement" ? { on, do: name } : undefined;
      case "wrongKcv":
        return on === "signIn" ? { on, do: name, key: this.#random.pick(["pinKey", "macKey"]) } : undefined;
      case "issuerScript": {
        const script = this.#random.pick(["updateOfflineLimits", "unblockApplication"] as const);
        return on === "sale" ? { on, do: name, script } : undefined;
      }
      case "allowFallback":
        return on === "sale" ? { on, do: name } : undefined;
      case "refuse":
        return { on, do: name, code: this.#random.pick(refusals(on, isNew)) };
      default:
        return { on, do: name } as BehaviourRule;
    }
  }
}

function refusals(on: MessageKind, isNew: boolean): readonly string[] {
  const known = REFUSALS_OF[on] ?? NOT_NOW;
  return on === "upload" && isNew ? [...known, ...FINAL_REFUSALS_OF_UPLOADS] : known;
}

type KnownRequest = { readonly kind: MessageKind; readonly identity: string };

function requestOf(frame: Uint8Array): KnownRequest | undefined {
  const decoded = decodeMessage(frame);
  if (!decoded.ok) return undefined;
  const request = readRequest(decoded.value);
  const kind = HANDLERS.find((handler) => handler.matches(request))?.kind;
  return kind && { kind, identity: `${request.field60?.batchNumber}/${request.stan}` };
}
