import { assertDefined } from "../../../main/domain/assert.ts";
import type { AcquirerRequest } from "../../../main/domain/payment/exchange.ts";
import { err, ok, type Result } from "../../../main/domain/result.ts";
import type { Sensitive } from "../../../main/domain/sensitive.ts";
import type { FieldValue } from "../codec/field-format.ts";
import { encodeIso8583, type Iso8583Message } from "../codec/iso8583.ts";
import type { AcquirerConfig } from "../config.ts";
import type { Dialect } from "./dialect.ts";
import { FIELD_VALUES, type FieldRequest, type FieldSource, trackToEncrypt } from "./field-values.ts";
import { type MessageRow, messageKey } from "./message-row.ts";

export type BuiltRequest = {
  readonly message: Iso8583Message;
  readonly row: MessageRow;
  /** From the message type to the last field. The MAC, where there is one, is the last 8 bytes and still zero. */
  readonly bytes: Uint8Array;
  readonly hasMac: boolean;
};

/** What a request is built with. */
export type Building = {
  readonly dialect: Dialect;
  readonly config: AcquirerConfig;
  readonly now: Date;
  readonly encryptedTrack2?: Sensitive<string>;
};

/** The track that has to be encrypted before the request is built, if there is one. */
export function clearTrackOf(
  dialect: Dialect,
  config: AcquirerConfig,
  request: AcquirerRequest,
): Sensitive<string> | undefined {
  const row = dialect.messages[messageKey(request)];
  return row === undefined ? undefined : trackToEncrypt(config, row, spokenBy(request));
}

/** Request to bytes. The fault is a sentence without any value of the card. */
export function buildRequest(building: Building, request: AcquirerRequest): Result<BuiltRequest, string> {
  const { dialect, ...rest } = building;
  const row = dialect.messages[messageKey(request)];
  if (row === undefined) return err(`The dialect ${dialect.name} has no message for ${request.kind}.`);
  const fields = new Map<number, FieldValue>();
  for (const [key, presence] of Object.entries(row.fields)) {
    const number = Number(key);
    const name = assertDefined(dialect.values[number], `DE${number} has a source`);
    const source: FieldSource = FIELD_VALUES[name];
    const value = source({ ...rest, request: spokenBy(request), row, number });
    if (value === undefined) {
      if (presence === "M") return err(`DE${number} is missing.`);
    } else if (typeof value === "object" && "misfit" in value) {
      return err(`DE${number}: ${value.misfit}.`);
    } else {
      fields.set(number, value);
    }
  }
  const message = { mti: row.mti, fields };
  const encoded = encodeIso8583(dialect.spec, message);
  if (!encoded.ok) return err(`DE${encoded.fault.field} does not fit: ${encoded.fault.kind}.`);
  const hasMac = dialect.macFields.some((number) => fields.has(number));
  return ok({ message, row, bytes: encoded.value, hasMac });
}

const spokenBy = (request: AcquirerRequest): FieldRequest =>
  request.kind === "batchNotice" ? request.notice : request;
