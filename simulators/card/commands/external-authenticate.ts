import { equalBytes, toLatin1 } from "../../../main/domain/bytes.ts";
import {
  SW_AUTHENTICATION_FAILED,
  SW_CONDITIONS_NOT_SATISFIED,
  SW_SUCCESS,
  SW_WRONG_LENGTH,
  SW_WRONG_P1_P2,
  status,
} from "../apdu.ts";
import { expectedAnswer } from "../application-cryptogram.ts";
import { supportsIssuerAuthentication } from "../card-image.ts";
import type { CommandBehaviour } from "../session.ts";

const ARPC_LENGTH = 8;
const ARC_LENGTH = 2;

/**
 * EXTERNAL AUTHENTICATE: `00 82 00 00 0A <tag 91>`, ARPC(8) and ARC(2) (emv-pboc sections 11 and 13.3). Once
 * after an ARQC: 9000, or 6300 when the ARPC is wrong, which the second GENERATE AC answers for. 6985 at any
 * other time and a second time; 6700 for another length, which does not use up the attempt.
 */
export const externalAuthenticate: CommandBehaviour = {
  cla: 0x00,
  ins: 0x82,
  takesData: true,
  execute({ selected }, { p1, p2, data }) {
    if (p1 !== 0 || p2 !== 0) return status(SW_WRONG_P1_P2);
    if (selected?.kind !== "application") return status(SW_CONDITIONS_NOT_SATISFIED);
    const { application, transaction } = selected;
    if (!supportsIssuerAuthentication(application.image)) return status(SW_CONDITIONS_NOT_SATISFIED);
    if (transaction?.phase !== "online" || transaction.arqc === undefined)
      return status(SW_CONDITIONS_NOT_SATISFIED);
    if (transaction.issuerAuthentication !== "notDone") return status(SW_CONDITIONS_NOT_SATISFIED);
    if (data.length !== ARPC_LENGTH + ARC_LENGTH) return status(SW_WRONG_LENGTH);
    const arc = data.slice(ARPC_LENGTH);
    const expected = expectedAnswer(application, transaction.arqc, arc);
    if (!equalBytes(expected, data.subarray(0, ARPC_LENGTH))) {
      transaction.issuerAuthentication = "failed";
      transaction.cvr.issuerAuthenticationFailed = true;
      return status(SW_AUTHENTICATION_FAILED);
    }
    transaction.issuerAuthentication = "succeeded";
    transaction.authenticatedArc = toLatin1(arc);
    return status(SW_SUCCESS);
  },
};
