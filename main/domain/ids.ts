/**
 * Identifiers are made by whoever asks for something, before it happens, and kept until the answer is
 * seen: that is what makes a command safe to repeat. They are opaque text (UUIDs from the entropy port).
 */
declare const kind: unique symbol;
type Id<K extends string> = string & { readonly [kind]: K };

export type CommandId = Id<"command">;
export type SaleId = Id<"sale">;
export type PaymentId = Id<"payment">;
export type ShiftId = Id<"shift">;
export type DocumentId = Id<"document">;

export function commandId(text: string): CommandId {
  return text as CommandId;
}
export function saleId(text: string): SaleId {
  return text as SaleId;
}
export function paymentId(text: string): PaymentId {
  return text as PaymentId;
}
export function shiftId(text: string): ShiftId {
  return text as ShiftId;
}
export function documentId(text: string): DocumentId {
  return text as DocumentId;
}
