import { IconCash, IconCreditCardPay, IconListSearch } from "@tabler/icons-react";
import { useState } from "react";
import { Button } from "../components/button.tsx";
import { Confirm, Dialog } from "../components/dialog.tsx";
import { NumberPad, TypedAmount } from "../components/keypad.tsx";
import { useDialogs } from "../till/dialogs.ts";
import { formatFen } from "../till/format-fen.ts";
import { loadIdFor } from "../till/kept-payment.ts";
import { useTill } from "../till/till-context.tsx";
import { emptyNumber, smallestUnits } from "../till/typed-number.ts";

type Source = "cash" | "boundAccount";

/** Electronic cash: what a card holds, and more of it, for cash or from the card's account. */
export function CardServiceDialog() {
  const { t, can, send, view } = useTill();
  const { close } = useDialogs();
  const [typed, setTyped] = useState(emptyNumber(2));
  const [asked, setAsked] = useState<Source>();
  const amountFen = smallestUnits(typed);
  const isReady = can("startLoad") && amountFen !== undefined && amountFen > 0;
  const load = (from: Source) => {
    if (amountFen === undefined) return;
    close();
    void send({ kind: "startLoad", paymentId: loadIdFor(from, amountFen), amountFen, from });
  };
  return (
    <Dialog title={t("cash.title")} onClose={close} size="medium">
      <div className="card-service">
        <div className="card-service-amount">
          <TypedAmount
            number={typed}
            label={t("cash.amount")}
            unit={view.language === "zh-CN" ? "¥" : "CNY "}
            empty="0.00"
          />
          <NumberPad number={typed} onChange={setTyped} />
        </div>
        <div className="card-service-ways">
          <Button
            size="large"
            kind="likely"
            hotkey="Enter"
            icon={<IconCash size={28} aria-hidden />}
            isDisabled={!isReady}
            onPress={() => setAsked("cash")}
          >
            {t("cash.fromCash")}
          </Button>
          <Button
            size="large"
            icon={<IconCreditCardPay size={28} aria-hidden />}
            isDisabled={!isReady}
            onPress={() => setAsked("boundAccount")}
          >
            {t("cash.fromAccount")}
          </Button>
          <hr />
          <Button
            size="large"
            icon={<IconListSearch size={28} aria-hidden />}
            isDisabled={!can("readCard")}
            onPress={() => {
              close();
              void send({ kind: "readCard" });
            }}
          >
            {t("cash.read")}
          </Button>
          <p className="quiet">{t("cash.readHint")}</p>
        </div>
      </div>
      {asked === undefined || amountFen === undefined ? null : (
        <Confirm
          question={t(`cash.question.${asked}`, { amount: formatFen(amountFen) })}
          text={t(`cash.text.${asked}`)}
          confirm={t("cash.load")}
          onConfirm={() => load(asked)}
          onClose={() => setAsked(undefined)}
        />
      )}
    </Dialog>
  );
}
