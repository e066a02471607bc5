import { KEY_ALGORITHM, type KeyAlgorithm } from "../key-algorithm.ts";
import { smFamily } from "../sm/sm-family.ts";
import type { CertificateFamily } from "./certificate-family.ts";
import { rsaFamily } from "./rsa-family.ts";

/** The families that this kernel knows. */
const FAMILIES: readonly CertificateFamily[] = [rsaFamily, smFamily];

/** The family of a CA key: RSA if its algorithm is not stated; undefined if this kernel does not know it. */
export function certificateFamilyOf(
  algorithm: KeyAlgorithm = KEY_ALGORITHM.rsa,
): CertificateFamily | undefined {
  return FAMILIES.find((family) => family.algorithm === algorithm);
}
