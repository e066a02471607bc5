/** A command that the printer obeys the moment it arrives, ahead of everything that waits. */
export type RealTimeCommand =
  | { readonly kind: "status"; readonly number: number }
  | { readonly kind: "recover"; readonly isClearing: boolean }
  | { readonly kind: "drawer"; readonly pin: 2 | 5; readonly onMs: number };

const DLE = 0x10;

/**
 * Watches the arriving bytes for real time commands: DLE EOT n, DLE ENQ n, DLE DC4 1 m t. It looks at
 * every byte, also inside pictures, as printers do.
 */
export class RealTimeScanner {
  #begun: number[] = [];

  /** The commands that end in these bytes; `end` is the offset behind each. */
  receive(bytes: Uint8Array): { readonly command: RealTimeCommand; readonly end: number }[] {
    const commands: { command: RealTimeCommand; end: number }[] = [];
    for (const [offset, byte] of bytes.entries()) {
      if (byte === DLE) this.#begun = [DLE];
      else if (this.#begun.length > 0) this.#begun.push(byte);
      const command = this.#complete();
      if (command !== undefined) commands.push({ command, end: offset + 1 });
    }
    return commands;
  }

  #complete(): RealTimeCommand | undefined {
    const [, name, first, second, third] = this.#begun;
    if (name === undefined) return undefined;
    if (name !== 0x04 && name !== 0x05 && name !== 0x14) {
      this.#begun = [];
      return undefined;
    }
    if (first === undefined || (name === 0x14 && (second === undefined || third === undefined)))
      return undefined;
    this.#begun = [];
    if (name === 0x04) return { kind: "status", number: first };
    if (name === 0x05) return { kind: "recover", isClearing: first === 2 };
    if (first !== 1) return undefined;
    return { kind: "drawer", pin: second === 0 ? 2 : 5, onMs: 100 * (third ?? 0) };
  }
}
