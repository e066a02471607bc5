import bwipjs from "bwip-js/node";
import type { QrEncoder } from "./graphics.ts";

/** QR codes by bwip-js, byte by byte (`^065` is one byte), so that UTF-8 stays what it is. */
export const encodeQr: QrEncoder = (data, level) => {
  const text = Array.from(data, (byte) => `^${byte.toString().padStart(3, "0")}`).join("");
  const [symbol] = bwipjs.raw("qrcode", text, `eclevel=${level} parse binarytext`);
  if (symbol === undefined || !("pixx" in symbol)) return undefined;
  return Array.from({ length: symbol.pixy }, (_, y) =>
    symbol.pixs.slice(y * symbol.pixx, (y + 1) * symbol.pixx).map((module) => module === 1),
  );
};
