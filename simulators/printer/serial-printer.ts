import type { SerialLink } from "../../drivers/serial/serial-link.ts";
import type { ByteDevice } from "./in-process-link.ts";

/**
 * Puts a virtual printer at the far end of a real serial line (a pty, or a cable to another machine). When its buffer is full
 * it leaves the bytes on the line, so the till's writes stall as they do with flow control.
 * @returns how to take it away again; the link is closed then.
 */
export async function attachToLine(
  printer: ByteDevice,
  link: SerialLink,
): Promise<{ readonly detach: () => Promise<void> } | { readonly fault: string }> {
  const opened = await link.open();
  if (!opened.ok) return { fault: opened.fault.kind };
  const stopSending = printer.onSend((bytes) => {
    // A till that is gone hears no answers; the printer does not mind.
    void link.write(bytes);
  });
  const stopListening = link.onData(async (bytes) => {
    printer.receive(bytes);
    await printer.whenRoom();
  });
  return {
    detach: async () => {
      stopSending();
      stopListening();
      await link.close();
    },
  };
}
