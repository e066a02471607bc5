import { concatBytes, equalBytes } from "../../main/domain/bytes.ts";
import { err, ok, type Result } from "../../main/domain/result.ts";
import type { MacAlgorithm, SecureModule, SecureModuleFault } from "../../main/ports/secure-module.ts";
import { MAC_LENGTH } from "./codec/cup-pos-table.ts";

/**
 * DE64 (cup-8583 section 7): over the message as it goes over the line, from the message type to DE63, the bitmap
 * already counting DE64. The secure module computes it; no key is here.
 */

/** Messages end with DE64, 8 bytes. */
export function macInput(message: Uint8Array): Uint8Array {
  return message.slice(0, -MAC_LENGTH);
}

/** Fills DE64 of a message that ends with a place for it. */
export async function signMessage(
  secureModule: SecureModule,
  algorithm: MacAlgorithm,
  message: Uint8Array,
): Promise<Result<Uint8Array, SecureModuleFault>> {
  const input = macInput(message);
  const mac = await secureModule.mac(algorithm, input);
  if (!mac.ok) return mac;
  if (mac.value.length !== MAC_LENGTH)
    return err({ kind: "badAnswer", sent: "yes", detail: `a MAC of ${mac.value.length} bytes` });
  return ok(concatBytes(input, mac.value));
}

/** Checks DE64 of a received message that has one. */
export async function checkMac(
  secureModule: SecureModule,
  algorithm: MacAlgorithm,
  message: Uint8Array,
): Promise<Result<"right" | "wrong", SecureModuleFault>> {
  const signed = await signMessage(secureModule, algorithm, message);
  if (!signed.ok) return signed;
  return ok(equalBytes(signed.value, message) ? "right" : "wrong");
}

/** For the detail of a fault: the kind, and the module's own words where it has some. */
export function describeModuleFault(fault: SecureModuleFault): string {
  return "detail" in fault ? `${fault.kind}: ${fault.detail}` : fault.kind;
}
