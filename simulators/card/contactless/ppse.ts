import { fromAscii, fromHex } from "../../../main/domain/bytes.ts";
import { encodeTlv } from "../../issuer/tlv.ts";
import * as tags from "../tags.ts";
import type { ContactlessApplicationProfile, ContactlessProfile } from "./contactless-profile.ts";

/** `2PAY.SYS.DDF01`: emv-pboc section 2.2. */
export const PPSE_NAME = fromAscii("2PAY.SYS.DDF01");

/** The answer to SELECT PPSE: `6F {84, A5 {BF0C {61 {4F, 50, 87} ...}}}` (emv-pboc section 2.2). */
export function ppseOf({ applications }: ContactlessProfile): Uint8Array {
  const entries = applications.map((application) =>
    encodeTlv(
      tags.TAG_61_APPLICATION_TEMPLATE,
      encodeTlv(tags.TAG_4F_ADF_NAME, fromHex(application.aid)),
      ...["50", "87"].map((tag) => fciObject(application, tag)),
    ),
  );
  const directory = encodeTlv(tags.TAG_BF0C_FCI_DISCRETIONARY, ...entries);
  return encodeTlv(
    tags.TAG_6F_FCI,
    encodeTlv(tags.TAG_84_DF_NAME, PPSE_NAME),
    encodeTlv(tags.TAG_A5_FCI_PROPRIETARY, directory),
  );
}

function fciObject({ fci }: ContactlessApplicationProfile, tag: string): Uint8Array {
  const value = fci.find(([name]) => name === tag)?.[1];
  return value === undefined ? new Uint8Array() : encodeTlv(Number.parseInt(tag, 16), fromHex(value));
}
