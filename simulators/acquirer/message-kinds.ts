/** What this host can be asked; one handler each. A rule of behaviour and a row of the log name them so. */
export const MESSAGE_KINDS = [
  "signIn",
  "echo",
  "sale",
  "void",
  "reversal",
  "upload",
  "settlement",
  "batchList",
  "batchChip",
  "batchEnd",
] as const;

export type MessageKind = (typeof MESSAGE_KINDS)[number];
