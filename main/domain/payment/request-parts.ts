/** Points at an earlier transaction of this terminal: DE61. */
export type OriginalReference = {
  readonly batchNumber: number;
  readonly stan: number;
  /** MMDD of the original, where known. */
  readonly date?: string;
};

/** Every request carries its own STAN (DE11, 1 to 999999) and the batch it belongs to (DE60.2, 6 digits). */
export type Numbered = { readonly stan: number; readonly batchNumber: number };
