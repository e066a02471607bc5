import type { TestAccount } from "../../issuer/accounts-table.ts";
import { TEST_SM2_ICC_KEY } from "../../issuer/test-scheme.ts";
import { type ApplicationProfile, ascii, type CardProfile, type OfflineAuthentication } from "../profile.ts";
import { accountOf } from "./contact-data-table.ts";
import { debit, debitApplication } from "./debit.ts";

/** Cards of the SM variant: SM2 certificates under CA key F4, cryptograms with SM4 (emv-pboc section 5). */

const SM_AUTHENTICATION: OfflineAuthentication = {
  issuer: "sm2",
  iccKey: TEST_SM2_ICC_KEY,
  dataAuthenticationCode: "DAC4",
  iccCertificateSerial: "000411",
};

/** As the debit card's, and the terminal's word on the SM algorithms. */
const PDOL_WITH_DF69 = "9F7A019F02065F2A02DF6901";

function fci(label: string): ApplicationProfile["fci"] {
  return [
    ["50", ascii(label)],
    ["87", "01"],
    ["9F38", PDOL_WITH_DF69],
    ["5F2D", ascii("zh")],
  ];
}

/** Whatever the terminal says, this card has nothing but SM data: it still goes online where nobody knows them. */
export function smOnlyApplication(account: TestAccount): ApplicationProfile {
  return {
    ...debitApplication(account),
    fci: fci("PBOC SM DEBIT"),
    authentication: SM_AUTHENTICATION,
    symmetric: "SM4",
  };
}

/** The SM algorithms alone. */
export const smOnly: CardProfile = {
  ...debit,
  name: "sm-only",
  applications: [smOnlyApplication(accountOf("sm-only"))],
};

/** SM2 certificates in file 4 for a terminal that says DF69 = 01; RSA in file 2 for the others. */
function dualAlgorithmApplication(account: TestAccount): ApplicationProfile {
  return {
    ...debitApplication(account),
    fci: fci("PBOC DUAL DEBIT"),
    smVariant: {
      afl: "080102002001040018010201",
      files: [{ sfi: 4, records: [["90", "8F"], ["93"], ["9F46"], ["9F49"]] }],
      authentication: SM_AUTHENTICATION,
    },
  };
}

/** Both algorithms in one application. */
export const dualAlgorithm: CardProfile = {
  ...debit,
  name: "dual-algorithm",
  applications: [dualAlgorithmApplication(accountOf("dual-algorithm"))],
};
