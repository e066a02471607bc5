import type { TestAccount } from "../../../issuer/accounts-table.ts";
import { ascii, type DataObjects } from "../../profile.ts";
import { CDOL1, CDOL2, CHINA, ISSUER_ACTION_CODES, RISK_LIMITS } from "../../profiles/contact-data-table.ts";
import { smOnlyApplication } from "../../profiles/sm.ts";
import type { ContactlessApplicationProfile, ContactlessBehaviour } from "../contactless-profile.ts";

/** Data that the contactless profiles share: emv-pboc sections 16 and 20. */

/**
 * 9F66 9F02 9F03 9F1A 95 5F2A 9A 9C 9F37 as cards of the field have it; 9F21 and 9F4E feed the log, DF60 a fee by
 * segment.
 */
const PDOL = "9F66049F02069F03069F1A0295055F2A029A039C019F37049F21039F4E14DF6001";

/** Tags 57 and 5F34, which stand in the answer to GET PROCESSING OPTIONS. */
function identity({ pan, expiry, serviceCode, panSequenceNumber }: TestAccount): DataObjects {
  const track2 = `${pan}D${expiry}${serviceCode}00000000`;
  return {
    "57": track2.length % 2 === 0 ? track2 : `${track2}F`,
    "5F34": panSequenceNumber.toString().padStart(2, "0"),
  };
}

/** Balance 300.00, at most 200.00 at once; no CVM up to 150.00; below 20.00 left it wants to be loaded. */
export const PURSE: DataObjects = {
  "9F77": "000000100000",
  "9F78": "000000020000",
  "9F79": "000000030000",
  "9F6D": "000000002000",
  DF4F: "9A039F21039F1A029F4E149F3602",
};

export type ContactlessChange = {
  readonly behaviour?: ContactlessBehaviour;
  /** Tag 9F6C: what to do when something fails. */
  readonly qualifiers?: string;
  /** 1024 bits fit the answer to GET PROCESSING OPTIONS; 1152 bits need a record of their own. */
  readonly iccKey?: "iccOne" | "iccTwo";
  readonly internal?: DataObjects;
  readonly objects?: DataObjects;
  /** SM2 certificates and SM4 cryptograms; the PDOL then asks for DF69. */
  readonly sm?: boolean;
};

/** A debit application with electronic cash, by qPBOC. Five records, or six with a long key; the last has 9F74. */
export function contactlessApplication(
  account: TestAccount,
  change: ContactlessChange = {},
): ContactlessApplicationProfile {
  const isLong = change.iccKey === "iccOne";
  return {
    aid: "A000000333010101",
    account,
    ...(change.sm === true && { symmetric: "SM4" as const }),
    responseFormat: 2,
    aip: "7C00",
    afl: `1001030018010101${isLong ? "30010100" : ""}20010100`,
    fci: [
      ["50", ascii("PBOC DEBIT")],
      ["87", "01"],
      ["9F38", change.sm === true ? `${PDOL}DF6901` : PDOL],
      ["5F2D", ascii("zh")],
    ],
    objects: {
      ...CHINA,
      ...ISSUER_ACTION_CODES,
      "8C": CDOL1,
      "8D": CDOL2,
      "9F4A": "82",
      "9F74": ascii("ECC001"),
      ...change.objects,
    },
    files: [
      { sfi: 2, records: [["90"], ["9F32", "92", "8F", "9F47", "9F48"], ["9F46"]] },
      { sfi: 3, records: [["5A", "5F24", "5F25", "5F28", "9F07", "9F08", "9F4A", "5F30", "9F42"]] },
      { sfi: 4, records: [["9F74"]] },
      // Empty here: its signature is made for each transaction.
      ...(isLong ? [{ sfi: 6, records: [[]] }] : []),
    ],
    internal: {
      ...RISK_LIMITS,
      ...PURSE,
      ...identity(account),
      "9F5D": "000000000000",
      "9F6B": "000000015000",
      "9F6C": change.qualifiers ?? "0000",
      ...change.internal,
    },
    authentication:
      change.sm === true
        ? smOnlyApplication(account).authentication
        : {
            issuer: "debit",
            iccKey: change.iccKey ?? "iccTwo",
            dataAuthenticationCode: "DAC1",
            iccCertificateSerial: "000311",
          },
    contactless: change.behaviour ?? {},
    atc: 0x0020,
    lastOnlineAtc: 0x0020,
    pinTryCounter: 3,
    log: { sfi: 11, recordCountMax: 10 },
  };
}
