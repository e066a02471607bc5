import { z } from "zod";

/**
 * What the dock's page and its server say to each other. It is another contract than the till's, on another port: a till
 * knows nothing of the hands that touch its devices.
 */

export const DOCK_PATHS = {
  state: "/api/dock/state",
  act: "/api/dock/act",
  ledgers: "/api/dock/ledgers",
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

const DOCK_DEVICES = ["reader1", "reader2", "pinPad", "printer"] as const;
export type DockDevice = (typeof DOCK_DEVICES)[number];

const PAD_KEYS = [
  ...(["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"] as const),
  ...(["clear", "confirm", "cancel"] as const),
] as const;

/** A week: batches, deadlines and the day's end are seen; certificates do not run out. */
const ADVANCE_MINUTES_MAX = 10_080;
const CARD_COMMAND_MAX = 200;

const touch = <K extends string, S extends z.ZodRawShape>(kind: K, shape: S) =>
  z.strictObject({ do: z.literal(kind), ...shape });

/** Everything on the counter that can be touched. */
export const dockActionSchema = z.discriminatedUnion("do", [
  /** `pullAt`: the customer pulls the card before its nth command is executed. */
  touch("insertCard", {
    card: z.string().min(1).max(40),
    reader: z.enum(["reader1", "reader2"]).optional(),
    pullAt: z.int().min(1).max(CARD_COMMAND_MAX).optional(),
  }),
  touch("pullCard", { reader: z.enum(["reader1", "reader2"]).optional() }),
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

/** Why a touch changed nothing. */
export type DockRefusal =
  | "malformed"
  | "unknownCard"
  | "slotTaken"
  | "readerUnplugged"
  | "noQuestion"
  | "lineTaken";

export type DockAnswer = { readonly ok: true } | { readonly ok: false; readonly why: DockRefusal };

/** One line of the timeline; the page says it in words. */
export type DockEvent =
  | { readonly kind: "started" }
  | { readonly kind: "cardInserted"; readonly card: string; readonly last4: string; readonly reader: string }
  | { readonly kind: "cardPulled"; readonly card: string; readonly last4: string; readonly reader: string }
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

export type DockCard = {
  readonly name: string;
  readonly kind: "debit" | "credit";
  readonly last4: string;
  /** The customer knows it; it stands here as it stands on a note beside a test card. */
  readonly pin?: string;
};

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
  readonly cards: readonly DockCard[];
  readonly readers: readonly {
    readonly device: "reader1" | "reader2";
    readonly isPlugged: boolean;
    readonly card?: DockCard;
  }[];
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
  readonly kind: "sale" | "void";
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
