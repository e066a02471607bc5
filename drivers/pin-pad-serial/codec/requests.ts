import { assertNever } from "../../../main/domain/assert.ts";
import { concatBytes, fromHex, fromUint, toNumericBcd } from "../../../main/domain/bytes.ts";
import type { MacAlgorithm } from "../../../main/ports/secure-module.ts";
import {
  COMMAND,
  CURRENCY_CNY,
  FLAG_BYPASS_ALLOWED,
  KEY_ALGORITHM_TDES,
  KEY_USE,
  MAC_ALGORITHM,
  PIN_BLOCK_FORMAT_0,
  PIN_KEY_SCHEME_WORKING_KEY,
  TEXT_ENCODING_UTF_8,
  WRAPPING_ECB,
} from "./protocol-table.ts";

export type WorkingKeyUse = "pinKey" | "macKey" | "trackKey";

/** What the till may ask. Values are within the limits of section 9; the driver has checked them. */
export type PadRequest =
  | { readonly kind: "cancel" }
  | { readonly kind: "status" }
  | { readonly kind: "loadMasterKeyComponent"; readonly number: 1 | 2; readonly component: Uint8Array }
  | {
      readonly kind: "loadWorkingKeys";
      readonly keys: readonly { readonly use: WorkingKeyUse; readonly cryptogram: Uint8Array }[];
    }
  | { readonly kind: "generateMac"; readonly algorithm: MacAlgorithm; readonly data: Uint8Array }
  | {
      readonly kind: "capturePin";
      readonly pan: string;
      readonly amountFen: bigint;
      readonly digitsMin: number;
      readonly digitsMax: number;
      readonly entryTimeoutMs: number;
      readonly bypassAllowed: boolean;
    }
  /** Each line is at most 48 bytes of UTF-8. */
  | { readonly kind: "display"; readonly lines: readonly Uint8Array[] };

/** The payload of docs/pin-pad-protocol.md, sections 5 to 7, without the frame. */
export function encodeRequest(request: PadRequest): Uint8Array {
  switch (request.kind) {
    case "cancel":
    case "status":
      return new Uint8Array();
    case "loadMasterKeyComponent":
      return concatBytes(
        Uint8Array.of(request.number, KEY_ALGORITHM_TDES, request.component.length),
        request.component,
      );
    case "loadWorkingKeys":
      return concatBytes(
        Uint8Array.of(request.keys.length),
        ...request.keys.map(({ use, cryptogram }) =>
          concatBytes(
            Uint8Array.of(KEY_USE[use], KEY_ALGORITHM_TDES, WRAPPING_ECB),
            fromUint(cryptogram.length, 2),
            cryptogram,
          ),
        ),
      );
    case "generateMac":
      return concatBytes(
        Uint8Array.of(MAC_ALGORITHM[request.algorithm]),
        fromUint(request.data.length, 2),
        request.data,
      );
    case "capturePin":
      return concatBytes(
        Uint8Array.of(PIN_BLOCK_FORMAT_0, PIN_KEY_SCHEME_WORKING_KEY),
        Uint8Array.of(request.digitsMin, request.digitsMax, request.bypassAllowed ? FLAG_BYPASS_ALLOWED : 0),
        fromUint(request.entryTimeoutMs, 4),
        toNumericBcd(request.amountFen, 6),
        toNumericBcd(CURRENCY_CNY, 2),
        Uint8Array.of(request.pan.length),
        fromHex(request.pan.length % 2 === 0 ? request.pan : `${request.pan}F`),
      );
    case "display":
      return concatBytes(
        Uint8Array.of(TEXT_ENCODING_UTF_8, request.lines.length),
        ...request.lines.map((line) => concatBytes(Uint8Array.of(line.length), line)),
      );
    default:
      return assertNever(request);
  }
}

export function commandOf(request: PadRequest): number {
  return COMMAND[request.kind];
}
