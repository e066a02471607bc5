import type { HostVerdict } from "./emv/kernel/protocol.ts";
import type { DocumentId, PaymentId } from "./ids.ts";

/** What is to be done in the world *after* the facts that ask for it are on disk. */
export type Effect =
  | { readonly kind: "readCard"; readonly paymentId: PaymentId }
  | { readonly kind: "sendAuthorisation"; readonly paymentId: PaymentId }
  /** Tells the card what became of it: the second GENERATE AC. */
  | { readonly kind: "completeCard"; readonly paymentId: PaymentId; readonly verdict: HostVerdict }
  | { readonly kind: "print"; readonly documentIds: readonly DocumentId[] }
  | { readonly kind: "openDrawer" }
  /** Somebody owes the host a reversal: the outbox should look at it now. */
  | { readonly kind: "dispatchOutbox" };
