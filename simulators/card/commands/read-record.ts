import {
  answer,
  type ResponseApdu,
  SW_CONDITIONS_NOT_SATISFIED,
  SW_FILE_NOT_FOUND,
  SW_RECORD_NOT_FOUND,
  SW_WRONG_P1_P2,
  status,
} from "../apdu.ts";
import { type Records, recordKey } from "../card-image.ts";
import type { CommandBehaviour, SelectedApplication } from "../session.ts";

/** P2 bits 3-1: P1 is a record number. */
const BY_NUMBER = 0x04;
const SFI_MAX = 30;
/** DF4D of the cards of this scheme: `0C 0A`. */
const LOAD_LOG_SFI = 12;

/**
 * READ RECORD: `00 B2 record (SFI<<3|4) 00` (emv-pboc section 3). The directory's records and the log can be
 * read after SELECT; an application's records only after GET PROCESSING OPTIONS, else 6985. 6A82 for an
 * unknown file, 6A83 for an unknown record.
 */
export const readRecord: CommandBehaviour = {
  cla: 0x00,
  ins: 0xb2,
  takesData: false,
  execute({ selected, image }, { p1: record, p2 }) {
    const sfi = p2 >> 3;
    if ((p2 & 0x07) !== BY_NUMBER || sfi === 0 || sfi > SFI_MAX) return status(SW_WRONG_P1_P2);
    if (selected === undefined) return status(SW_CONDITIONS_NOT_SATISFIED);
    if (selected.kind === "directory") return fromFile(image.directory?.records ?? new Map(), sfi, record);
    const { image: application, memory } = selected.application;
    if (sfi === application.log?.sfi) {
      const logged = memory.log[record - 1];
      return logged === undefined ? status(SW_RECORD_NOT_FOUND) : answer(logged);
    }
    if (sfi === LOAD_LOG_SFI && memory.loadLog.length > 0) {
      const loaded = memory.loadLog[record - 1];
      return loaded === undefined ? status(SW_RECORD_NOT_FOUND) : answer(loaded);
    }
    return canRead(selected)
      ? fromFile(application.records, sfi, record)
      : status(SW_CONDITIONS_NOT_SATISFIED);
  },
};

function canRead({ transaction }: SelectedApplication): boolean {
  return transaction !== undefined;
}

function fromFile(records: Records, sfi: number, record: number): ResponseApdu {
  const bytes = records.get(recordKey(sfi, record));
  if (bytes !== undefined) return answer(bytes);
  const isKnownFile = [...records.keys()].some((key) => key >> 8 === sfi);
  return status(isKnownFile ? SW_RECORD_NOT_FOUND : SW_FILE_NOT_FOUND);
}
