import { CUP_POS_SPEC } from "../../drivers/acquirer-iso8583/codec/cup-pos-table.ts";
import { decodeIso8583, encodeIso8583 } from "../../drivers/acquirer-iso8583/codec/iso8583.ts";
import { fromHex } from "../../main/domain/bytes.ts";
import { SALE_CHIP_PIN_REQUEST, SIGN_IN_ANSWER } from "../fixtures/iso8583/golden-messages.ts";
import { value } from "./bench-shop.ts";
import { type Measurement, median } from "./measure.ts";

const ROUND_COUNT = 20;
const MESSAGES_PER_ROUND = 2_000;

const MESSAGES = [
  { name: "a chip sale with DE55", bytes: fromHex(SALE_CHIP_PIN_REQUEST) },
  { name: "a sign-in answer", bytes: fromHex(SIGN_IN_ANSWER) },
];

/** How many messages a second the codec reads and writes, without MAC and line. */
export function benchCodec(): Measurement[] {
  return MESSAGES.map(({ name, bytes }): Measurement => {
    const message = value(decodeIso8583(CUP_POS_SPEC, bytes));
    const decode = rateOf(() => value(decodeIso8583(CUP_POS_SPEC, bytes)));
    const encode = rateOf(() => value(encodeIso8583(CUP_POS_SPEC, message)));
    return {
      work: `ISO 8583, ${name} (${bytes.length} bytes)`,
      measured: `${thousands(decode)} decoded/s, ${thousands(encode)} encoded/s`,
    };
  });
}

function rateOf(work: () => unknown): number {
  const rates: number[] = [];
  for (let round = 0; round < ROUND_COUNT; round++) {
    const begun = performance.now();
    for (let i = 0; i < MESSAGES_PER_ROUND; i++) work();
    rates.push((MESSAGES_PER_ROUND * 1000) / (performance.now() - begun));
  }
  return median(rates.slice(ROUND_COUNT / 4));
}

function thousands(rate: number): string {
  return `${Math.round(rate / 1000)},000`;
}
