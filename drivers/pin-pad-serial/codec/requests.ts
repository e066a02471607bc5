import { assertNever } from "../../../main/domain/assert.ts";
import type { MasterKeyAlgorithm, WorkingKeyAlgorithm } from "../../../main/domain/batch/working-keys.ts";
import { concatBytes, fromAscii, fromHex, fromUint, toNumericBcd } from "../../../main/domain/bytes.ts";
import type { MacAlgorithm } from "../../../main/ports/secure-module.ts";
import {
  COMMAND,
  CURRENCY_CNY,
  FLAG_BYPASS_ALLOWED,
  KEY_ALGORITHM,
  KEY_USE,
  MAC_ALGORITHM,
  MAC_DIRECTION,
  PIN_BLOCK_FORMAT,
  PIN_KEY_SCHEME,
  TEXT_ENCODING_UTF_8,
  WRAPPING,
} from "./protocol-table.ts";

export type WorkingKeyUse = "pinKey" | "macKey" | "trackKey";

/** What can come in a key block. */
export type PadKeyUse = WorkingKeyUse | "initialKey";

/** What the till may ask. Values are within the limits of section 9; the driver has checked them. */
export type PadRequest =
  | { readonly kind: "cancel" }
  | { readonly kind: "status" }
  | {
      readonly kind: "loadMasterKeyComponent";
      readonly number: 1 | 2;
      /** TDES where it is absent. */
      readonly algorithm?: MasterKeyAlgorithm;
      readonly component: Uint8Array;
    }
  | { readonly kind: "loadKeyBlock"; readonly use: PadKeyUse; readonly block: string }
  | {
      readonly kind: "loadWorkingKeys";
      readonly algorithm?: WorkingKeyAlgorithm;
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
      /** DUKPT: the key of that KSN, the next one if it is empty; absent, the PIN key that was loaded. */
      readonly ksn?: Uint8Array;
    }
  | { readonly kind: "nextTransactionKey" }
  | {
      readonly kind: "transactionMac";
      readonly algorithm: MacAlgorithm | "aes-cmac";
      readonly direction: "request" | "response";
      readonly ksn: Uint8Array;
      readonly data: Uint8Array;
    }
  /** Hexadecimal digits. */
  | { readonly kind: "encryptTrack"; readonly digits: string }
  /** Each line is at most 48 bytes of UTF-8. */
  | { readonly kind: "display"; readonly lines: readonly Uint8Array[] };

/** The payload of docs/pin-pad-protocol.md, sections 5 to 7, without the frame. */
export function encodeRequest(request: PadRequest): Uint8Array {
  switch (request.kind) {
    case "cancel":
    case "status":
    case "nextTransactionKey":
      return new Uint8Array();
    case "loadMasterKeyComponent":
      return concatBytes(
        Uint8Array.of(request.number, KEY_ALGORITHM[request.algorithm ?? "tdes"], request.component.length),
        request.component,
      );
    case "loadWorkingKeys":
      return concatBytes(
        Uint8Array.of(request.keys.length),
        ...request.keys.map(({ use, cryptogram }) =>
          concatBytes(
            Uint8Array.of(KEY_USE[use], KEY_ALGORITHM[request.algorithm ?? "tdes"], WRAPPING.ecb),
            fromUint(cryptogram.length, 2),
            cryptogram,
          ),
        ),
      );
    case "loadKeyBlock":
      return concatBytes(
        // A key block says itself what its key is for; the algorithm byte only has to be one.
        Uint8Array.of(1, KEY_USE[request.use], KEY_ALGORITHM.tdes, WRAPPING.keyBlock),
        fromUint(request.block.length, 2),
        fromAscii(request.block),
      );
    case "transactionMac":
      return concatBytes(
        Uint8Array.of(MAC_ALGORITHM[request.algorithm], MAC_DIRECTION[request.direction], request.ksn.length),
        request.ksn,
        fromUint(request.data.length, 2),
        request.data,
      );
    case "encryptTrack":
      return concatBytes(Uint8Array.of(request.digits.length), packed(request.digits));
    case "generateMac":
      return concatBytes(
        Uint8Array.of(MAC_ALGORITHM[request.algorithm]),
        fromUint(request.data.length, 2),
        request.data,
      );
    case "capturePin":
      return concatBytes(
        request.ksn === undefined
          ? Uint8Array.of(PIN_BLOCK_FORMAT.zero, PIN_KEY_SCHEME.workingKey)
          : Uint8Array.of(PIN_BLOCK_FORMAT.ofKey, PIN_KEY_SCHEME.dukpt),
        Uint8Array.of(request.digitsMin, request.digitsMax, request.bypassAllowed ? FLAG_BYPASS_ALLOWED : 0),
        fromUint(request.entryTimeoutMs, 4),
        toNumericBcd(request.amountFen, 6),
        toNumericBcd(CURRENCY_CNY, 2),
        Uint8Array.of(request.pan.length),
        packed(request.pan),
        request.ksn === undefined
          ? new Uint8Array()
          : concatBytes(Uint8Array.of(request.ksn.length), request.ksn),
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
  return COMMAND[request.kind === "loadKeyBlock" ? "loadWorkingKeys" : request.kind];
}

/** Two digits to a byte, an odd number filled with F. */
function packed(digits: string): Uint8Array {
  return fromHex(digits.length % 2 === 0 ? digits : `${digits}F`);
}
