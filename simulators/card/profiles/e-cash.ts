import type { SidedCardProfile } from "../contactless/card-sides.ts";
import { ascii } from "../profile.ts";
import { accountOf } from "./contact-data-table.ts";
import { debit, debitApplication } from "./debit.ts";

const application = debitApplication(accountOf("e-cash"));

/**
 * Electronic cash without an account behind it: AID ...06, no cardholder verification, a balance of 500.00 and
 * limits in the internal objects (emv-pboc sections 2.5 and 15).
 */
export const eCash: SidedCardProfile = {
  ...debit,
  name: "e-cash",
  applications: [
    {
      ...application,
      aid: "A000000333010106",
      fci: [
        ["50", ascii("PBOC ECASH")],
        ["87", "01"],
        ["9F38", "9F7A019F02065F2A02"],
        ["5F2D", ascii("zh")],
      ],
      objects: {
        ...application.objects,
        "5F20": ascii("TEST/ECASH"),
        "8E": "00000000000000001F00",
        "9F74": ascii("ECC001"),
      },
      internal: {
        ...application.internal,
        // Limit 1,000.00; single transaction 500.00; balance 500.00; below 20.00 left it wants to be loaded.
        "9F77": "000000100000",
        "9F78": "000000050000",
        "9F79": "000000050000",
        "9F6D": "000000002000",
      },
    },
  ],
  // The same data, and 9F74 in a record of its own: by it the terminal knows that the card agreed.
  electronicCash: [
    {
      afl: "080102001001050018010301",
      files: application.files.map((file) =>
        file.sfi === 3 ? { ...file, records: [...file.records, ["9F74"]] } : file,
      ),
      objects: {},
    },
  ],
};
