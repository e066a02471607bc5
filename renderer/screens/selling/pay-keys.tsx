import { IconArrowsSplit2, IconCash, IconCreditCard } from "@tabler/icons-react";
import { Button } from "../../components/button.tsx";
import { useTender } from "../../till/tender-mode.tsx";
import { useTill } from "../../till/till-context.tsx";

/** From the basket to the money. */
export function PayKeys() {
  const { view, t, can, pending } = useTill();
  const { begin } = useTender();
  const isDisabled = !can("beginTender");
  const isBusy = pending.has("beginTender");
  const hasReader = view.devices.some(({ device }) => device === "cardReader");
  return (
    <div className="pay-keys">
      <Button
        kind="likely"
        size="large"
        hotkey="F9"
        icon={<IconCash size={32} aria-hidden />}
        isDisabled={isDisabled}
        isBusy={isBusy}
        onPress={() => begin("cash")}
      >
        {t("sell.cash")}
      </Button>
      {hasReader ? (
        <Button
          kind="likely"
          size="large"
          hotkey="F10"
          icon={<IconCreditCard size={32} aria-hidden />}
          isDisabled={isDisabled}
          isBusy={isBusy}
          onPress={() => begin("card")}
        >
          {t("sell.card")}
        </Button>
      ) : null}
      <Button
        hotkey="F12"
        icon={<IconArrowsSplit2 size={24} aria-hidden />}
        isDisabled={isDisabled}
        onPress={() => begin("split")}
      >
        {t("sell.split")}
      </Button>
    </div>
  );
}
