import { signDynamicData } from "../../issuer/certificates.ts";
import { encodeTlv } from "../../issuer/tlv.ts";
import {
  answer,
  SW_CONDITIONS_NOT_SATISFIED,
  SW_INS_NOT_SUPPORTED,
  SW_WRONG_LENGTH,
  SW_WRONG_P1_P2,
  status,
} from "../apdu.ts";
import { asSigned } from "../card-image.ts";
import { type CommandBehaviour, dolLength, iccDynamicNumber } from "../session.ts";
import * as tags from "../tags.ts";

/**
 * INTERNAL AUTHENTICATE: `00 88 00 00 Lc <DDOL data> 00` (emv-pboc 4.5). Answers the signature in template 80
 * or as 9F4B in 77. 6D00 on a card without a key of its own, 6985 outside a transaction and after GENERATE AC.
 */
export const internalAuthenticate: CommandBehaviour = {
  cla: 0x00,
  ins: 0x88,
  takesData: true,
  execute(session, { p1, p2, data }) {
    const { selected } = session;
    if (selected?.kind !== "application") return status(SW_CONDITIONS_NOT_SATISFIED);
    const { application, transaction } = selected;
    const { iccKey, ddol, responseFormat, signatureFlaw } = application.image;
    if (iccKey === undefined) return status(SW_INS_NOT_SUPPORTED);
    if (p1 !== 0 || p2 !== 0) return status(SW_WRONG_P1_P2);
    if (transaction?.phase !== "initiated") return status(SW_CONDITIONS_NOT_SATISFIED);
    if (data.length !== dolLength(ddol)) return status(SW_WRONG_LENGTH);
    const dynamicNumber = iccDynamicNumber(session, application.memory.atc);
    const signed = signDynamicData(iccKey, dynamicNumber, data, signatureFlaw);
    const signature = asSigned(application.image, signed);
    transaction.cvr.ddaPerformed = true;
    if (responseFormat === 1) return answer(encodeTlv(tags.TAG_80_RESPONSE_FORMAT_1, signature));
    return answer(encodeTlv(tags.TAG_77_RESPONSE_FORMAT_2, encodeTlv(tags.TAG_9F4B_SDAD, signature)));
  },
};
