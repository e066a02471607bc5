import { openSerialLink } from "../../drivers/serial/open-serial-link.ts";
import { formatYuan } from "../../main/domain/money.ts";
import type { CancelSignal } from "../../main/ports/cancel-signal.ts";
import type { Clock } from "../../main/ports/clock.ts";
import { createFileMemory } from "./key-memory.ts";
import { padKeysFor } from "./pin-entry.ts";
import { servePinPad } from "./serial-pin-pad.ts";
import { type PadScreen, VirtualPinPad } from "./virtual-pin-pad.ts";

/** A terminal at which a person sits: the part of `process.stdin` that is needed. */
type Keyboard = {
  readonly isTTY?: boolean;
  setRawMode(isRaw: boolean): unknown;
  setEncoding(encoding: "utf8"): unknown;
  on(event: "data", listener: (typed: string) => void): unknown;
  off(event: "data", listener: (typed: string) => void): unknown;
  resume(): unknown;
  pause(): unknown;
};

export type SimulatePinPad = {
  /** Path of the serial line. */
  readonly port: string;
  readonly clock: Clock;
  readonly signal: CancelSignal;
  /** Default 9600. */
  readonly baudRate?: number;
  /** Every customer types this. Without it a person does, if `keyboard` is a terminal; else customers walk away. */
  readonly pin?: string;
  /** Keeps the keys of the pad over restarts. */
  readonly keyFile?: string;
  readonly serial?: string;
  /** Digits, Enter to confirm, Backspace to clear, Escape to cancel. */
  readonly keyboard?: Keyboard;
  /** One line of text for the person at the simulator. */
  readonly print: (line: string) => void;
};

const INTERRUPT = "\x03";

/** `jinka simulate pin-pad`: this process is the pad, so a PIN typed here never enters the till's. */
export async function simulatePinPad(settings: SimulatePinPad): Promise<void> {
  const { clock, signal, print, keyboard } = settings;
  const pad = new VirtualPinPad({
    clock,
    ...(settings.serial === undefined ? {} : { serial: settings.serial }),
    ...(settings.keyFile === undefined ? {} : { memory: createFileMemory(settings.keyFile) }),
  });
  const link = openSerialLink({ path: settings.port, baudRate: settings.baudRate ?? 9_600 }, { clock });
  const stopPrinting = pad.onScreen((screen) => print(describe(screen)));
  if (settings.pin !== undefined) pad.usualCustomer = { kind: "digits", pin: settings.pin };
  const stopTyping =
    settings.pin === undefined && keyboard?.isTTY === true ? typeOn(pad, keyboard) : undefined;
  try {
    await servePinPad({ pad, link, clock, signal, onLine: (state) => print(`${settings.port}: ${state}`) });
  } finally {
    stopTyping?.();
    stopPrinting();
  }
}

function describe(screen: PadScreen): string {
  if (screen.kind === "text") return `Screen: ${screen.lines.join(" | ")}`;
  return `PIN for ${formatYuan(screen.amountFen)}: ${"*".repeat(screen.typedCount)}`;
}

/** Raw mode, so that no digit is echoed. It also swallows the interrupt key, which is given back to the process. */
function typeOn(pad: VirtualPinPad, keyboard: Keyboard): () => void {
  const press = (typed: string): void => {
    if (typed.includes(INTERRUPT)) process.kill(process.pid, "SIGINT");
    for (const key of padKeysFor(typed)) pad.press(key);
  };
  keyboard.setRawMode(true);
  keyboard.setEncoding("utf8");
  keyboard.on("data", press);
  keyboard.resume();
  return () => {
    keyboard.off("data", press);
    keyboard.setRawMode(false);
    keyboard.pause();
  };
}
