import type { PaperColumns } from "../../../main/domain/receipt/layout.ts";
import type { Repertoire } from "../../../main/domain/receipt/printable.ts";
import type { DrawerPin } from "./commands.ts";

/** What the technician knows of one printer. No printer can be asked for these. */
export type PrinterProfile = {
  readonly columns: PaperColumns;
  /** `ascii` for printers without a Chinese font. Printers that want UTF-8 are not supported. */
  readonly repertoire: Repertoire;
  /** Sent as ESC t n after the start; absent: the printer's own. Only ASCII is printed in single bytes. */
  readonly codePage?: number;
  readonly hasCutter: boolean;
  readonly drawer: {
    readonly pin: DrawerPin;
    readonly onMs: number;
    readonly offMs: number;
    /**
     * The printer knows DLE DC4 1, so the drawer opens without paper too. Without it the pulse waits in the printer's buffer
     * like print data, and a printer that is offline is not sent one: the drawer would open later, unattended.
     */
    readonly isRealTime: boolean;
  };
  /**
   * How the end of a job is recognised (money.md rule 15): `paperSensor` is GS r 1, which every printer should know;
   * `processId` is GS ( H, whose answer names the job, where present; `none` is for printers that know neither, and
   * then no receipt is known to be printed.
   */
  readonly completion: "paperSensor" | "processId" | "none";
};

/** A plain Chinese receipt printer with a drawer on pin 2: 25 times 2 ms on, 250 times 2 ms off. */
export function standardProfile(columns: PaperColumns): PrinterProfile {
  return {
    columns,
    repertoire: "gb18030",
    hasCutter: true,
    drawer: { pin: 2, onMs: 50, offMs: 500, isRealTime: false },
    completion: "paperSensor",
  };
}
