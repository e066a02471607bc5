import { assert } from "../../assert.ts";
import { equalBytes } from "../../bytes.ts";
import { ok, type Result } from "../../result.ts";
import {
  type CardAnswer,
  SW_FUNCTION_NOT_SUPPORTED,
  SW_SELECTED_FILE_BLOCKED,
  SW_SUCCESS,
  selectCommand,
} from "../apdu.ts";
import type { ApplicationParameters } from "../parameters.ts";
import type { TlvObject } from "../tlv.ts";
import type { CandidateList, MutualApplication } from "./build-candidate-list.ts";
import { candidateFrom, codeTableIndexOf, displayName, languageOf, parseFci } from "./candidate.ts";
import type { Candidate } from "./protocol.ts";
import { type Ended, ended, note, type Session, type Step, sendCommand, statusWords } from "./session.ts";

/** Final selection (EMV Book 1, 12.4; emv-pboc section 2.4). */

export type SelectedApplication = {
  /** The card's DF name, tag 84. */
  readonly aid: Uint8Array;
  /** 9F12 if it may be shown, else 50. */
  readonly label: string;
  /** As in `CardFacts`. */
  readonly language: string | undefined;
  readonly parameters: ApplicationParameters;
  /** The objects of A5. */
  readonly fci: readonly TlvObject[];
};

/**
 * Takes candidates off the list until one is selected. Each round removes one, so the loop ends with the
 * list. The one that was selected is removed too: if it answers 6985 to GET PROCESSING OPTIONS, the next call
 * goes on with the rest (EMV Book 3, 10.1).
 */
export function* selectApplication(session: Session, list: CandidateList): Step<SelectedApplication> {
  while (list.applications.length > 0) {
    const chosen = yield* chooseCandidate(list);
    if (!chosen.ok) return chosen;
    const { candidate, parameters } = chosen.value;
    list.applications.splice(list.applications.indexOf(chosen.value), 1);
    const answer = yield* sendCommand("SELECT", selectCommand(candidate.aid));
    if (!answer.ok) return answer;
    const fci = usableFci(session, list, candidate.aid, answer.value);
    if (!fci.ok) return fci;
    if (fci.value === undefined) {
      list.failedSeen = true;
      continue;
    }
    const index = codeTableIndexOf(fci.value);
    const named = candidateFrom(session, candidate.aid, fci.value, index, displayName(candidate));
    note(session, "selectApplication", "EMV Book 1, 12.4", selectedSentence(candidate, list));
    const language = languageOf(session, fci.value) ?? list.language;
    return ok({ aid: candidate.aid, label: displayName(named), language, parameters, fci: fci.value });
  }
  const clause = "EMV Book 1, 12.4";
  return list.blockedSeen
    ? ended("applicationBlocked", clause, "every common application is blocked")
    : ended("noCommonApplication", clause, "card and terminal share no usable application");
}

/** The application's own names stay out of it: a card can put anything into them. */
function selectedSentence({ priority, needsConfirmation }: Candidate, list: CandidateList): string {
  const rank = priority === 0 ? "no priority" : `priority ${priority}`;
  const asked = needsConfirmation ? ", which wants to be confirmed" : "";
  return `an application with ${rank}${asked} is selected; ${list.applications.length} candidates remain`;
}

/**
 * One candidate that wants no confirmation is taken; otherwise people choose (EMV Book 1, 12.4). After a
 * failure they choose again even if one remains: nobody may be charged on another application than the one
 * they picked.
 */
function* chooseCandidate(list: CandidateList): Step<MutualApplication> {
  const [first] = list.applications;
  const alone = list.applications.length === 1 && !list.failedSeen;
  if (first !== undefined && alone && !first.candidate.needsConfirmation) return ok(first);
  const response = yield {
    kind: "chooseApplication",
    candidates: list.applications.map(({ candidate }) => candidate),
    ...(list.language === undefined ? {} : { language: list.language }),
  };
  if (response.kind === "cardGone") {
    return ended("cardRemoved", "EMV Book 1, 12.4", "the card was removed while an application was chosen");
  }
  assert(
    response.kind === "applicationChosen" || response.kind === "cancelled",
    "a choice of application is resumed with the choice",
  );
  const picked = response.kind === "applicationChosen" ? list.applications[response.index] : undefined;
  if (picked === undefined) return ended("cancelled", "EMV Book 1, 12.4", "no application was chosen");
  return ok(picked);
}

/**
 * The objects of A5 if the selection succeeded; undefined if this candidate is out. The name in the FCI must
 * be the one that was selected (EMV Book 1, 12.4).
 */
function usableFci(
  session: Session,
  list: CandidateList,
  aid: Uint8Array,
  { sw, data }: CardAnswer,
): Result<readonly TlvObject[] | undefined, Ended> {
  const clause = "EMV Book 1, 12.4";
  if (sw === SW_FUNCTION_NOT_SUPPORTED) {
    return ended("cardBlocked", clause, "SELECT answered 6A81: card blocked, or no SELECT");
  }
  if (sw === SW_SELECTED_FILE_BLOCKED) list.blockedSeen = true;
  const fci = sw === SW_SUCCESS ? parseFci(data) : undefined;
  if (fci !== undefined && equalBytes(fci.dfName, aid)) return ok(fci.proprietary);
  const why = sw === SW_SUCCESS ? "an FCI without its own name" : statusWords(sw);
  note(session, "selectApplication", clause, `a candidate is removed: SELECT answered ${why}`);
  return ok(undefined);
}
