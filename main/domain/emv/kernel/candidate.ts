import { equalBytes, toHex } from "../../bytes.ts";
import { decodeIso8859 } from "../iso-8859.ts";
import { commonLanguage } from "../language.ts";
import { hasBit, type NamedBit } from "../named-bits.ts";
import type { ApplicationParameters } from "../parameters.ts";
import {
  TAG_5F2D_LANGUAGE_PREFERENCE,
  TAG_6F_FCI_TEMPLATE,
  TAG_9F11_ISSUER_CODE_TABLE_INDEX,
  TAG_9F12_APPLICATION_PREFERRED_NAME,
  TAG_50_APPLICATION_LABEL,
  TAG_84_DF_NAME,
  TAG_87_APPLICATION_PRIORITY_INDICATOR,
  TAG_A5_FCI_PROPRIETARY_TEMPLATE,
} from "../tags.ts";
import { ADDITIONAL_TERMINAL_CAPABILITIES } from "../terminal-capabilities.ts";
import { decodeTlv, findTlv, findTlvAt, type TlvObject } from "../tlv.ts";
import type { Candidate } from "./protocol.ts";
import type { Session } from "./session.ts";

/**
 * What an application is called and how much it is wanted (EMV Book 1, 12.2.3, 12.2.4 and 12.4; emv-pboc
 * section 2).
 */

/** An AID has 5 to 16 bytes (EMV Book 1, 12.2.1). */
const AID_LENGTH_MIN = 5;
const AID_LENGTH_MAX = 16;

const NAME_LENGTH_MAX = 16;

export function isAid(name: Uint8Array | undefined): name is Uint8Array {
  return name !== undefined && name.length >= AID_LENGTH_MIN && name.length <= AID_LENGTH_MAX;
}

/** The FCI of a selected application: its name, and the objects of A5. */
export type Fci = { readonly dfName: Uint8Array; readonly proprietary: readonly TlvObject[] };

/** Reads 6F { 84, A5 {...} } (EMV Book 1, 11.3.4). Undefined if it is malformed or has no name. */
export function parseFci(data: Uint8Array): Fci | undefined {
  const objects = decodeTlv(data);
  if (!objects.ok) return undefined;
  const dfName = findTlvAt(objects.value, TAG_6F_FCI_TEMPLATE, TAG_84_DF_NAME)?.value;
  if (dfName === undefined) return undefined;
  const proprietary = findTlvAt(objects.value, TAG_6F_FCI_TEMPLATE, TAG_A5_FCI_PROPRIETARY_TEMPLATE);
  return { dfName, proprietary: proprietary?.children ?? [] };
}

/**
 * Whether the card's name is the terminal's, or begins with it where that is allowed (EMV Book 1, 12.3.1).
 */
export function matches(parameters: ApplicationParameters, cardAid: Uint8Array): boolean {
  const { aid, partialMatch } = parameters;
  if (cardAid.length < aid.length || (cardAid.length > aid.length && !partialMatch)) return false;
  return equalBytes(cardAid.subarray(0, aid.length), aid);
}

/**
 * The terminal's parameters for the card's AID: of several that match, the longest name is the most
 * particular.
 */
export function findParameters(session: Session, cardAid: Uint8Array): ApplicationParameters | undefined {
  let best: ApplicationParameters | undefined;
  for (const parameters of session.input.applications) {
    if (!matches(parameters, cardAid)) continue;
    if (best === undefined || parameters.aid.length > best.aid.length) best = parameters;
  }
  return best;
}

/**
 * Builds a candidate from a directory entry (61) or the objects of A5; `nameless` is its label if they bring
 * none.
 */
export function candidateFrom(
  session: Session,
  aid: Uint8Array,
  objects: readonly TlvObject[],
  codeTableIndex: Uint8Array | undefined,
  nameless = toHex(aid),
): Candidate {
  const indicator = findTlv(objects, TAG_87_APPLICATION_PRIORITY_INDICATOR)?.value[0] ?? 0;
  const label = labelOf(objects);
  const preferred = preferredName(session, objects, codeTableIndex);
  return {
    aid,
    label: label ?? nameless,
    ...(preferred === undefined ? {} : { preferredName: preferred }),
    priority: indicator & 0x0f,
    needsConfirmation: (indicator & 0x80) !== 0,
  };
}

/** 9F11 inside A5. */
export function codeTableIndexOf(objects: readonly TlvObject[]): Uint8Array | undefined {
  return findTlv(objects, TAG_9F11_ISSUER_CODE_TABLE_INDEX)?.value;
}

/** 5F2D inside A5 and the terminal's languages (EMV Book 4, 11.1). */
export function languageOf(session: Session, objects: readonly TlvObject[]): string | undefined {
  const preference = findTlv(objects, TAG_5F2D_LANGUAGE_PREFERENCE)?.value;
  return commonLanguage(preference, session.input.terminal.languages);
}

/** What people are shown: the preferred name if there is one, else the label. */
export function displayName(candidate: Candidate): string {
  return candidate.preferredName ?? candidate.label;
}

/** The bits of 9F40 for the code tables 1 to 10 (EMV Book 4, annex A3). */
const CODE_TABLES: readonly NamedBit[] = [
  ADDITIONAL_TERMINAL_CAPABILITIES.codeTable1,
  ADDITIONAL_TERMINAL_CAPABILITIES.codeTable2,
  ADDITIONAL_TERMINAL_CAPABILITIES.codeTable3,
  ADDITIONAL_TERMINAL_CAPABILITIES.codeTable4,
  ADDITIONAL_TERMINAL_CAPABILITIES.codeTable5,
  ADDITIONAL_TERMINAL_CAPABILITIES.codeTable6,
  ADDITIONAL_TERMINAL_CAPABILITIES.codeTable7,
  ADDITIONAL_TERMINAL_CAPABILITIES.codeTable8,
  ADDITIONAL_TERMINAL_CAPABILITIES.codeTable9,
  ADDITIONAL_TERMINAL_CAPABILITIES.codeTable10,
];

/**
 * 9F12 may be shown only if the terminal claims its code table in 9F40 (EMV Book 1, 12.4): one of the parts 1
 * to 10 of ISO/IEC 8859, named by 9F11. Otherwise the label is shown.
 */
function preferredName(
  session: Session,
  objects: readonly TlvObject[],
  codeTableIndex: Uint8Array | undefined,
): string | undefined {
  const part = codeTableIndex?.length === 1 ? (codeTableIndex[0] ?? 0) : 0;
  const capability = CODE_TABLES[part - 1];
  const claimed = session.input.terminal.additionalTerminalCapabilities;
  if (capability === undefined || !hasBit(claimed, capability)) return undefined;
  return nameIn(findTlv(objects, TAG_9F12_APPLICATION_PREFERRED_NAME)?.value, part);
}

/** 50 is ASCII (EMV Book 3, annex B): what stands above 7E in it is not shown. */
function labelOf(objects: readonly TlvObject[]): string | undefined {
  const value = findTlv(objects, TAG_50_APPLICATION_LABEL)?.value;
  return nameIn(
    value?.map((code) => (code < 0x7f ? code : 0x20)),
    1,
  );
}

/** Undefined if nothing is left that can be shown. */
function nameIn(value: Uint8Array | undefined, part: number): string | undefined {
  const text = decodeIso8859((value ?? new Uint8Array()).subarray(0, NAME_LENGTH_MAX), part)?.trim();
  return text === "" ? undefined : text;
}

/**
 * EMV Book 1, 12.4 step 4: 1 first, 15 last, 0 (none given) behind all; equal ones stay in the order they
 * were found in.
 */
export function byPriority(a: Candidate, b: Candidate): number {
  const rank = (candidate: Candidate): number => (candidate.priority === 0 ? 16 : candidate.priority);
  return rank(a) - rank(b);
}
