const BAR_COLUMNS = 24;

/** `[########----------------]` */
export function progressBar(done: number, total: number): string {
  const share = total <= 0 ? 1 : Math.min(Math.max(done / total, 0), 1);
  const full = Math.floor(share * BAR_COLUMNS);
  return `[${"#".repeat(full)}${"-".repeat(BAR_COLUMNS - full)}]`;
}
