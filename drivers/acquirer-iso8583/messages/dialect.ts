import type { Iso8583Spec } from "../codec/field-format.ts";
import type { FieldValueName } from "./field-values.ts";
import type { MessageTable } from "./message-row.ts";

/**
 * A dialect of ISO 8583, as data: how fields are written, which messages there are, and where each field's content comes
 * from. Another dialect is another such object; nothing in the engine knows one by name.
 */
export type Dialect = {
  readonly name: string;
  readonly spec: Iso8583Spec;
  readonly messages: MessageTable;
  /** The content of each field by number: a name in the library of field-values.ts. */
  readonly values: Readonly<Record<number, FieldValueName>>;
  /** Where a MAC stands when a message has one: the last of its fields, 8 bytes. */
  readonly macFields: readonly number[];
  /** How many bytes may stand in front of a message; a configured hex text has one of these lengths. */
  readonly framing: { readonly tpduLengths: readonly number[]; readonly headerLengths: readonly number[] };
  readonly answer: AnswerTable;
};

/** What of an answer is written differently from dialect to dialect; the rest has its number in ISO 8583. */
type AnswerTable = {
  /** `digits48`: the flags of cup-8583 section 8. `code66`: 1 balanced, 2 not, 3 error. */
  readonly settlementFlag: "digits48" | "code66";
  /** 60.2, digits 3 to 8. */
  readonly batchNumber?: "digits60";
  /** DE62 of a sign-in's answer brings working keys, and that of downloads their pages (cup-8583 sections 7 and 9). */
  readonly privateData?: "field62";
  /** The first three characters of DE63: the card's organisation. */
  readonly cardOrganisation?: "field63";
};
