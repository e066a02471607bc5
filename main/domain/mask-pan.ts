/**
 * The only form of a PAN that people, paper and logs see: first six and last four digits (PCI DSS 3.4.1).
 * Anything that is not 13 to 19 digits is masked whole, so a damaged value fails closed.
 */
export function maskPan(pan: string): string {
  if (!/^\d{13,19}$/.test(pan)) return "*".repeat(Math.min(pan.length, 19));
  return pan.slice(0, 6) + "*".repeat(pan.length - 10) + pan.slice(-4);
}
