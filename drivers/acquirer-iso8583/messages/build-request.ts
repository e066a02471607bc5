import { assertDefined } from "../../../main/domain/assert.ts";
import type { AcquirerRequest } from "../../../main/domain/payment/exchange.ts";
import { err, ok, type Result } from "../../../main/domain/result.ts";
import { CUP_POS_SPEC, MAC_FIELD } from "../codec/cup-pos-table.ts";
import type { FieldValue } from "../codec/field-format.ts";
import { encodeIso8583, type Iso8583Message } from "../codec/iso8583.ts";
import type { AcquirerConfig } from "../config.ts";
import { FIELD_SOURCES } from "./field-values.ts";
import { type MessageRow, messageRow } from "./message-table.ts";

export type BuiltRequest = {
  readonly message: Iso8583Message;
  readonly row: MessageRow;
  /** From the message type to the last field. DE64, where there is one, is the last 8 bytes and still zero. */
  readonly bytes: Uint8Array;
  readonly hasMac: boolean;
};

/** Request to bytes. The fault is a sentence without any value of the card. */
export function buildRequest(config: AcquirerConfig, request: AcquirerRequest): Result<BuiltRequest, string> {
  const row = messageRow(request);
  const fields = new Map<number, FieldValue>();
  for (const [key, presence] of Object.entries(row.fields)) {
    const number = Number(key);
    const source = assertDefined(FIELD_SOURCES[number], `DE${number} has a source`);
    const value = source({ request, row, config });
    if (value === undefined) {
      if (presence === "M") return err(`DE${number} is missing.`);
    } else if (typeof value === "object" && "misfit" in value) {
      return err(`DE${number}: ${value.misfit}.`);
    } else {
      fields.set(number, value);
    }
  }
  const message = { mti: row.mti, fields };
  const encoded = encodeIso8583(CUP_POS_SPEC, message);
  if (!encoded.ok) return err(`DE${encoded.fault.field} does not fit: ${encoded.fault.kind}.`);
  return ok({ message, row, bytes: encoded.value, hasMac: fields.has(MAC_FIELD) });
}
