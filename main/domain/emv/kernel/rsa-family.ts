import { sha1 } from "@noble/hashes/legacy.js";
import { concatBytes } from "../../bytes.ts";
import { KEY_ALGORITHM } from "../key-algorithm.ts";
import type { CertificateFamily } from "./certificate-family.ts";
import {
  checkCombinedSdad,
  checkIccCertificate,
  checkIssuerCertificate,
  checkSdad,
  checkSsad,
  openIccCertificate,
  openIssuerCertificate,
  openSdad,
  openSsad,
} from "./rsa-certificates.ts";

/** RSA with message recovery and SHA-1, keys up to 1984 bits (EMV Book 2, 5 and 6; emv-pboc section 4). */
export const rsaFamily: CertificateFamily = {
  algorithm: KEY_ALGORITHM.rsa,
  exponentRequired: true,
  recoverIssuerKey(input) {
    const opened = openIssuerCertificate(input.certificate, input.caKey);
    return opened.ok ? checkIssuerCertificate(opened.value, input, input.isRevoked) : opened;
  },
  recoverIccKey(input) {
    const opened = openIccCertificate(input.certificate, input.issuerKey);
    return opened.ok ? checkIccCertificate(opened.value, input, input.staticData) : opened;
  },
  verifyStatic({ ssad, issuerKey, staticData }) {
    const opened = openSsad(ssad, issuerKey);
    return opened.ok ? checkSsad(opened.value, staticData) : opened;
  },
  verifyDynamic({ sdad, iccKey, dynamicData }) {
    const opened = openSdad(sdad, iccKey);
    return opened.ok ? checkSdad(opened.value, concatBytes(...dynamicData)) : opened;
  },
  verifyCombined({ sdad, iccKey, unpredictableNumber }) {
    const opened = openSdad(sdad, iccKey);
    return opened.ok ? checkCombinedSdad(opened.value, unpredictableNumber) : opened;
  },
  hashTransactionData: (data) => sha1(data),
};
