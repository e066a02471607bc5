import { err, ok, type Result } from "../../main/domain/result.ts";

/**
 * The part of the PC/SC library (`pcsc-mini`) that the driver uses, cut by hand so that a test can stand in at
 * exactly this edge. Errors are `Error` objects with a `code` (see pcsc-error.ts).
 */
export interface PcscBinding {
  readonly Client: new () => PcscClient;
}

export interface PcscClient {
  on(event: "reader", listener: (reader: PcscReader) => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
  /** Throws at once when no smart-card service runs. */
  start(): unknown;
  /** Throws when the service is gone. */
  stop(): void;
}

export interface PcscReader {
  name(): string;
  /** The raw status is a sum of the READER_ flags below; higher bits count events. */
  on(event: "change", listener: (status: { readonly raw: number }) => void): unknown;
  on(event: "disconnect", listener: () => void): unknown;
  connect(mode: number, protocol: number): Promise<PcscCard>;
}

export interface PcscCard {
  protocol(): number;
  state(): Promise<{ readonly atr: Uint8Array }>;
  transmit(input: Uint8Array): Promise<Uint8Array>;
  disconnect(then: number): Promise<void>;
}

/** SCARD_SHARE_EXCLUSIVE: no other program can disturb a payment. */
export const MODE_EXCLUSIVE = 1;
/** SCARD_PROTOCOL_T0 and SCARD_PROTOCOL_T1. */
export const PROTOCOL_T0 = 1;
export const PROTOCOL_T1 = 2;
/** SCARD_UNPOWER_CARD: the card forgets its session, whatever state it was left in. */
export const THEN_UNPOWER = 2;
/** SCARD_STATE_PRESENT, SCARD_STATE_EXCLUSIVE, SCARD_STATE_INUSE, SCARD_STATE_MUTE. */
export const READER_PRESENT = 0x20;
export const READER_EXCLUSIVE = 0x80;
export const READER_IN_USE = 0x100;
export const READER_MUTE = 0x200;

/**
 * Loads the library. It brings a native part that needs the machine's PC/SC library (`libpcsclite` on Linux),
 * so it is loaded when a card is wanted, not when the terminal starts; the fault is a sentence.
 */
export async function loadPcscBinding(): Promise<Result<PcscBinding, string>> {
  try {
    const { Client } = await import("pcsc-mini");
    return ok({ Client });
  } catch (error) {
    const [firstLine = ""] = String(error).split("\n");
    return err(`The PC/SC library cannot be loaded on this machine: ${firstLine}`);
  }
}
