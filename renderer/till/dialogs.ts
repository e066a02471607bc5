import { createContext, useContext } from "react";
import type { BasketLine, ItemRow, SaleRow } from "../../main/ipc/contract.ts";

/** The windows that can lie above a screen; one at a time, apart from a question about what stands in it. */
export type OpenDialog =
  | { readonly kind: "menu" }
  | { readonly kind: "help" }
  | { readonly kind: "devices" }
  | { readonly kind: "journal"; readonly sale?: SaleRow }
  | { readonly kind: "paper"; readonly documentId: string }
  | { readonly kind: "papers"; readonly saleId: string }
  | { readonly kind: "preview"; readonly saleId: string }
  | { readonly kind: "held" }
  | { readonly kind: "closeShift" }
  | { readonly kind: "priceCheck" }
  | { readonly kind: "discount"; readonly line?: BasketLine }
  | { readonly kind: "quantity"; readonly line: BasketLine }
  | { readonly kind: "weighItem"; readonly item: ItemRow }
  | { readonly kind: "weighLine"; readonly line: BasketLine }
  | { readonly kind: "amount" }
  | { readonly kind: "cancelSale" }
  | { readonly kind: "giveBack" }
  | { readonly kind: "settle" }
  | { readonly kind: "cardService" };

export type Dialogs = {
  readonly current: OpenDialog | undefined;
  open(dialog: OpenDialog): void;
  close(): void;
};

export const DialogsContext = createContext<Dialogs | undefined>(undefined);

export function useDialogs(): Dialogs {
  const dialogs = useContext(DialogsContext);
  if (dialogs === undefined) throw new Error("outside of the till");
  return dialogs;
}
