import {
  IconBasketPause,
  IconBasketUp,
  IconCoinYuan,
  IconReceipt,
  IconScale,
  IconTag,
  IconTrashX,
} from "@tabler/icons-react";
import type { BasketLine } from "../../../main/ipc/contract.ts";
import { Button } from "../../components/button.tsx";
import { useDialogs } from "../../till/dialogs.ts";
import { useTill } from "../../till/till-context.tsx";
import { useKeys } from "../../till/use-keys.ts";

/** What can be done with the whole basket. Buttons that wait for a basket stay at their place, without effect. */
export function BasketActions({ line }: { readonly line: BasketLine | undefined }) {
  const { view, t, can, send, pending } = useTill();
  const { open } = useDialogs();
  const { basket, held } = view;
  const canWeigh = can("setQuantity") && line?.unit === "kilogram" && line.isLabelled !== true;
  const heldText = held.length === 0 ? t("sell.resume") : `${t("sell.resume")} ${held.length}`;
  useKeys(["F3"], () => {
    open({ kind: "priceCheck" });
    return true;
  });
  const icon = { size: 22, "aria-hidden": true } as const;
  return (
    <div className="actions">
      <Button
        hotkey="F4"
        icon={<IconBasketPause {...icon} />}
        isDisabled={!can("hold")}
        isBusy={pending.has("hold")}
        onPress={() => void send({ kind: "hold" })}
      >
        {t("sell.hold")}
      </Button>
      <Button
        hotkey="F5"
        icon={<IconBasketUp {...icon} />}
        isDisabled={!can("resume") || held.length === 0}
        onPress={() => open({ kind: "held" })}
      >
        {heldText}
      </Button>
      <Button
        hotkey="F7"
        icon={<IconTag {...icon} />}
        isDisabled={!can("discountBasket")}
        onPress={() => open({ kind: "discount" })}
      >
        {t("sell.discount")}
      </Button>
      <Button
        hotkey="F8"
        icon={<IconScale {...icon} />}
        isDisabled={!canWeigh}
        onPress={() => line !== undefined && open({ kind: "weighLine", line })}
      >
        {t("sell.weigh")}
      </Button>
      <Button
        icon={<IconCoinYuan {...icon} />}
        isDisabled={!can("addAmount")}
        onPress={() => open({ kind: "amount" })}
      >
        {t("sell.amount")}
      </Button>
      <Button
        icon={<IconReceipt {...icon} />}
        isDisabled={basket.saleId === undefined}
        onPress={() => basket.saleId !== undefined && open({ kind: "preview", saleId: basket.saleId })}
      >
        {t("sell.preview")}
      </Button>
      <Button
        icon={<IconTrashX {...icon} />}
        isDisabled={!can("cancelSale")}
        onPress={() => open({ kind: "cancelSale" })}
      >
        {t("sell.cancel")}
      </Button>
    </div>
  );
}
