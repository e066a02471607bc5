import { useState } from "react";
import type { BasketLine, ItemRow } from "../../main/ipc/contract.ts";
import { formatFen } from "../till/format-fen.ts";
import { itemNames } from "../till/item-name.ts";
import { useTill } from "../till/till-context.tsx";
import { NumberDialog } from "./number-dialog.tsx";

/** Windows that ask for a number about goods. */

const KILOGRAM_DIGITS = 4;
const PIECE_DIGITS = 4;
const YUAN_DIGITS = 7;

type Goods = Pick<ItemRow, "nameZh" | "nameEn" | "priceFen" | "unit">;

function About({ goods }: { readonly goods: Goods }) {
  const { view, t } = useTill();
  const [name, otherName] = itemNames(goods, view.language);
  return (
    <div className="about">
      <span className="line-names">
        <span className="line-name">{name}</span>
        <span className="line-other">{otherName}</span>
      </span>
      <span className="figures">
        {formatFen(goods.priceFen)}
        {goods.unit === "kilogram" ? <span className="line-unit">{t("basket.perKilogram")}</span> : null}
      </span>
    </div>
  );
}

export function QuantityDialog({ line }: { readonly line: BasketLine }) {
  const { t, send } = useTill();
  return (
    <NumberDialog
      title={t("quantity.title")}
      label={t("quantity.title")}
      unit=""
      decimals={0}
      digitsMax={PIECE_DIGITS}
      confirm={t("quantity.set")}
      about={<About goods={line} />}
      onNumber={(pieces) =>
        void send({ kind: "setQuantity", lineNumber: line.lineNumber, quantityMilli: pieces * 1000 })
      }
    />
  );
}

export function WeighLineDialog({ line }: { readonly line: BasketLine }) {
  const { t, send } = useTill();
  return (
    <NumberDialog
      title={t("weigh.title")}
      label={t("weigh.title")}
      unit=""
      decimals={3}
      digitsMax={KILOGRAM_DIGITS}
      confirm={t("weigh.set")}
      about={<About goods={line} />}
      onNumber={(quantityMilli) =>
        void send({ kind: "setQuantity", lineNumber: line.lineNumber, quantityMilli })
      }
    />
  );
}

export function WeighItemDialog({ item }: { readonly item: ItemRow }) {
  const { t, send } = useTill();
  return (
    <NumberDialog
      title={t("weigh.title")}
      label={t("weigh.title")}
      unit=""
      decimals={3}
      digitsMax={KILOGRAM_DIGITS}
      confirm={t("weigh.add")}
      about={<About goods={item} />}
      onNumber={(quantityMilli) => void send({ kind: "addItem", code: item.code, quantityMilli })}
    />
  );
}

export function AmountDialog() {
  const { t, send, view } = useTill();
  const [name, setName] = useState("");
  return (
    <NumberDialog
      title={t("amount.title")}
      label={t("discount.amount")}
      unit={view.language === "zh-CN" ? "¥" : "CNY "}
      decimals={2}
      digitsMax={YUAN_DIGITS}
      confirm={t("amount.add")}
      onNumber={(amountFen) => {
        const given = name.trim();
        void send({ kind: "addAmount", amountFen, ...(given === "" ? {} : { name: given }) });
      }}
    >
      <input
        className="text-field"
        aria-label={t("amount.name")}
        placeholder={t("amount.name")}
        autoComplete="off"
        maxLength={60}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
    </NumberDialog>
  );
}
