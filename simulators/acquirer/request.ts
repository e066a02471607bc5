import { Sensitive } from "../../main/domain/sensitive.ts";
import { bytesField, type Decoded, type Message, textField } from "./message.ts";
import { type Field60, parseField60 } from "./private-fields.ts";

/** A request with its fields in the host's words. Nothing is judged here: absent is undefined. */
export type HostRequest = {
  readonly message: Message;
  readonly macInput: Uint8Array;
  readonly tid: string | undefined;
  readonly mid: string | undefined;
  readonly stan: number | undefined;
  readonly processingCode: string | undefined;
  readonly amountFen: bigint | undefined;
  /** DE2. */
  readonly pan: Sensitive<string> | undefined;
  readonly field60: Field60 | undefined;
  /** DE60.1, DE25: together with MTI and processing code they say what is asked (cup-8583 section 3). */
  readonly type: string | undefined;
  readonly condition: string | undefined;
  readonly mac: Uint8Array | undefined;
};

export function readRequest(decoded: Decoded): HostRequest {
  const { message, macInput } = decoded;
  const text = (number: number): string | undefined => textField(message.fields, number);
  const amount = text(4);
  const stan = text(11);
  const pan = text(2);
  const field60 = parseField60(text(60) ?? "");
  return {
    message,
    macInput,
    tid: text(41),
    mid: text(42),
    stan: stan === undefined ? undefined : Number(stan),
    processingCode: text(3),
    amountFen: amount === undefined ? undefined : BigInt(amount),
    pan: pan === undefined ? undefined : new Sensitive(pan),
    field60,
    type: field60?.type,
    condition: text(25),
    mac: bytesField(message.fields, 64),
  };
}
