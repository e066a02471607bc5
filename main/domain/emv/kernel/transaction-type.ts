/** Tag 9C as its byte: the first two digits of the processing code (ISO 8583:1987; emv-pboc section 14). */

export const isPurchase = (transactionType: number): boolean => transactionType === 0x00;
export const isCash = (transactionType: number): boolean => transactionType === 0x01;
export const isCashback = (transactionType: number): boolean => transactionType === 0x09;
