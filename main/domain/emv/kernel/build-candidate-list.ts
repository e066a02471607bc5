import { equalBytes, fromAscii } from "../../bytes.ts";
import { ok } from "../../result.ts";
import { EMV_SFI_MAX } from "../afl.ts";
import {
  type CardAnswer,
  readRecordCommand,
  SW_FUNCTION_NOT_SUPPORTED,
  SW_RECORD_NOT_FOUND,
  SW_SELECTED_FILE_BLOCKED,
  SW_SUCCESS,
  selectCommand,
} from "../apdu.ts";
import type { ApplicationParameters } from "../parameters.ts";
import {
  TAG_4F_AID,
  TAG_9D_DDF_NAME,
  TAG_61_APPLICATION_TEMPLATE,
  TAG_70_RECORD_TEMPLATE,
  TAG_88_SFI,
} from "../tags.ts";
import { decodeTlv, findTlv, type TlvObject } from "../tlv.ts";
import {
  byPriority,
  candidateFrom,
  codeTableIndexOf,
  findParameters,
  isAid,
  languageOf,
  matches,
  parseFci,
} from "./candidate.ts";
import type { Candidate } from "./protocol.ts";
import { ended, note, type Session, type Step, sendCommand, statusWords } from "./session.ts";

/** Building the candidate list (EMV Book 1, 12.3; emv-pboc sections 2.1 and 2.3). */

const PSE_NAME = fromAscii("1PAY.SYS.DDF01");

/**
 * Records read from the PSE and its sub-directories together. Cards carry one to four; a record holds several
 * entries.
 */
export const DIRECTORY_RECORDS_MAX = 32;

/** Sub-directories (9D) that are followed, at all levels together. */
export const SUB_DIRECTORIES_MAX = 4;

/** Applications of one card that share a terminal AID and are asked for one after the other. */
export const NEXT_OCCURRENCES_MAX = 16;

/** Candidates that are kept; nobody can choose among more, and cards have two or three. */
export const CANDIDATES_MAX = 32;

/** An application that card and terminal share, with the terminal's parameters for it. */
export type MutualApplication = {
  readonly candidate: Candidate;
  readonly parameters: ApplicationParameters;
};

/** The candidates, best first. The list shrinks as applications prove unusable. */
export type CandidateList = {
  readonly applications: MutualApplication[];
  /** Whether a common application was found blocked: the reason to give if nothing remains. */
  blockedSeen: boolean;
  /** Whether one candidate has failed already: then the rest is never chosen without asking. */
  failedSeen: boolean;
  /** The language for the choice, as the payment system directory says it. */
  language: string | undefined;
};

/** PSE first; if it brings no candidate, every terminal AID is tried. */
export function* buildCandidateList(session: Session): Step<CandidateList> {
  const list: CandidateList = {
    applications: [],
    blockedSeen: false,
    failedSeen: false,
    language: undefined,
  };
  const directory = yield* readPse(session, list);
  if (!directory.ok) return directory;
  if (list.applications.length === 0) {
    const tried = yield* tryTerminalAids(session, list);
    if (!tried.ok) return tried;
  }
  list.applications.sort((a, b) => byPriority(a.candidate, b.candidate));
  return ok(list);
}

/** EMV Book 1, 12.3.2. Whatever is wrong with the PSE except 6A81 leads to the list of AIDs. */
function* readPse(session: Session, list: CandidateList): Step<void> {
  const clause = "EMV Book 1, 12.3.2";
  const selected = yield* sendCommand("SELECT PSE", selectCommand(PSE_NAME));
  if (!selected.ok) return selected;
  const { sw, data } = selected.value;
  if (sw === SW_FUNCTION_NOT_SUPPORTED) {
    return ended("cardBlocked", clause, "SELECT PSE answered 6A81: card blocked, or no SELECT");
  }
  const directory = sw === SW_SUCCESS ? directoryOf(session, data) : undefined;
  if (directory === undefined) {
    note(
      session,
      "selectApplication",
      clause,
      `no usable PSE (${statusWords(sw)}): the list of AIDs is used`,
    );
    return ok(undefined);
  }
  list.language = directory.language;
  const budget = { records: DIRECTORY_RECORDS_MAX };
  const subDirectories: Uint8Array[] = [];
  const read = yield* readDirectory(session, list, directory, budget, subDirectories);
  if (!read.ok) return read;
  // Directories may name directories in turn; the list grows while it is worked off, up to its limit.
  for (let i = 0; i < Math.min(subDirectories.length, SUB_DIRECTORIES_MAX); i++) {
    const name = subDirectories[i] ?? new Uint8Array();
    const opened = yield* sendCommand("SELECT DDF", selectCommand(name));
    if (!opened.ok) return opened;
    const below = opened.value.sw === SW_SUCCESS ? directoryOf(session, opened.value.data) : undefined;
    if (below === undefined) continue;
    const readBelow = yield* readDirectory(session, list, below, budget, subDirectories);
    if (!readBelow.ok) return readBelow;
  }
  note(session, "selectApplication", clause, `PSE brought ${list.applications.length} common applications`);
  return ok(undefined);
}

type Directory = {
  readonly sfi: number;
  readonly codeTableIndex: Uint8Array | undefined;
  readonly language: string | undefined;
};

/** SFI of the directory file, 1 to 10 (EMV Book 1, 12.2.3). */
function directoryOf(session: Session, fciData: Uint8Array): Directory | undefined {
  const fci = parseFci(fciData);
  if (fci === undefined) return undefined;
  const value = findTlv(fci.proprietary, TAG_88_SFI)?.value;
  const sfi = value?.length === 1 ? value[0] : undefined;
  if (sfi === undefined || sfi < 1 || sfi > EMV_SFI_MAX) return undefined;
  const { proprietary } = fci;
  return {
    sfi,
    codeTableIndex: codeTableIndexOf(proprietary),
    language: languageOf(session, proprietary),
  };
}

/**
 * EMV Book 1, 12.3.2 steps 2 to 4: records from 1 until 6A83. A record that cannot be read or understood is
 * passed over.
 */
function* readDirectory(
  session: Session,
  list: CandidateList,
  directory: Directory,
  budget: { records: number },
  subDirectories: Uint8Array[],
): Step<void> {
  for (let record = 1; budget.records > 0; record++) {
    budget.records -= 1;
    const read = yield* sendCommand("READ RECORD", readRecordCommand(directory.sfi, record));
    if (!read.ok) return read;
    if (read.value.sw === SW_RECORD_NOT_FOUND) return ok(undefined);
    if (read.value.sw !== SW_SUCCESS) continue;
    for (const entry of directoryEntries(read.value.data)) {
      const subDirectory = findTlv(entry, TAG_9D_DDF_NAME)?.value;
      const isKnown = subDirectories.some((other) => equalBytes(other, subDirectory ?? new Uint8Array()));
      if (isAid(subDirectory) && !isKnown) subDirectories.push(subDirectory);
      const aid = findTlv(entry, TAG_4F_AID)?.value;
      if (isAid(aid))
        addCandidate(session, list, candidateFrom(session, aid, entry, directory.codeTableIndex));
    }
  }
  return ended("tooManySteps", "EMV Book 1, 12.3.2", `more than ${DIRECTORY_RECORDS_MAX} directory records`);
}

/** The entries (61) of a record 70 { 61 {...} 61 {...} } (EMV Book 1, 12.2.3). */
function directoryEntries(record: Uint8Array): (readonly TlvObject[])[] {
  const objects = decodeTlv(record);
  if (!objects.ok) return [];
  const template = findTlv(objects.value, TAG_70_RECORD_TEMPLATE)?.children ?? [];
  return template
    .filter((object) => object.tag === TAG_61_APPLICATION_TEMPLATE)
    .map((object) => object.children ?? []);
}

/** Adds an application once, if the terminal knows its AID. */
function addCandidate(session: Session, list: CandidateList, candidate: Candidate): void {
  const parameters = findParameters(session, candidate.aid);
  if (parameters === undefined || list.applications.length >= CANDIDATES_MAX) return;
  const known = list.applications.some((other) => equalBytes(other.candidate.aid, candidate.aid));
  if (!known) list.applications.push({ candidate, parameters });
}

/** EMV Book 1, 12.3.3: SELECT with every terminal AID. */
function* tryTerminalAids(session: Session, list: CandidateList): Step<void> {
  const clause = "EMV Book 1, 12.3.3";
  for (const [i, parameters] of session.input.applications.entries()) {
    const selected = yield* sendCommand("SELECT", selectCommand(parameters.aid));
    if (!selected.ok) return selected;
    // Step 2 asks only the first SELECT: a card that knew one AID is not blocked.
    if (i === 0 && selected.value.sw === SW_FUNCTION_NOT_SUPPORTED) {
      return ended("cardBlocked", clause, "the first SELECT answered 6A81: card blocked, or no SELECT");
    }
    const longerNames: Uint8Array[] = [];
    let name = considerSelected(session, list, parameters, selected.value);
    // A card that gives a name twice does not know "next occurrence" and has no more.
    while (name !== undefined && !longerNames.some((other) => equalBytes(other, name as Uint8Array))) {
      longerNames.push(name);
      if (longerNames.length > NEXT_OCCURRENCES_MAX) {
        return ended(
          "tooManySteps",
          clause,
          `more than ${NEXT_OCCURRENCES_MAX} applications begin with one AID`,
        );
      }
      const next = yield* sendCommand("SELECT next", selectCommand(parameters.aid, true));
      if (!next.ok) return next;
      name = considerSelected(session, list, parameters, next.value);
    }
  }
  note(session, "selectApplication", clause, `AIDs brought ${list.applications.length} common applications`);
  return ok(undefined);
}

/**
 * EMV Book 1, 12.3.3 steps 3 to 7, for one answer to SELECT. Returns the card's name if it is longer than the
 * terminal's and that is allowed: then the next occurrence is asked for.
 */
function considerSelected(
  session: Session,
  list: CandidateList,
  parameters: ApplicationParameters,
  { sw, data }: CardAnswer,
): Uint8Array | undefined {
  if (sw !== SW_SUCCESS && sw !== SW_SELECTED_FILE_BLOCKED) return undefined;
  const fci = parseFci(data);
  if (fci === undefined || !isAid(fci.dfName) || !matches(parameters, fci.dfName)) {
    // A blocked application may answer without FCI; it has the name that was asked for.
    if (sw === SW_SELECTED_FILE_BLOCKED && fci === undefined) list.blockedSeen = true;
    return undefined;
  }
  if (sw === SW_SELECTED_FILE_BLOCKED) list.blockedSeen = true;
  else {
    const index = codeTableIndexOf(fci.proprietary);
    addCandidate(session, list, candidateFrom(session, fci.dfName, fci.proprietary, index));
  }
  return fci.dfName.length > parameters.aid.length ? fci.dfName : undefined;
}
