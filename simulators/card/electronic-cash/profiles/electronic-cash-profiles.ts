import type { SidedCardProfile } from "../../contactless/card-sides.ts";
import { ascii, type DataObjects } from "../../profile.ts";
import { accountOf } from "../../profiles/contact-data-table.ts";
import { debit, debitApplication } from "../../profiles/debit.ts";
import type { ElectronicCashProfile } from "../electronic-cash-profile.ts";

/** Cards whose electronic cash works behind the contacts (emv-pboc sections 15 and 20). */

const APPLICATION = debitApplication(accountOf("e-cash"));

/** Records of their own: no CVM, action codes for small change, and 9F74 in the last one. */
const PURSE: ElectronicCashProfile = {
  afl: "080101001001040018010201",
  files: [
    { sfi: 1, records: [["57", "5F34"]] },
    { sfi: 2, records: [["90"], ["9F32", "92", "8F"], ["9F46"], ["9F47", "9F48", "9F49"]] },
    {
      sfi: 3,
      records: [
        ["5A", "8E", "9F0D", "9F0E", "9F0F", "5F24", "5F28", "9F42", "9F07", "5F25"],
        ["8C", "8D", "5F30", "9F08", "9F4A", "9F74"],
      ],
    },
  ],
  objects: {
    "8E": "00000000000000001F00",
    "9F0D": "D86004A800",
    "9F0E": "0010980000",
    "9F0F": "D86804F800",
    "9F74": ascii("ECC001"),
  },
};

/** Limit 1,000.00; single purchase 500.00; balance 300.00; below 20.00 left it asks to be loaded. */
const BALANCES: DataObjects = {
  "9F77": "000000100000",
  "9F78": "000000050000",
  "9F79": "000000030000",
  "9F6D": "000000002000",
  DF4D: "0C0A",
  DF4F: "9A039F21039F1A029F4E149F3602",
};

function card(name: string, internal: DataObjects): SidedCardProfile {
  return {
    ...debit,
    name,
    applications: [{ ...APPLICATION, internal: { ...APPLICATION.internal, ...BALANCES, ...internal } }],
    electronicCash: [PURSE],
  };
}

export const ELECTRONIC_CASH_PROFILES: readonly SidedCardProfile[] = [
  card("purse", {}),
  /** Hong Kong dollars beside the yuan: 100.00. */
  card("purse-two-currencies", {
    DF71: "0344",
    DF76: "000000001000",
    DF77: "000000100000",
    DF78: "000000050000",
    DF79: "000000010000",
  }),
];
