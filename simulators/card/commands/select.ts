import { equalBytes } from "../../../main/domain/bytes.ts";
import {
  answer,
  type CommandApdu,
  type ResponseApdu,
  SW_FILE_NOT_FOUND,
  SW_FUNCTION_NOT_SUPPORTED,
  SW_SELECTED_FILE_INVALIDATED,
  SW_SUCCESS,
  SW_WRONG_LENGTH,
  SW_WRONG_P1_P2,
  status,
} from "../apdu.ts";
import { PSE_NAME } from "../personalise.ts";
import type { CommandBehaviour, Session } from "../session.ts";

const BY_NAME = 0x04;
const FIRST_OR_ONLY = 0x00;
const NEXT = 0x02;
const NAME_LENGTH_MAX = 16;

/**
 * SELECT by name: `00 A4 04 00|02 Lc name [00]` (emv-pboc 2.1 to 2.3). The name may be the beginning of an
 * AID; P2 = 02 goes on to the next application that begins with it. 6283 with FCI for a blocked application,
 * 6A82 when nothing (more) matches, 6A81 on a blocked card. A failed SELECT leaves the selection as it was.
 */
export const select: CommandBehaviour = {
  cla: 0x00,
  ins: 0xa4,
  takesData: true,
  execute(session, { p1, p2, data }) {
    if (session.image.cardBlocked) return status(SW_FUNCTION_NOT_SUPPORTED);
    if (p1 !== BY_NAME || (p2 !== FIRST_OR_ONLY && p2 !== NEXT)) return status(SW_WRONG_P1_P2);
    if (data.length === 0 || data.length > NAME_LENGTH_MAX) return status(SW_WRONG_LENGTH);
    if (equalBytes(data, PSE_NAME)) return selectDirectory(session, p2);
    return selectApplication(session, p2, data);
  },
};

function selectDirectory(session: Session, p2: number): ResponseApdu {
  const { directory } = session.image;
  if (directory === undefined || p2 === NEXT) return status(SW_FILE_NOT_FOUND);
  session.selected = { kind: "directory" };
  return answer(directory.fci, directory.blocked ? SW_SELECTED_FILE_INVALIDATED : SW_SUCCESS);
}

function selectApplication(session: Session, p2: CommandApdu["p2"], name: Uint8Array): ResponseApdu {
  const { selected } = session;
  const from = p2 === NEXT && selected?.kind === "application" ? selected.position + 1 : 0;
  const position = session.applications.findIndex(
    ({ image }, i) => i >= from && equalBytes(image.aid.subarray(0, name.length), name),
  );
  const application = session.applications[position];
  if (application === undefined) return status(SW_FILE_NOT_FOUND);
  session.selected = { kind: "application", application, position, transaction: undefined };
  const sw = application.memory.blocked ? SW_SELECTED_FILE_INVALIDATED : SW_SUCCESS;
  return answer(application.image.fci, sw);
}
