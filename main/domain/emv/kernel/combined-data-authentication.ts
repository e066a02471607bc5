import { sha1 } from "@noble/hashes/legacy.js";
import { assert } from "../../assert.ts";
import { concatBytes, equalBytes } from "../../bytes.ts";
import { err, ok, type Result } from "../../result.ts";
import { TAG_9F4B_SIGNED_DYNAMIC_APPLICATION_DATA } from "../tags.ts";
import { isFiller, readTlvHeader, type TlvObject } from "../tlv.ts";
import type { CombinedSignature, RecoveredKey, SignatureFault } from "./certificate-family.ts";
import type { Transaction } from "./session.ts";

/**
 * Combined DDA and application cryptogram generation, CDA (EMV Book 2, 6.6; emv-pboc section 4.6): the card
 * signs its cryptogram together with everything that was said, so nobody between card and terminal can have
 * changed the decision.
 */

type CdaFault =
  | SignatureFault
  /** No single 9F4B on the upper level of a template 77. */
  | "noSignature"
  /** The signed CID is not the one of the answer. */
  | "otherCid"
  /** The signed hash is not the one of what was sent and answered. */
  | "otherTransactionData";

/**
 * Verifies the answer to a GENERATE AC that asked for a signature. `template` is the answer's outer object,
 * `cid` the 9F27 in it. The cryptogram is the one inside the signature.
 */
export function verifyCombinedSignature(
  transaction: Transaction,
  { family, key }: RecoveredKey,
  template: TlvObject,
  cid: number,
): Result<CombinedSignature, CdaFault> {
  const signatures = (template.children ?? []).filter(
    ({ tag }) => tag === TAG_9F4B_SIGNED_DYNAMIC_APPLICATION_DATA,
  );
  const [signature] = signatures;
  if (signature === undefined || signatures.length > 1) return err("noSignature");
  const { unpredictableNumber } = transaction.input;
  const combined = family.verifyCombined({ iccKey: key, sdad: signature.value, unpredictableNumber });
  if (!combined.ok) return combined;
  if (combined.value.cid !== cid) return err("otherCid");
  const hash = transactionDataHash(transaction.cda.sentValues, template.value, family.hashTransactionData);
  return equalBytes(hash, combined.value.transactionDataHash)
    ? ok(combined.value)
    : err("otherTransactionData");
}

/**
 * The family's hash (SHA-1 with RSA) over the values sent for PDOL, CDOL1 and (at the second GENERATE AC) CDOL2, and the answer's objects
 * as they came, tag, length and value, without the signature (EMV Book 2, 6.6.2 steps 10 and 11).
 */
export function transactionDataHash(
  sentValues: readonly Uint8Array[],
  content: Uint8Array,
  hash: (data: Uint8Array) => Uint8Array = sha1,
): Uint8Array {
  return hash(concatBytes(...sentValues, ...objectsWithoutSignature(content)));
}

/** The bytes of each object but 9F4B; filler between objects belongs to none. The content has been decoded. */
function objectsWithoutSignature(content: Uint8Array): Uint8Array[] {
  const parts: Uint8Array[] = [];
  let offset = 0;
  while (offset < content.length) {
    if (isFiller(content[offset])) {
      offset += 1;
      continue;
    }
    const header = readTlvHeader(content, offset, content.length);
    assert(header.ok, "a template that was decoded holds whole objects");
    const end = header.value.valueOffset + header.value.valueLength;
    if (header.value.tag !== TAG_9F4B_SIGNED_DYNAMIC_APPLICATION_DATA) {
      parts.push(content.subarray(offset, end));
    }
    offset = end;
  }
  return parts;
}
