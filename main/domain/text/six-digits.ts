/** Receipt, voucher and batch numbers as they stand on paper and screen: `000042`. */
export function sixDigits(number: number): string {
  return number.toString().padStart(6, "0");
}
