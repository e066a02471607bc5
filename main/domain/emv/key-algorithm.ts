/** Public key algorithm indicator, DF07: 01 RSA (EMV Book 2, annex B2.1), 04 SM2 (PBOC 3.0 part 17). */
export const KEY_ALGORITHM = { rsa: 0x01, sm2: 0x04 } as const;

export type KeyAlgorithm = (typeof KEY_ALGORITHM)[keyof typeof KEY_ALGORITHM];
