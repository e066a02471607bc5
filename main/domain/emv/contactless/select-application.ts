import { equalBytes, fromAscii, toHex } from "../../bytes.ts";
import { err, ok } from "../../result.ts";
import { SW_FUNCTION_NOT_SUPPORTED, SW_SELECTED_FILE_BLOCKED, SW_SUCCESS, selectCommand } from "../apdu.ts";
import {
  candidateFrom,
  codeTableIndexOf,
  displayName,
  isAid,
  languageOf,
  matches,
  parseFci,
} from "../kernel/candidate.ts";
import type { SelectedApplication } from "../kernel/select-application.ts";
import { note, type Session, statusWords } from "../kernel/session.ts";
import { TAG_4F_AID, TAG_61_APPLICATION_TEMPLATE, TAG_BF0C_FCI_ISSUER_DISCRETIONARY_DATA } from "../tags.ts";
import { findTlv, type TlvObject } from "../tlv.ts";
import { type ContactlessStep, exchange } from "./exchange.ts";
import type { UsableApplication } from "./pre-processing.ts";

/** Combination selection over the PPSE (emv-pboc section 2.2; EMV Contactless Book B, 3.3). */

const CLAUSE = "EMV Contactless Book B, 3.3";

const PPSE_NAME = fromAscii("2PAY.SYS.DDF01");

/** Kernel identifier in a directory entry: 1 byte, or 3 to 8 of which the first counts. */
const TAG_9F2A_KERNEL_IDENTIFIER = 0x9f2a;

/** Directory entries that are looked at; cards have one to four. */
export const COMBINATIONS_MAX = 16;

/** A directory entry of the card and the AID of the terminal that fits it. */
type Combination = {
  readonly aid: Uint8Array;
  readonly label: string;
  /** Low nibble of 87: 1 is highest, 0 none given. */
  readonly priority: number;
  readonly application: UsableApplication;
};

/** The application that answered to its name, with what was prepared for it. */
export type SelectedCombination = {
  readonly selected: SelectedApplication;
  readonly application: UsableApplication;
};

/** Undefined: card and terminal have no application for contactless in common. */
export function* selectCombination(
  session: Session,
  usable: readonly UsableApplication[],
): ContactlessStep<SelectedCombination | undefined> {
  const directory = yield* exchange("SELECT PPSE", selectCommand(PPSE_NAME));
  if (!directory.ok) return directory;
  const { sw, data } = directory.value;
  if (sw === SW_FUNCTION_NOT_SUPPORTED) {
    return err({ kind: "ended", reason: "cardBlocked", detail: `SELECT PPSE answered 6A81 (${CLAUSE})` });
  }
  const combinations = sw === SW_SUCCESS ? combinationsOf(session, data, usable) : [];
  note(
    session,
    "selectApplication",
    CLAUSE,
    `PPSE answered ${statusWords(sw)}: ${combinations.length} in common`,
  );
  let blockedSeen = false;
  // Each round takes one entry of a bounded list.
  for (const combination of combinations) {
    const answer = yield* exchange("SELECT", selectCommand(combination.aid));
    if (!answer.ok) return answer;
    if (answer.value.sw === SW_SELECTED_FILE_BLOCKED) blockedSeen = true;
    const fci = answer.value.sw === SW_SUCCESS ? parseFci(answer.value.data) : undefined;
    if (fci !== undefined && equalBytes(fci.dfName, combination.aid)) {
      return ok({
        selected: selectedFrom(session, combination, fci.proprietary),
        application: combination.application,
      });
    }
    note(session, "selectApplication", CLAUSE, `an entry is passed over: ${statusWords(answer.value.sw)}`);
  }
  if (!blockedSeen) return ok(undefined);
  const detail = `every common application is blocked (${CLAUSE})`;
  return err({ kind: "ended", reason: "applicationBlocked", detail });
}

function selectedFrom(
  session: Session,
  { aid, label, application }: Combination,
  fci: readonly TlvObject[],
): SelectedApplication {
  const named = candidateFrom(session, aid, fci, codeTableIndexOf(fci), label);
  const language = languageOf(session, fci);
  return { aid, label: displayName(named), language, parameters: application.parameters.application, fci };
}

/** The entries 61 inside BF0C that the terminal can take, best first (Book B, 3.3.2.5 and 3.3.2.6). */
function combinationsOf(
  session: Session,
  fciData: Uint8Array,
  usable: readonly UsableApplication[],
): readonly Combination[] {
  const fci = parseFci(fciData);
  if (fci === undefined) return [];
  const discretionary = findTlv(fci.proprietary, TAG_BF0C_FCI_ISSUER_DISCRETIONARY_DATA)?.children ?? [];
  const combinations: Combination[] = [];
  const entries = discretionary.filter(({ tag }) => tag === TAG_61_APPLICATION_TEMPLATE);
  for (const { children = [] } of entries.slice(0, COMBINATIONS_MAX)) {
    const aid = findTlv(children, TAG_4F_AID)?.value;
    if (!isAid(aid) || combinations.some((other) => equalBytes(other.aid, aid))) continue;
    const application = bestMatch(usable, aid, kernelOf(children));
    if (application === undefined) continue;
    const candidate = candidateFrom(session, aid, children, undefined, toHex(aid));
    combinations.push({ aid, label: displayName(candidate), priority: candidate.priority, application });
  }
  // Stable: of equal priority, the card's order counts; no priority comes last (Book B, 3.3.2.6).
  return combinations.sort((a, b) => rank(a) - rank(b));
}

const rank = ({ priority }: Combination): number => (priority === 0 ? 16 : priority);

/** The longest of the terminal's AIDs that match is the most particular. */
function bestMatch(
  usable: readonly UsableApplication[],
  aid: Uint8Array,
  kernel: number | undefined,
): UsableApplication | undefined {
  let best: UsableApplication | undefined;
  for (const application of usable) {
    const { parameters } = application;
    if (kernel !== undefined && kernel !== parameters.kernelIdentifier) continue;
    if (!matches(parameters.application, aid)) continue;
    const length = parameters.application.aid.length;
    if (best === undefined || length > best.parameters.application.aid.length) best = application;
  }
  return best;
}

/** Absent, empty or 00 asks for the scheme's own kernel (Book B, 3.3.2.5). Bits 8 and 7 say who gave it. */
function kernelOf(entry: readonly TlvObject[]): number | undefined {
  const identifier = findTlv(entry, TAG_9F2A_KERNEL_IDENTIFIER)?.value[0] ?? 0;
  const number = identifier & 0x3f;
  return number === 0 ? undefined : number;
}
