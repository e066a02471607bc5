import { IconBarcode } from "@tabler/icons-react";
import type { BasketLine, ItemRow } from "../../../main/ipc/contract.ts";
import { Basket } from "../../components/basket.tsx";
import { ItemFinder } from "../../components/item-finder.tsx";
import { LatestSales } from "../../components/latest-sales.tsx";
import { Money } from "../../components/money.tsx";
import { TodayChart } from "../../components/today-chart.tsx";
import { Totals } from "../../components/totals.tsx";
import { useDialogs } from "../../till/dialogs.ts";
import { useLastChange } from "../../till/last-change.tsx";
import { useTill } from "../../till/till-context.tsx";
import { useKeys } from "../../till/use-keys.ts";
import { isCountable, useQuantitySteps } from "../../till/use-quantity-steps.ts";
import { useSelectedLine } from "../../till/use-selected-line.ts";
import { BasketActions } from "./basket-actions.tsx";
import { PayKeys } from "./pay-keys.tsx";

/** Goods into the basket: where a till is for most of its life. */
export function SellingScreen() {
  const { view, t, can, send } = useTill();
  const { open } = useDialogs();
  const { lines } = view.basket;
  const selected = useSelectedLine(lines);
  useLineKeys(selected);
  const pick = (item: ItemRow) => {
    if (item.unit === "kilogram") open({ kind: "weighItem", item });
    else void send({ kind: "addItem", code: item.code });
  };
  return (
    <main className="selling" aria-label={t("basket.title")}>
      {lines.length === 0 ? <Idle /> : <Basket selected={selected.line} onSelect={selected.select} />}
      {can("addItem") ? (
        <ItemFinder
          hotkey="F2"
          isFocused
          onPick={pick}
          onUnknown={(code) => void send({ kind: "scan", code })}
        />
      ) : (
        <TodayChart freshness={view.basket.saleId} />
      )}
      <div className="selling-sum">
        <Totals />
        <BasketActions line={selected.line} />
      </div>
      <PayKeys />
      <LatestSales freshness={view.basket.saleId} />
    </main>
  );
}

/** Nobody is being served: what to do, what was given back last, and how the day goes. */
function Idle() {
  const { view, t } = useTill();
  const lastChangeFen = useLastChange();
  return (
    <section className="idle" aria-label={t("basket.title")}>
      <div className="idle-hint">
        <IconBarcode size={64} stroke={1.25} aria-hidden />
        <h1 className="idle-title">{t("basket.empty")}</h1>
        <p className="quiet">{t("basket.emptyHint")}</p>
        {lastChangeFen === undefined ? null : (
          <p className="idle-change">
            {t("sell.lastChange")} <Money fen={lastChangeFen} />
          </p>
        )}
      </div>
      <TodayChart freshness={view.shift?.shiftNumber} />
    </section>
  );
}

function useLineKeys({ line, move }: ReturnType<typeof useSelectedLine>): void {
  const { can, send } = useTill();
  const step = useQuantitySteps();
  const onLine = (action: (line: BasketLine) => boolean) => line !== undefined && action(line);
  const options = { whileTyping: "empty" } as const;
  useKeys(["+", "-"], (name) => onLine((on) => countBy(on, name === "+" ? 1 : -1)), options);
  useKeys(["Delete"], () => onLine(remove), options);
  useKeys(["ArrowUp", "ArrowDown"], (name) => onLine(() => moveTo(name === "ArrowUp" ? -1 : 1)), options);

  function countBy(on: BasketLine, by: 1 | -1): boolean {
    if (can("setQuantity") && isCountable(on)) step(on, by);
    return true;
  }

  function remove({ lineNumber }: BasketLine): boolean {
    if (can("removeLine")) void send({ kind: "removeLine", lineNumber });
    return true;
  }

  function moveTo(by: number): boolean {
    move(by);
    return true;
  }
}
