import { z } from "zod";
import { err, ok, type Result } from "../../main/domain/result.ts";
import { ISSUER_SCRIPTS } from "./issuer-port.ts";
import { MESSAGE_KINDS, type MessageKind } from "./message-kinds.ts";
import { APPROVED_CODES } from "./response-codes.ts";

const DELAY_MAX_MS = 3_600_000;
const COUNT_MAX = 1_000_000;
const RULE_COUNT_MAX = 1000;

const delayMs = z.int().min(0).max(DELAY_MAX_MS);
const count = z.int().min(1).max(COUNT_MAX);
/** DE39. */
const code = z.string().regex(/^[0-9A-Z]{2}$/, "a response code has two letters or digits");

const WHEN = {
  on: z.enum(MESSAGE_KINDS),
  /** Exactly the nth message of its kind. */
  nth: count.optional(),
  /** Every so many of its kind. */
  every: count.optional(),
  /** This one of its kind and all later ones. */
  from: count.optional(),
};

/** Messages whose answer repeats DE4. */
const WITH_AMOUNT = [
  "sale",
  "void",
  "reversal",
  "upload",
  "load",
  "loadVoid",
  "scriptNotice",
  "refund",
  "preAuth",
  "preAuthVoid",
  "completion",
  "completionVoid",
  "offlineSale",
  "adjustment",
] as const;

/** Messages whose answer has content in DE62 that comes in pages. */
const PAGES = ["parameters", "caKeyList", "caKey", "aidList", "aid", "hotlist"] as const;

const rule = <Name extends string>(name: Name) => z.strictObject({ ...WHEN, do: z.literal(name) });

const ruleSchema = z
  .discriminatedUnion("do", [
    /** Not booked, not answered; the connection stays open. */
    rule("loseRequest"),
    /** Booked, not answered; the connection stays open. */
    rule("loseAnswer"),
    /** Booked at once, answered after the delay. */
    rule("answerLate").extend({ delayMs }),
    /** Booked once; the same answer is sent twice in a row. */
    rule("answerTwice"),
    /** Booked; the answer carries a DE64 made with another key, also where none would be due. */
    rule("wrongMac"),
    /** Booked; the answer carries no DE64. */
    rule("noMac"),
    /** Booked as asked; DE4 of the answer is one fen more (one less at the largest amount), under a right MAC. */
    rule("otherAmount").extend({ on: z.enum(WITH_AMOUNT) }),
    /** Booked as asked; DE11 of the answer is the next STAN, under a right MAC. */
    rule("otherStan"),
    /** Booked as asked; 60.2 of the answer is the next batch number, under a right MAC. */
    rule("otherBatch"),
    /** Booked as asked; DE41 of the answer is another terminal's, under a right MAC. */
    rule("otherTerminal"),
    /** Booked as counted; the domestic flag of DE48 in the answer says unbalanced (2) or error (3) whatever was counted. */
    rule("wrongTotals").extend({ on: z.literal("settlement"), flag: z.enum(["2", "3"]) }),
    /** Booked as counted; debits and credits of DE48 have changed places in the answer. */
    rule("wrongSign").extend({ on: z.literal("settlement") }),
    /** The terminal has signed in; one of the check values in DE62 is wrong. */
    rule("wrongKcv").extend({ on: z.literal("signIn"), key: z.enum(["pinKey", "macKey", "trackKey"]) }),
    /** In the middle of the page one byte is another one. */
    rule("corruptPage").extend({ on: z.enum(PAGES) }),
    /** The first half of the page comes, under a right length. */
    rule("truncatedPage").extend({ on: z.enum(PAGES) }),
    /** The page begins one item later than was asked for. */
    rule("pageOutOfOrder").extend({ on: z.enum(["caKeyList", "aidList", "hotlist"]) }),
    /** Booked; in front of the answer comes an approval of a void that nobody sent. */
    rule("strayAnswer"),
    /** Booked; in front of the answer comes the one that this terminal got before, if there was one. */
    rule("staleAnswer"),
    /** Booked; behind the answer comes a second one with another code, under a right MAC where it demands one. */
    rule("contradict").extend({ code }),
    /** Booked; the answer comes in pieces with a wait before each. */
    rule("slowBytes").extend({ delayMs, pieceBytes: z.int().min(1).max(4096) }),
    /**
     * The host goes down behind this message and is there again at once; the connection is reset. `kept`: the message is
     * booked. `lost`: the host has forgotten terminals, batches and transactions, this one too, and accounts are as at first.
     */
    rule("restart").extend({ memory: z.enum(["kept", "lost"]) }),
    /** As if the host had never opened that batch: answered 25, and nothing of the message is kept but the log. */
    rule("forgetBatch").extend({ on: z.enum(["settlement", "batchList", "batchChip", "batchEnd"]) }),
    /** Booked as the host decides; DE39 of the answer is `code`, with a MAC where that code demands one. */
    rule("otherCode").extend({ code }),
    /**
     * The host declines with `code` before it looks closer: no money moves, nobody is signed in, nothing is
     * reversed. Request and answer are in the log; a sale, void or upload also stands in the books as declined,
     * except with a code that means "not processed" (03, 30, 40, 77, 97, A0), after which the same message may come
     * again. An upload may come again after any refusal.
     */
    rule("refuse").extend({
      code: code.refine(
        (value) => !APPROVED_CODES.includes(value),
        "a refusal is no approval; see otherCode",
      ),
    }),
    /** The whole request is read and booked; then the connection is reset without an answer. */
    rule("close"),
    /** Not booked: all but the first byte of the request counts as lost, and the connection is reset. */
    rule("resetAfterFirstByte"),
    /** Booked; in place of the answer comes a frame of the same length whose content is noise. */
    rule("garbage"),
    /** Booked; the first half of the answer's bytes is sent, then the connection is closed. */
    rule("halfAnswer"),
    /** Booked; with an approval the issuer also sends the card a script, so that a script notice falls due. */
    rule("issuerScript").extend({
      on: z.enum(["sale", "load", "preAuth", "balance"]),
      script: z.enum(ISSUER_SCRIPTS),
    }),
    /** The stripe of a chip card is taken where the terminal says that the chip failed (60.5 = 2). */
    rule("allowFallback").extend({ on: z.enum(["sale", "preAuth"]) }),
    /** Held for the delay *before* it is booked, as on a slow way in: a reversal may overtake it. Then as usual. */
    rule("slow").extend({ delayMs }),
  ])
  .refine(
    ({ nth, every, from }) => [nth, every, from].filter((given) => given !== undefined).length <= 1,
    "a rule has one of nth, every and from, or none of them for every message",
  );

/**
 * One scripted fault: which message meets it, and what happens. "Booked" means that the request, the host's
 * decision and the money it moves are in the ledger, on disk, *before* the fault happens; "not booked" means
 * that the ledger knows nothing of the message, as if it had been lost on its way to the host.
 */
export type BehaviourRule = z.infer<typeof ruleSchema>;

export type BehaviourFault = { readonly kind: "badBehaviour"; readonly detail: string };

/** Reads the content of a behaviour file or command: a list of rules. The detail names rule and member. */
export function parseBehaviour(json: unknown): Result<readonly BehaviourRule[], BehaviourFault> {
  const parsed = z.array(ruleSchema).max(RULE_COUNT_MAX).safeParse(json);
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  return err({ kind: "badBehaviour", detail: `${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}` });
}

/**
 * Counts the messages of each kind from the moment the rules were set, also those that meet no fault. The
 * first rule that fits decides, so that a message meets one fault at most.
 */
export class Behaviour {
  readonly #rules: readonly BehaviourRule[];
  readonly #seen = new Map<MessageKind, number>();

  constructor(rules: readonly BehaviourRule[]) {
    this.#rules = rules;
  }

  /** Counts one message and says which fault it meets. */
  next(kind: MessageKind): BehaviourRule | undefined {
    const number = (this.#seen.get(kind) ?? 0) + 1;
    this.#seen.set(kind, number);
    return this.#rules.find((candidate) => candidate.on === kind && fits(candidate, number));
  }
}

function fits(candidate: BehaviourRule, number: number): boolean {
  if (candidate.nth !== undefined) return number === candidate.nth;
  if (candidate.every !== undefined) return number % candidate.every === 0;
  return number >= (candidate.from ?? 1);
}
