import { z } from "zod";
import type { TransactionKind } from "../acquirer/ledger-types.ts";

/**
 * What the dock's page and its server say to each other. It is another contract than the till's, on another port: a till
 * knows nothing of the hands that touch its devices.
 */

export const DOCK_PATHS = {
  state: "/api/dock/state",
  act: "/api/dock/act",
  ledgers: "/api/dock/ledgers",
  cards: "/api/dock/cards",
  /** What became of a card payment, in the words of an engineer. */
  explanation: "/api/dock/explanation",
  /** `?payment=...`: the trace of a card payment, as `jinka replay` takes it. */
  trace: "/api/dock/trace",
  /** `?number=3`: the picture of a paper. */
  paper: "/api/dock/paper",
} as const;

/** What the host does with the messages from now on. */
export const HOST_MOODS = [
  "well",
  /** Answers after some seconds, still in time. */
  "slow",
  /** Books everything and says nothing. */
  "silent",
  /** Every answer comes twice. */
  "double",
  /** The answer's MAC is made with another key. */
  "wrongMac",
  /** The answer names one fen more than was asked. */
  "wrongAmount",
  /** Not enough money, whatever the card. */
  "declines",
] as const;

export type HostMood = (typeof HOST_MOODS)[number];

const DOCK_DEVICES = ["reader1", "reader2", "contactless", "stripe", "pinPad", "printer"] as const;
export type DockDevice = (typeof DOCK_DEVICES)[number];

const SLOTS = ["reader1", "reader2"] as const;
export type DockSlot = (typeof SLOTS)[number];

const PAD_KEYS = [
  ...(["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"] as const),
  ...(["clear", "confirm", "cancel"] as const),
] as const;

/** A week: batches, deadlines and the day's end are seen; certificates do not run out. */
const ADVANCE_MINUTES_MAX = 10_080;
const CARD_COMMAND_MAX = 200;

const card = z.string().min(1).max(40);
/** The customer takes the card away at this command: before the card executes it, or before its answer is heard. */
const pull = z
  .strictObject({
    atCommand: z.int().min(1).max(CARD_COMMAND_MAX),
    moment: z.enum(["before", "after"]),
  })
  .optional();

const touch = <K extends string, S extends z.ZodRawShape>(kind: K, shape: S) =>
  z.strictObject({ do: z.literal(kind), ...shape });

/** Everything on the counter that can be touched. */
export const dockActionSchema = z.discriminatedUnion("do", [
  touch("insertCard", { card, reader: z.enum(SLOTS).optional(), pull }),
  touch("pullCard", { reader: z.enum(SLOTS).optional() }),
  /** Holds a card to the contactless reader until the reader has done with it. */
  touch("tapCard", { card, pull }),
  /** Lays a card into the field and leaves it there. Two of them are one too many for the reader. */
  touch("holdCard", { card, pull }),
  /** Takes whatever is in the field away. */
  touch("takeAway", {}),
  touch("swipeCard", { card, unevenly: z.boolean().optional() }),
  /** The owner of a phone confirms the next payment on it. */
  touch("confirmOnPhone", { card }),
  touch("pressKey", { key: z.enum(PAD_KEYS) }),
  /** Whether the customer types the PIN of the card without being asked to. */
  touch("customerTypes", { isOn: z.boolean() }),
  touch("plug", { device: z.enum(DOCK_DEVICES), isIn: z.boolean() }),
  touch("cover", { isOpen: z.boolean() }),
  touch("paper", { roll: z.enum(["empty", "nearEnd", "full"]) }),
  touch("closeDrawer", {}),
  touch("line", { state: z.enum(["up", "cut", "hang"]) }),
  touch("host", { mood: z.enum(HOST_MOODS) }),
  touch("clock", { advanceMinutes: z.int().min(1).max(ADVANCE_MINUTES_MAX) }),
]);

export type DockAction = z.infer<typeof dockActionSchema>;
export type CardPull = NonNullable<z.infer<typeof pull>>;

export const explanationRequestSchema = z.strictObject({
  paymentId: z.string().min(1).max(64),
  language: z.enum(["zh-CN", "en"]),
});

/** Why a touch changed nothing. */
export type DockRefusal =
  | "malformed"
  | "unknownCard"
  | "slotTaken"
  | "readerUnplugged"
  | "cardElsewhere"
  | "phoneInSlot"
  /** Two cards are in the field already. */
  | "fieldTaken"
  /** The card has no antenna, or is no phone. */
  | "noAntenna"
  | "noPhone"
  /** The stripe reader waits for no card. */
  | "noSwipeWanted"
  | "noQuestion"
  | "lineTaken";

export type DockAnswer = { readonly ok: true } | { readonly ok: false; readonly why: DockRefusal };

/** One line of the timeline; the page says it in words. */
export type DockEvent =
  | { readonly kind: "started" }
  | { readonly kind: "cardInserted"; readonly card: string; readonly last4: string; readonly reader: string }
  | { readonly kind: "cardPulled"; readonly card: string; readonly last4: string; readonly reader: string }
  /** `isHeld`: it stays in the field until somebody takes it away. */
  | { readonly kind: "cardInField"; readonly card: string; readonly last4: string; readonly isHeld: boolean }
  | { readonly kind: "cardLeftField"; readonly card: string; readonly last4: string }
  | { readonly kind: "cardSwiped"; readonly card: string; readonly last4: string }
  | { readonly kind: "phoneConfirmed"; readonly card: string; readonly last4: string }
  /** What became of a card payment, in a sentence for the cashier. */
  | {
      readonly kind: "explained";
      readonly paymentId: string;
      readonly sentences: Readonly<Record<"zh-CN" | "en", string>>;
    }
  | { readonly kind: "pinAsked"; readonly amountFen: number }
  | { readonly kind: "pinEnded" }
  | { readonly kind: "keyPressed"; readonly key: "digit" | "clear" | "confirm" | "cancel" }
  | { readonly kind: "plugged"; readonly device: DockDevice; readonly isIn: boolean }
  | { readonly kind: "cover"; readonly isOpen: boolean }
  | { readonly kind: "roll"; readonly roll: "empty" | "nearEnd" | "full" }
  | { readonly kind: "printed"; readonly number: number }
  | { readonly kind: "printerStopped"; readonly because: string }
  | { readonly kind: "drawer"; readonly isOpen: boolean }
  | { readonly kind: "line"; readonly state: string }
  | { readonly kind: "host"; readonly mood: HostMood }
  | { readonly kind: "clock"; readonly minutes: number }
  | {
      readonly kind: "hostMessage";
      readonly message: string;
      readonly direction: "request" | "answer" | "unreadable";
      readonly stan?: number;
      readonly amountFen?: number;
      readonly responseCode?: string;
      readonly fault?: string;
    };

export type TimelineEntry = { readonly number: number; readonly at: string; readonly event: DockEvent };

/** One message on its way, in words; secrets are asterisks. */
export type WireEntry = {
  readonly number: number;
  readonly at: string;
  readonly line: "card" | "host";
  /** Seen from the till. */
  readonly direction: "out" | "in";
  readonly title: string;
  readonly lines: readonly string[];
};

export const CARD_GROUPS = [
  "everyday",
  "electronicCash",
  "contactless",
  "sm",
  "refused",
  "misbehaving",
  "certificates",
] as const;
export type CardGroup = (typeof CARD_GROUPS)[number];

export type DockCard = {
  readonly name: string;
  readonly words: Readonly<Record<"zh-CN" | "en", string>>;
  readonly group: CardGroup;
  readonly kind: "debit" | "credit";
  readonly last4: string;
  /** The customer knows it; it stands here as it stands on a note beside a test card. */
  readonly pin?: string;
  /** It can be held to a reader, and not only be put into one. */
  readonly hasAntenna: boolean;
  /** A phone: it confirms its owner itself, and fits into no slot. */
  readonly isPhone: boolean;
};

/** A card that is on the counter. */
export type DockCardShown = Pick<DockCard, "name" | "words" | "kind" | "last4" | "pin" | "isPhone">;

export type Explanation = { readonly lines: readonly string[] };

export type DockPaper = {
  readonly number: number;
  readonly at: string;
  readonly rows: readonly string[];
  readonly end: "cut" | "endOfRoll" | "tornOff";
};

export type DockState = {
  readonly revision: number;
  readonly now: string;
  /** Who can sign in at the till, and how. */
  readonly operators: readonly { readonly name: string; readonly pin: string }[];
  readonly readers: readonly {
    readonly device: DockSlot;
    readonly isPlugged: boolean;
    readonly card?: DockCardShown;
  }[];
  /** The contactless reader with what is in its field. */
  readonly field: { readonly isPlugged: boolean; readonly cards: readonly DockCardShown[] };
  /** `isWaiting`: a swipe would be read now. */
  readonly stripe: { readonly isPlugged: boolean; readonly isWaiting: boolean };
  readonly pad: {
    readonly isPlugged: boolean;
    readonly customerTypes: boolean;
    readonly screen:
      | { readonly kind: "text"; readonly lines: readonly string[] }
      | { readonly kind: "pin"; readonly amountFen: number; readonly typedCount: number };
  };
  readonly printer: {
    readonly isPlugged: boolean;
    readonly isCoverOpen: boolean;
    readonly paper: "ok" | "nearEnd" | "out";
    readonly paperMm: number;
  };
  readonly papers: readonly DockPaper[];
  readonly drawer: { readonly isOpen: boolean };
  readonly line: "up" | "cut" | "hang";
  readonly host: { readonly mood: HostMood };
  readonly timeline: readonly TimelineEntry[];
  readonly wire: readonly WireEntry[];
};

export type DockPush = { readonly kind: "state"; readonly state: DockState } | { readonly kind: "beat" };

/** `counted`: money moved. `open`: nobody knows yet, or it is being undone. */
export type LedgerSide = { readonly amountFen: number; readonly standing: "counted" | "notCounted" | "open" };

export type LedgerRow = {
  readonly batchNumber: number;
  readonly stan: number;
  readonly kind: TransactionKind;
  readonly maskedPan: string;
  readonly till?: LedgerSide;
  readonly host?: LedgerSide;
  /** `waiting`: an upload or a reversal is still due, and will make it even. */
  readonly judgement: "same" | "waiting" | "differs";
};

export type LedgersView = {
  readonly rows: readonly LedgerRow[];
  readonly till: { readonly netFen: number; readonly count: number };
  readonly host: { readonly netFen: number; readonly count: number };
  readonly agrees: boolean;
  /** Rows that are older than these are not shown, and not counted. */
  readonly isCut: boolean;
};
