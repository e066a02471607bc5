import { useState } from "react";
import type { BasketLine, Discount } from "../../main/ipc/contract.ts";
import { Button } from "../components/button.tsx";
import { Dialog } from "../components/dialog.tsx";
import { NumberPad, TypedAmount } from "../components/keypad.tsx";
import { useDialogs } from "../till/dialogs.ts";
import { itemNames } from "../till/item-name.ts";
import { useTill } from "../till/till-context.tsx";
import { emptyNumber, smallestUnits } from "../till/typed-number.ts";
import { Choices } from "./menu-dialog.tsx";

type Kind = Discount["kind"];

const PER_MILLE_MAX = 1000;

/** A discount on one line or on the whole basket, in percent or as a sum. */
export function DiscountDialog({ line }: { readonly line: BasketLine | undefined }) {
  const { t, send, view } = useTill();
  const { close } = useDialogs();
  const [kind, setKind] = useState<Kind>("perMille");
  const [number, setNumber] = useState(emptyNumber(1, 3));
  const change = (next: Kind) => {
    setKind(next);
    setNumber(next === "perMille" ? emptyNumber(1, 3) : emptyNumber(2, 7));
  };
  const value = smallestUnits(number) ?? 0;
  const isFine = value > 0 && (kind === "amount" || value <= PER_MILLE_MAX);
  const give = (discount: Discount | null) => {
    close();
    if (line === undefined) void send({ kind: "discountBasket", discount });
    else void send({ kind: "discountLine", lineNumber: line.lineNumber, discount });
  };
  const kept = line === undefined ? view.basket.discount : line.discount;
  const currency = view.language === "zh-CN" ? "¥" : "CNY ";
  return (
    <Dialog title={t("discount.title")} onClose={close}>
      <p className="about">
        {line === undefined
          ? t("discount.basket")
          : `${t("discount.line")} · ${itemNames(line, view.language)[0]}`}
      </p>
      <Choices legend={t("discount.title")} isQuiet>
        <Button isPressed={kind === "perMille"} onPress={() => change("perMille")}>
          {t("discount.percent")}
        </Button>
        <Button isPressed={kind === "amount"} onPress={() => change("amount")}>
          {t("discount.amount")}
        </Button>
      </Choices>
      <TypedAmount
        number={number}
        label={t(kind === "perMille" ? "discount.percent" : "discount.amount")}
        {...(kind === "perMille" ? { suffix: "%" } : { unit: currency })}
      />
      <NumberPad number={number} onChange={setNumber} />
      <div className="dialog-actions">
        {kept === undefined ? null : (
          <Button size="large" onPress={() => give(null)}>
            {t("discount.remove")}
          </Button>
        )}
        <Button
          size="large"
          kind="likely"
          hotkey="Enter"
          isDisabled={!isFine}
          onPress={() => give(kind === "perMille" ? { kind, perMille: value } : { kind, amountFen: value })}
        >
          {t("discount.set")}
        </Button>
      </div>
    </Dialog>
  );
}
