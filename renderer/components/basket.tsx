import { IconMinus, IconPlus, IconTag, IconTrash } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import type { BasketLine } from "../../main/ipc/contract.ts";
import { useDialogs } from "../till/dialogs.ts";
import { formatFen, formatQuantity } from "../till/format-fen.ts";
import { itemNames } from "../till/item-name.ts";
import { useTill } from "../till/till-context.tsx";
import { isCountable, useQuantitySteps } from "../till/use-quantity-steps.ts";
import { Button, keepFocus } from "./button.tsx";
import { Key } from "./key.tsx";

type Props = {
  readonly selected?: BasketLine | undefined;
  /** Absent where the basket is only looked at. */
  readonly onSelect?: (lineNumber: number) => void;
};

export function Basket({ selected, onSelect }: Props) {
  const { view, t } = useTill();
  const { lines } = view.basket;
  return (
    <section className="basket" aria-label={t("basket.title")}>
      <div className="basket-head" aria-hidden="true">
        <span>{t("basket.item")}</span>
        <span className="right">{t("basket.quantity")}</span>
        <span className="right">{t("basket.price")}</span>
        <span className="right">{t("basket.sum")}</span>
      </div>
      <ol className="basket-lines">
        {lines.map((line) => (
          <Line
            key={line.lineNumber}
            line={line}
            isSelected={onSelect !== undefined && line.lineNumber === selected?.lineNumber}
            {...(onSelect === undefined ? {} : { onSelect })}
          />
        ))}
      </ol>
    </section>
  );
}

type LineProps = {
  readonly line: BasketLine;
  readonly isSelected: boolean;
  readonly onSelect?: (lineNumber: number) => void;
};

function Line({ line, isSelected, onSelect }: LineProps) {
  const element = useRef<HTMLLIElement>(null);
  // The eye follows the line that changed; only the list moves.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new quantity is a reason to look there again.
  useEffect(() => {
    if (isSelected) element.current?.scrollIntoView({ block: "nearest" });
  }, [isSelected, line.quantityMilli]);
  return (
    <li ref={element} className={`line ${isSelected ? "line-selected" : ""}`} aria-current={isSelected}>
      {onSelect === undefined ? (
        <div className="line-main">
          <LineFigures line={line} />
        </div>
      ) : (
        <button
          type="button"
          className="line-main"
          onMouseDown={keepFocus}
          onClick={() => onSelect(line.lineNumber)}
        >
          <LineFigures line={line} />
        </button>
      )}
      {isSelected ? <LineActions line={line} /> : null}
    </li>
  );
}

/** Longer ones are printed smaller, never cut off. */
const SUM_LENGTH_FULL_SIZE = 8;

function LineFigures({ line }: { readonly line: BasketLine }) {
  const { view, t } = useTill();
  const [name, otherName] = itemNames(line, view.language);
  const sum = formatFen(line.sumFen);
  return (
    <>
      <span className="line-names">
        <span className="line-name">{name}</span>
        <span className="line-other">{otherName}</span>
      </span>
      <span className="line-quantity figures">{formatQuantity(line.quantityMilli, line.unit)}</span>
      <span className="line-price figures">
        {formatFen(line.priceFen)}
        {line.unit === "kilogram" ? <span className="line-unit">{t("basket.perKilogram")}</span> : null}
      </span>
      <span className="line-sum figures">
        <span className={sum.length > SUM_LENGTH_FULL_SIZE ? "figures-long" : ""}>{sum}</span>
        {line.discountFen > 0 ? (
          <span className="line-discount">
            {t("basket.discount")} −{formatFen(line.discountFen)}
          </span>
        ) : null}
      </span>
    </>
  );
}

function LineActions({ line }: { readonly line: BasketLine }) {
  const { view, t, can, send } = useTill();
  const { open } = useDialogs();
  const step = useQuantitySteps();
  const [name] = itemNames(line, view.language);
  const quantity = formatQuantity(line.quantityMilli, line.unit);
  const canCount = can("setQuantity") && isCountable(line);
  const canWeigh = can("setQuantity") && line.unit === "kilogram" && line.isLabelled !== true;
  return (
    <div className="line-actions">
      <Button
        label={t("basket.less", { name })}
        repeats
        icon={<IconMinus size={22} aria-hidden />}
        isDisabled={!canCount || line.quantityMilli <= 1000}
        onPress={() => step(line, -1)}
      >
        <Key name="-" />
      </Button>
      <Button
        className="line-set"
        label={t("basket.setQuantity", { name, quantity })}
        isDisabled={!canCount && !canWeigh}
        onPress={() => open({ kind: canWeigh ? "weighLine" : "quantity", line })}
      >
        {quantity}
      </Button>
      <Button
        label={t("basket.more", { name })}
        repeats
        icon={<IconPlus size={22} aria-hidden />}
        isDisabled={!canCount}
        onPress={() => step(line, 1)}
      >
        <Key name="+" />
      </Button>
      {line.isLabelled === true ? <span className="line-note">{t("basket.labelled")}</span> : null}
      <span className="line-gap" />
      <Button
        icon={<IconTag size={20} aria-hidden />}
        isDisabled={!can("discountLine")}
        onPress={() => open({ kind: "discount", line })}
      >
        {t("sell.discount")}
      </Button>
      <Button
        label={t("basket.remove", { name })}
        icon={<IconTrash size={20} aria-hidden />}
        isDisabled={!can("removeLine")}
        onPress={() => void send({ kind: "removeLine", lineNumber: line.lineNumber })}
      >
        <Key name={t("key.delete")} />
      </Button>
    </div>
  );
}
