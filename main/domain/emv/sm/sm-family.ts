import { sm3 } from "sm-crypto-v2";
import { fromHex } from "../../bytes.ts";
import type { CertificateFamily } from "../kernel/certificate-family.ts";
import { KEY_ALGORITHM } from "../key-algorithm.ts";
import { PBOC_SM_ALGORITHMS, type SmAlgorithms } from "./sm-algorithms-table.ts";
import {
  checkSmIccCertificate,
  checkSmIssuerCertificate,
  openSmIccCertificate,
  openSmIssuerCertificate,
  verifySmCombined,
  verifySmSdad,
  verifySmSsad,
} from "./sm-certificates.ts";

/**
 * SM2 with SM3 (PBOC 3.0 part 17; emv-pboc section 5). The key of a {@link CertificateFamily} is X and Y, 64
 * bytes, in `modulus`; there are no exponents and no remainders, and objects that carry one are not looked at.
 */
export function createSmFamily(algorithms: SmAlgorithms): CertificateFamily {
  return {
    algorithm: KEY_ALGORITHM.sm2,
    exponentRequired: false,
    recoverIssuerKey(input) {
      const opened = openSmIssuerCertificate(input.certificate);
      if (!opened.ok) return opened;
      return checkSmIssuerCertificate(opened.value, input, input.caKey.modulus, algorithms);
    },
    recoverIccKey(input) {
      const opened = openSmIccCertificate(input.certificate);
      if (!opened.ok) return opened;
      return checkSmIccCertificate(opened.value, input, input.issuerKey.modulus, algorithms);
    },
    verifyStatic: ({ ssad, staticData, issuerKey }) => verifySmSsad(ssad, staticData, issuerKey.modulus),
    verifyDynamic: ({ sdad, dynamicData, iccKey }) => verifySmSdad(sdad, dynamicData, iccKey.modulus),
    verifyCombined: ({ sdad, unpredictableNumber, iccKey }) =>
      verifySmCombined(sdad, unpredictableNumber, iccKey.modulus),
    hashTransactionData: (data) => fromHex(sm3(data)),
  };
}

/** As UnionPay numbers the algorithms: 04 and 07; 80 of EMV 4.4 is refused. */
export const smFamily: CertificateFamily = createSmFamily(PBOC_SM_ALGORITHMS);
