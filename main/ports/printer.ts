import type { Printout } from "../domain/receipt/document.ts";
import type { Result, Sent } from "../domain/result.ts";

/** `sent` tells whether any byte of the job was handed to the open port: only "no" leaves a clean sheet. */
export type PrinterFault = {
  readonly kind: "unplugged" | "offline" | "noPaper" | "coverOpen" | "cutterJammed" | "noAnswer";
  readonly sent: Sent;
};

/**
 * `processed`: the printer answered a request that was queued behind the job, so the paper carries it.
 * `notKnown`: everything was handed over and nothing came back (money.md rule 15).
 */
export type PrintOutcome = { readonly printed: "processed" | "notKnown" };

export type PrinterStatus = {
  readonly online: boolean;
  readonly coverOpen: boolean;
  readonly paper: "ok" | "nearEnd" | "out";
  readonly cutterJammed: boolean;
};

export interface Printer {
  status(): Promise<Result<PrinterStatus, PrinterFault>>;
  /** Prints one document and cuts. `reprint` is 0 for the original; from 1 on the paper says "reprint n". */
  print(document: Printout, reprint: number): Promise<Result<PrintOutcome, PrinterFault>>;
  close(): Promise<void>;
}
