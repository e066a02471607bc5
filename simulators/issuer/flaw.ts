/**
 * What a test card's certificate or signature may have wrong, each one alone and signed with the right key, so
 * that only a terminal that checks that very thing notices.
 *
 * | flaw | RSA | SM2 |
 * | --- | --- | --- |
 * | header, trailer | 6B for 6A, BD for BC | there is none |
 * | format | 0F | 0F |
 * | hash | one bit of the hash | one bit of the signature |
 * | hashAlgorithm | 07 for 01 | there is none |
 * | keyAlgorithm | 04 for 01 (certificates only) | 05 for 04 (certificates only) |
 */
export type Flaw = "header" | "trailer" | "format" | "hash" | "hashAlgorithm" | "keyAlgorithm";
