import { answer, SW_CONDITIONS_NOT_SATISFIED, SW_WRONG_P1_P2, status } from "../apdu.ts";
import type { CommandBehaviour } from "../session.ts";

const CHALLENGE_LENGTH = 8;

/** GET CHALLENGE: `00 84 00 00 00`, 8 bytes (emv-pboc 4.7). 6985 without a selected application. */
export const getChallenge: CommandBehaviour = {
  cla: 0x00,
  ins: 0x84,
  takesData: false,
  execute({ selected, random }, { p1, p2 }) {
    if (p1 !== 0 || p2 !== 0) return status(SW_WRONG_P1_P2);
    if (selected?.kind !== "application") return status(SW_CONDITIONS_NOT_SATISFIED);
    return answer(random(CHALLENGE_LENGTH));
  },
};
