import { equalBytes } from "../../../main/domain/bytes.ts";
import { answer, SW_FUNCTION_NOT_SUPPORTED, SW_SUCCESS, status } from "../apdu.ts";
import type { ApplicationImage } from "../card-image.ts";
import { recordKey } from "../card-image.ts";
import { getChallenge } from "../commands/get-challenge.ts";
import { getData } from "../commands/get-data.ts";
import { readRecord } from "../commands/read-record.ts";
import { select } from "../commands/select.ts";
import type { CommandBehaviour } from "../session.ts";
import { PPSE_NAME } from "./ppse.ts";
import { contactlessProcessingOptions, takeMoney } from "./processing-options.ts";

/** SELECT: the PPSE, and the contactless applications by name. */
const contactlessSelect: CommandBehaviour = {
  ...select,
  execute(session, command) {
    if (session.image.cardBlocked) return status(SW_FUNCTION_NOT_SUPPORTED);
    if (session.ppse === undefined || !equalBytes(command.data, PPSE_NAME))
      return select.execute(session, command);
    session.selected = { kind: "directory" };
    return answer(session.ppse, SW_SUCCESS);
  },
};

/** READ RECORD: the signature's record is made for each transaction, and the last of the AFL takes the money. */
const contactlessReadRecord: CommandBehaviour = {
  ...readRecord,
  execute(session, command) {
    const read = readRecord.execute(session, command);
    const { selected } = session;
    if (selected?.kind !== "application" || selected.transaction === undefined) return read;
    const { application, transaction } = selected;
    const key = recordKey(command.p2 >> 3, command.p1);
    const isLast = read.sw === SW_SUCCESS && key === lastRecordOf(application.image);
    if (isLast && transaction.moneyIsDue === true) takeMoney(application, transaction);
    const made = transaction.dynamicRecords?.get(key);
    return made === undefined || read.sw !== SW_SUCCESS ? read : answer(made);
  },
};

function lastRecordOf({ afl }: ApplicationImage): number {
  const [sfiByte = 0, , last = 0] = afl.subarray(-4);
  return recordKey(sfiByte >> 3, last);
}

/** What the card knows without contacts. */
export const CONTACTLESS_COMMANDS: readonly CommandBehaviour[] = [
  contactlessSelect,
  contactlessReadRecord,
  contactlessProcessingOptions,
  getData,
  getChallenge,
];
