import { encodeTlv } from "../../issuer/tlv.ts";
import { answer, SW_CONDITIONS_NOT_SATISFIED, SW_REFERENCED_DATA_NOT_FOUND, status } from "../apdu.ts";
import { balanceObject } from "../electronic-cash/purse.ts";
import { type Application, type CommandBehaviour, counterBytes } from "../session.ts";
import * as tags from "../tags.ts";

/**
 * GET DATA: `80 CA <tag> 00` (emv-pboc sections 7, 8, 18). Answers tag, length and value of the counters
 * 9F36, 9F13, 9F17, of the balances, and of every internal data object of the profile (9F4F, 9F58 ...), else 6A88.
 */
export const getData: CommandBehaviour = {
  cla: 0x80,
  ins: 0xca,
  takesData: false,
  execute({ selected }, { p1, p2 }) {
    if (selected?.kind !== "application") return status(SW_CONDITIONS_NOT_SATISFIED);
    const tag = p1 === 0 ? p2 : p1 * 256 + p2;
    const value = dataObject(selected.application, tag);
    return value === undefined ? status(SW_REFERENCED_DATA_NOT_FOUND) : answer(encodeTlv(tag, value));
  },
};

function dataObject(application: Application, tag: number): Uint8Array | undefined {
  const { image, memory } = application;
  switch (tag) {
    case tags.TAG_9F36_ATC:
      return counterBytes(memory.atc);
    case tags.TAG_9F13_LAST_ONLINE_ATC:
      return counterBytes(memory.lastOnlineAtc);
    case tags.TAG_9F17_PIN_TRY_COUNTER:
      return Uint8Array.of(memory.pinTryCounter);
    default:
      return balanceObject(application, tag) ?? image.internal.get(tag);
  }
}
