/**
 * Which bytes mean SM2 in the fields "signature algorithm" and "public key algorithm" of a certificate (emv-pboc
 * section 5). UnionPay's terminals and EMV 4.4 number the algorithms differently, so the accepted numbers are
 * data. The certificates carry no number of SM3: 07, or 80 in EMV 4.4, stands beside the CA key only.
 */
export type SmAlgorithms = readonly number[];

/** PBOC 3.0 part 17 and UnionPay's terminals. */
export const PBOC_SM_ALGORITHMS: SmAlgorithms = [0x04];

/** EMV 4.4. Only where a scheme says that it issues such cards. */
export const EMV_4_4_SM_ALGORITHMS: SmAlgorithms = [0x80];
