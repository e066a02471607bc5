import { Confirm } from "../components/dialog.tsx";
import { type OpenDialog, useDialogs } from "../till/dialogs.ts";
import { useTill } from "../till/till-context.tsx";
import { CardServiceDialog } from "./card-service-dialog.tsx";
import { CloseShiftDialog } from "./close-shift-dialog.tsx";
import { DevicesDialog } from "./devices-dialog.tsx";
import { DiscountDialog } from "./discount-dialog.tsx";
import { AmountDialog, QuantityDialog, WeighItemDialog, WeighLineDialog } from "./goods-dialogs.tsx";
import { HeldDialog } from "./held-dialog.tsx";
import { HelpDialog } from "./help-dialog.tsx";
import { JournalDialog } from "./journal-dialog.tsx";
import { MenuDialog } from "./menu-dialog.tsx";
import { PaperDialog } from "./paper-dialog.tsx";
import { PriceCheckDialog } from "./price-check-dialog.tsx";

/** The window that is open, if any. */
export function CurrentDialog() {
  const { current } = useDialogs();
  return current === undefined ? null : <One dialog={current} />;
}

function One({ dialog }: { readonly dialog: OpenDialog }) {
  switch (dialog.kind) {
    case "menu":
      return <MenuDialog />;
    case "help":
      return <HelpDialog />;
    case "devices":
      return <DevicesDialog />;
    case "journal":
      return <JournalDialog sale={dialog.sale} />;
    case "paper":
    case "papers":
    case "preview":
      return <PaperDialog query={dialog} />;
    case "held":
      return <HeldDialog />;
    case "cardService":
      return <CardServiceDialog />;
    case "closeShift":
      return <CloseShiftDialog />;
    case "priceCheck":
      return <PriceCheckDialog />;
    case "discount":
      return <DiscountDialog line={dialog.line} />;
    case "quantity":
      return <QuantityDialog line={dialog.line} />;
    case "weighItem":
      return <WeighItemDialog item={dialog.item} />;
    case "weighLine":
      return <WeighLineDialog line={dialog.line} />;
    case "amount":
      return <AmountDialog />;
    case "cancelSale":
    case "giveBack":
    case "settle":
      return <Question kind={dialog.kind} />;
  }
}

function Question({ kind }: { readonly kind: "cancelSale" | "giveBack" | "settle" }) {
  const { t, send, view } = useTill();
  const { close } = useDialogs();
  const { saleId, saleNumber = 0 } = view.basket;
  switch (kind) {
    case "cancelSale":
      return (
        <Confirm
          question={t("cancelSale.question")}
          text={t("cancelSale.text")}
          confirm={t("cancelSale.confirm")}
          keep={t("cancelSale.keep")}
          onConfirm={() => void send({ kind: "cancelSale" })}
          onClose={close}
        />
      );
    case "giveBack":
      return (
        <Confirm
          question={t("journal.voidOpenQuestion", { number: saleNumber })}
          text={t("journal.voidText")}
          confirm={t("tender.giveBack")}
          onConfirm={() => saleId !== undefined && void send({ kind: "voidSale", saleId })}
          onClose={close}
        />
      );
    case "settle":
      return (
        <Confirm
          question={t("bank.settleQuestion", { number: view.bank.batchNumber })}
          text={t("bank.settleText")}
          confirm={t("bank.settleConfirm")}
          onConfirm={() => void send({ kind: "settle" })}
          onClose={close}
        />
      );
  }
}
