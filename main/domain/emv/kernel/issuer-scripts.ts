import { concatBytes, fromUint, toHex } from "../../bytes.ts";
import { ok } from "../../result.ts";
import { setBit } from "../named-bits.ts";
import {
  TAG_9F5B_ISSUER_SCRIPT_RESULTS,
  TAG_9F18_ISSUER_SCRIPT_IDENTIFIER,
  TAG_71_ISSUER_SCRIPT_TEMPLATE_1,
  TAG_72_ISSUER_SCRIPT_TEMPLATE_2,
  TAG_86_ISSUER_SCRIPT_COMMAND,
  TAG_DF31_SCRIPT_RESULTS,
} from "../tags.ts";
import { splitTlv, type TlvObject } from "../tlv.ts";
import { TSI } from "../tsi.ts";
import { TVR } from "../tvr.ts";
import { type IssuerScript, note, type Step, sendCommand, statusWords, type Transaction } from "./session.ts";

/**
 * Issuer-to-card script processing (EMV Book 3, 10.10; emv-pboc section 12). A script is a template 71, run
 * before the second GENERATE AC, or 72, run behind it: `[9F18 04 id] 86 LL command ...`. Its commands go to
 * the card as they are; the first one that fails ends its script, and the next script follows.
 */

const CLAUSE = "EMV Book 3, 10.10";

/** Scripts of one answer that are looked at; DF31 has room for the results of sixteen. */
export const SCRIPTS_MAX = 16;

/**
 * Commands of one script: the templates of one answer have 128 bytes together, and a command at least four.
 */
export const SCRIPT_COMMANDS_MAX = 32;

const RESULT = { notPerformed: 0x00, failed: 0x10, succeeded: 0x20 } as const;

const SCRIPT_ID_LENGTH = 4;

/**
 * The scripts among the objects of the host's DE55, in their order; the rest beyond {@link SCRIPTS_MAX} is
 * left.
 */
function issuerScripts(objects: readonly TlvObject[]): IssuerScript[] {
  const scripts: IssuerScript[] = [];
  for (const { tag, value } of objects) {
    if (tag !== TAG_71_ISSUER_SCRIPT_TEMPLATE_1 && tag !== TAG_72_ISSUER_SCRIPT_TEMPLATE_2) continue;
    if (scripts.length < SCRIPTS_MAX) {
      scripts.push({ template: tag, ...readScript(value), result: RESULT.notPerformed });
    }
  }
  return scripts;
}

function readScript(value: Uint8Array): Pick<IssuerScript, "id" | "commands"> {
  const objects = splitTlv(value);
  if (!objects.ok) return { id: new Uint8Array(SCRIPT_ID_LENGTH), commands: undefined };
  const ids = objects.value.filter(({ tag }) => tag === TAG_9F18_ISSUER_SCRIPT_IDENTIFIER);
  const commands = objects.value.filter(({ tag }) => tag === TAG_86_ISSUER_SCRIPT_COMMAND);
  const ownId = ids[0]?.value;
  const isReadable =
    ids.length <= 1 &&
    (ownId === undefined || ownId.length === SCRIPT_ID_LENGTH) &&
    commands.length > 0 &&
    commands.length <= SCRIPT_COMMANDS_MAX;
  return {
    id: ownId?.length === SCRIPT_ID_LENGTH ? ownId : new Uint8Array(SCRIPT_ID_LENGTH),
    commands: isReadable ? commands.map((command) => command.value) : undefined,
  };
}

/**
 * Takes the scripts of the host's answer into the transaction. From here on DF31 and 9F5B say what became of
 * each: a script that is never reached, because the card is gone, stays "not run".
 */
export function takeScripts(transaction: Transaction, objects: readonly TlvObject[]): void {
  transaction.scripts.push(...issuerScripts(objects));
  writeResults(transaction);
}

/** Five bytes a script: result and number of the failing command, then the script's identifier. */
function writeResults({ scripts, terminal }: Transaction): void {
  if (scripts.length === 0) return;
  const results = concatBytes(...scripts.flatMap(({ result, id }) => [fromUint(result, 1), id]));
  terminal.set(TAG_DF31_SCRIPT_RESULTS, results);
  terminal.set(TAG_9F5B_ISSUER_SCRIPT_RESULTS, results);
}

/** Runs the scripts of one template. A fault means that the card is gone, or that people gave up. */
export function* runScripts(transaction: Transaction, template: IssuerScript["template"]): Step<void> {
  const failedBit =
    template === TAG_71_ISSUER_SCRIPT_TEMPLATE_1 ? TVR.scriptFailedBefore : TVR.scriptFailedAfter;
  for (const [i, script] of transaction.scripts.entries()) {
    if (script.template !== template) continue;
    setBit(transaction.tsi, TSI.scriptPerformed);
    const name = `script ${i + 1} (${toHex(fromUint(template, 1))})`;
    if (script.commands === undefined) {
      setBit(transaction.tvr, failedBit);
      note(transaction, "online", CLAUSE, `${name}: cannot be read, and nothing of it is sent to the card`);
      continue;
    }
    for (const [j, command] of script.commands.entries()) {
      // Until the card has answered, the command counts as failed: it may be gone.
      script.result = RESULT.failed | atCommand(j + 1);
      writeResults(transaction);
      const ran = yield* runCommand(transaction, `${name}, command ${j + 1}`, command);
      if (!ran.ok) {
        setBit(transaction.tvr, failedBit);
        return ran;
      }
      if (ran.value === "failed") break;
      if (j + 1 === script.commands.length) script.result = RESULT.succeeded;
    }
    if (script.result !== RESULT.succeeded) setBit(transaction.tvr, failedBit);
    writeResults(transaction);
  }
  return ok(undefined);
}

/** Low nibble of a result: 1 to E is the number of the failing command, F the fifteenth or a later one. */
const atCommand = (number: number): number => Math.min(number, 0x0f);

/** SW1 of 90, 62 or 63 is success (EMV Book 3, 10.10). */
const SUCCESSFUL_SW1: readonly number[] = [0x90, 0x62, 0x63];

function* runCommand(
  transaction: Transaction,
  name: string,
  command: Uint8Array,
): Step<"succeeded" | "failed"> {
  if (!isCommandApdu(command)) {
    note(transaction, "online", CLAUSE, `${name}: is no command APDU and is not sent`);
    return ok("failed");
  }
  const answer = yield* sendCommand("an issuer script", command);
  if (!answer.ok) {
    const { reason, clause, detail } = answer.fault;
    if (reason === "cardRemoved" || reason === "cancelled") return answer;
    // The card is still there, and answered something that is no answer.
    note(transaction, "online", clause, `${name}: ${detail}`);
    return ok("failed");
  }
  const { sw } = answer.value;
  const header = toHex(command.subarray(0, 2));
  const outcome = SUCCESSFUL_SW1.includes(sw >> 8) ? "succeeded" : "failed";
  const rest = outcome === "failed" ? ": the rest of this script is not sent" : "";
  note(transaction, "online", CLAUSE, `${name}: ${header} answered ${statusWords(sw)}${rest}`);
  return ok(outcome);
}

/**
 * Four bytes; one more is Le; or Lc with as many bytes, and perhaps Le (ISO/IEC 7816-3, 12.1.3, short forms).
 */
function isCommandApdu({ length, 4: lc = 0 }: Uint8Array): boolean {
  return length === 4 || length === 5 || (lc > 0 && (length === 5 + lc || length === 6 + lc));
}
