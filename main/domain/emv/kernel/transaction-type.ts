import type { TransactionInput } from "./protocol.ts";

/** Tag 9C as its byte: the first two digits of the processing code (ISO 8583:1987; emv-pboc section 14). */

export const isPurchase = (transactionType: number): boolean => transactionType === 0x00;
export const isCash = (transactionType: number): boolean => transactionType === 0x01;
const isCashback = (transactionType: number): boolean => transactionType === 0x09;

/** "Purchase with cashback", or "has a cashback amount" (EMV Book 3, table 36 and annex C3). */
export const hasCashback = ({
  transactionType,
  cashbackFen = 0n,
}: Pick<TransactionInput, "transactionType" | "cashbackFen">): boolean =>
  isCashback(transactionType) || cashbackFen > 0n;
