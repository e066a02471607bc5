/** What the sensors of the printer say, and the status bytes that its maker promises for it (pos-peripherals section 1). */
export type PrinterCondition = {
  readonly isOffline: boolean;
  readonly isCoverOpen: boolean;
  readonly paper: "ok" | "nearEnd" | "out";
  readonly isCutterJammed: boolean;
  /** Pin 3 of the drawer socket. */
  readonly isDrawerPinHigh: boolean;
};

/** The answer to DLE EOT n; undefined for a number that the printer does not know. */
export function realTimeStatus(number: number, condition: PrinterCondition): number | undefined {
  switch (number) {
    case 1:
      return 0x12 | flag(condition.isDrawerPinHigh, 0x04) | flag(condition.isOffline, 0x08);
    case 2:
      return (
        0x12 |
        flag(condition.isCoverOpen, 0x04) |
        flag(condition.paper === "out", 0x20) |
        flag(condition.isCutterJammed, 0x40)
      );
    case 3:
      return 0x12 | flag(condition.isCutterJammed, 0x08);
    case 4:
      return 0x12 | flag(condition.paper !== "ok", 0x0c) | flag(condition.paper === "out", 0x60);
    default:
      return undefined;
  }
}

/** The answer to GS r n: 1 paper, 2 drawer. */
export function queuedStatus(number: number, condition: PrinterCondition): number | undefined {
  if (number === 1) return flag(condition.paper !== "ok", 0x03) | flag(condition.paper === "out", 0x0c);
  if (number === 2) return flag(condition.isDrawerPinHigh, 0x01);
  return undefined;
}

/** The four bytes that GS a makes the printer send at every change. */
export function automaticStatus(condition: PrinterCondition): Uint8Array {
  return Uint8Array.of(
    0x10 |
      flag(condition.isDrawerPinHigh, 0x04) |
      flag(condition.isOffline, 0x08) |
      flag(condition.isCoverOpen, 0x20),
    flag(condition.isCutterJammed, 0x08),
    flag(condition.paper !== "ok", 0x03) | flag(condition.paper === "out", 0x0c),
    0x00,
  );
}

function flag(isSet: boolean, bit: number): number {
  return isSet ? bit : 0;
}
