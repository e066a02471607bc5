import { assert, assertNever } from "../../assert.ts";
import { explainBits } from "../named-bits.ts";
import { TAG_9F0D_IAC_DEFAULT, TAG_9F0E_IAC_DENIAL, TAG_9F0F_IAC_ONLINE } from "../tags.ts";
import { terminalKind } from "../terminal-type.ts";
import { TVR, TVR_LENGTH } from "../tvr.ts";
import { cardObject, note, type RequestedCryptogram, type Transaction } from "./session.ts";

/** Terminal action analysis (EMV Book 3, 10.7; emv-pboc section 9). */

const CLAUSE = "EMV Book 3, 10.7";

/** What an absent issuer action code stands for: nothing is denied, everything else is. */
const ABSENT_IAC = {
  denial: { tag: TAG_9F0E_IAC_DENIAL, fill: 0x00 },
  online: { tag: TAG_9F0F_IAC_ONLINE, fill: 0xff },
  default: { tag: TAG_9F0D_IAC_DEFAULT, fill: 0xff },
} as const;

export type ActionCode = keyof typeof ABSENT_IAC;

/** Whether a bit is set in the TVR and in the terminal's or the issuer's action code. */
export function actionCodeHits(transaction: Transaction, which: ActionCode): boolean {
  const { tag, fill } = ABSENT_IAC[which];
  const issuer = cardObject(transaction, tag) ?? new Uint8Array(TVR_LENGTH).fill(fill);
  const terminal = transaction.parameters.terminalActionCodes[which];
  assert(terminal.length === TVR_LENGTH, "a terminal action code has five bytes");
  const hits = transaction.tvr.map((byte, i) => byte & ((terminal[i] ?? 0) | (issuer[i] ?? 0)));
  const reasons = explainBits(TVR, hits, "en");
  if (reasons.length > 0) {
    note(transaction, "terminalActionAnalysis", CLAUSE, `${which} because of ${reasons.join(", ")}`);
  }
  return reasons.length > 0;
}

/** Which cryptogram the first GENERATE AC asks for. */
export function terminalActionAnalysis(transaction: Transaction): RequestedCryptogram {
  const requested = decide(transaction);
  note(transaction, "terminalActionAnalysis", CLAUSE, `${requested} is asked for`);
  return requested;
}

function decide(transaction: Transaction): RequestedCryptogram {
  if (actionCodeHits(transaction, "denial")) return "AAC";
  const { connection } = terminalKind(transaction.input.terminal.terminalType);
  switch (connection) {
    case "onlineOnly":
      return "ARQC";
    case "offlineOnly":
      return actionCodeHits(transaction, "default") ? "AAC" : "TC";
    case "offlineWithOnline":
      return actionCodeHits(transaction, "online") ? "ARQC" : "TC";
    default:
      return assertNever(connection);
  }
}
