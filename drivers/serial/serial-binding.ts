import { access } from "node:fs/promises";
import type { SerialSettings } from "./serial-link.ts";

/**
 * The part of the `serialport` binding that the link needs, cut by hand so that tests put their own in its place.
 * The package's stream on top of the binding is left out: it starts again by itself after errors and hides which
 * write failed, and a till needs both facts.
 */
export type SerialBinding = {
  /** Rejects if the line is absent, held or refused. */
  open(settings: SerialSettings): Promise<BindingPort>;
  /** False if the line is known to have gone. */
  isPresent(path: string): Promise<boolean>;
};

export type BindingPort = {
  /** Resolves with at least one byte; rejects when the line is lost or closed. */
  read(buffer: Buffer, offset: number, length: number): Promise<{ readonly bytesRead: number }>;
  /** Resolves when the operating system has taken all bytes. */
  write(bytes: Buffer): Promise<void>;
  /** Resolves when the operating system has passed all bytes to the line. */
  drain(): Promise<void>;
  /** Throws away what the operating system has not yet passed on, in both directions. */
  flush(): Promise<void>;
  close(): Promise<void>;
};

export const systemSerialBinding: SerialBinding = {
  async open(settings) {
    const flowControl = settings.flowControl ?? "none";
    // A tenth of the memory of a till at rest, which one without serial devices need not spend.
    const { SerialPort } = await import("serialport");
    return await SerialPort.binding.open({
      path: settings.path,
      baudRate: settings.baudRate,
      dataBits: settings.dataBits ?? 8,
      parity: settings.parity ?? "none",
      stopBits: settings.stopBits ?? 1,
      rtscts: flowControl === "rtsCts",
      xon: flowControl === "xonXoff",
      xoff: flowControl === "xonXoff",
      // Two processes that share a line read each other's answers.
      lock: true,
    });
  },

  async isPresent(path) {
    // Windows names lines without a file; there the read itself fails when the line goes.
    if (!path.startsWith("/")) return true;
    return await access(path).then(
      () => true,
      () => false,
    );
  },
};
