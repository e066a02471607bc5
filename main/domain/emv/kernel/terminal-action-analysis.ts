import { assert, assertNever } from "../../assert.ts";
import { isElectronicCashLoad } from "../electronic-cash/load-type.ts";
import type { NamedBit } from "../named-bits.ts";
import { TAG_9F0D_IAC_DEFAULT, TAG_9F0E_IAC_DENIAL, TAG_9F0F_IAC_ONLINE } from "../tags.ts";
import { terminalKind } from "../terminal-type.ts";
import { TVR, TVR_LENGTH } from "../tvr.ts";
import type { ActionCodeHit } from "./protocol.ts";
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

/**
 * Whether a bit is set in the TVR and in the terminal's or the issuer's action code. The trace says which bit
 * met which code, and whether the card brought that code.
 */
export function actionCodeHits(transaction: Transaction, which: ActionCode): boolean {
  const { tag, fill } = ABSENT_IAC[which];
  const ownIac = cardObject(transaction, tag);
  const iac = ownIac ?? new Uint8Array(TVR_LENGTH).fill(fill);
  const tac = transaction.parameters.terminalActionCodes[which];
  assert(tac.length === TVR_LENGTH, "a terminal action code has five bytes");
  const hits: ActionCodeHit[] = [];
  for (const [i, byte] of transaction.tvr.entries()) {
    for (let tvrBit = 8; tvrBit >= 1; tvrBit--) {
      const mask = 1 << (tvrBit - 1);
      const inTac = ((tac[i] ?? 0) & mask) !== 0;
      const inIac = ((iac[i] ?? 0) & mask) !== 0;
      if ((byte & mask) === 0 || !(inTac || inIac)) continue;
      const meaning = meaningOf(i + 1, mask);
      hits.push({ which, tvrByte: i + 1, tvrBit, meaning, inTac, inIac, iacAbsent: ownIac === undefined });
    }
  }
  const detail = hits.length === 0 ? `${which}: no bit of the TVR meets a code` : sentenceOf(which, hits);
  note(transaction, "terminalActionAnalysis", CLAUSE, detail, hits);
  return hits.length > 0;
}

function meaningOf(byte: number, mask: number): string {
  const named: NamedBit | undefined = Object.values(TVR).find(
    (bit) => bit.byte === byte && bit.mask === mask,
  );
  return named?.en ?? "reserved";
}

/** `denial because of B2b5 requested service not allowed for card product (TAC and IAC)` */
function sentenceOf(which: ActionCode, hits: readonly ActionCodeHit[]): string {
  const reasons = hits.map(({ tvrByte, tvrBit, meaning, inTac, inIac, iacAbsent }) => {
    const iac = iacAbsent ? "absent IAC" : "IAC";
    const codes = inTac && inIac ? `TAC and ${iac}` : inTac ? "TAC" : iac;
    return `B${tvrByte}b${tvrBit} ${meaning} (${codes})`;
  });
  return `${which} because of ${reasons.join(", ")}`;
}

/** Which cryptogram the first GENERATE AC asks for. */
export function terminalActionAnalysis(transaction: Transaction): RequestedCryptogram {
  const requested = decide(transaction);
  note(transaction, "terminalActionAnalysis", CLAUSE, `${requested} is asked for`);
  return requested;
}

function decide(transaction: Transaction): RequestedCryptogram {
  if (actionCodeHits(transaction, "denial")) return "AAC";
  if (isElectronicCashLoad(transaction.input.transactionType)) return "ARQC";
  const { connection } = terminalKind(transaction.input.terminal.terminalType);
  switch (connection) {
    case "onlineOnly":
      note(transaction, "terminalActionAnalysis", CLAUSE, "an online-only terminal asks the host always");
      return "ARQC";
    case "offlineOnly":
      // Without any line the default codes decide at once (EMV Book 3, 10.7).
      return actionCodeHits(transaction, "default") ? "AAC" : "TC";
    case "offlineWithOnline":
      return actionCodeHits(transaction, "online") ? "ARQC" : "TC";
    default:
      return assertNever(connection);
  }
}
