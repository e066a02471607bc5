import {
  IconArrowBackUp,
  IconArrowLeft,
  IconArrowsSplit2,
  IconBasketPause,
  IconCash,
  IconCreditCard,
} from "@tabler/icons-react";
import { useState } from "react";
import type { ScreenView } from "../../../main/ipc/contract.ts";
import { Basket } from "../../components/basket.tsx";
import { Button } from "../../components/button.tsx";
import { NumberPad, TypedAmount } from "../../components/keypad.tsx";
import { Money } from "../../components/money.tsx";
import { Totals } from "../../components/totals.tsx";
import { useDialogs } from "../../till/dialogs.ts";
import { formatFen, formatNote } from "../../till/format-fen.ts";
import { useTender } from "../../till/tender-mode.tsx";
import { useTill } from "../../till/till-context.tsx";
import { emptyNumber, smallestUnits } from "../../till/typed-number.ts";

type TenderView = Extract<ScreenView, { screen: "tender" }>;

export function TenderScreen({ screen }: { readonly screen: TenderView }) {
  const { t, can, send, view } = useTill();
  const { open } = useDialogs();
  const { mode, setMode } = useTender();
  return (
    <main className="tendering" aria-label={t("tender.title")}>
      <Basket />
      <div className="selling-sum">
        <Totals />
        <div className="actions">
          <Button
            hotkey="Escape"
            icon={<IconArrowLeft size={22} aria-hidden />}
            isDisabled={!can("backToBasket")}
            onPress={() => void send({ kind: "backToBasket" })}
          >
            {t("tender.back")}
          </Button>
          {can("hold") ? (
            <Button
              hotkey="F4"
              icon={<IconBasketPause size={22} aria-hidden />}
              onPress={() => void send({ kind: "hold" })}
            >
              {t("sell.hold")}
            </Button>
          ) : null}
          {can("voidSale") && view.basket.saleId !== undefined ? (
            <Button
              icon={<IconArrowBackUp size={22} aria-hidden />}
              onPress={() => open({ kind: "giveBack" })}
            >
              {t("tender.giveBack")}
            </Button>
          ) : null}
          <Button
            hotkey="F12"
            isPressed={mode === "split"}
            icon={<IconArrowsSplit2 size={22} aria-hidden />}
            onPress={() => setMode(mode === "split" ? "whole" : "split")}
          >
            {t(mode === "split" ? "tender.whole" : "tender.split")}
          </Button>
        </div>
      </div>
      {/* Another part begins with an empty keypad. */}
      <Payment key={`${mode} ${view.basket.dueFen}`} screen={screen} />
    </main>
  );
}

function Payment({ screen }: { readonly screen: TenderView }) {
  const { t, view } = useTill();
  const { mode } = useTender();
  const [typed, setTyped] = useState(emptyNumber(2));
  const isSplit = mode === "split";
  const typedFen = smallestUnits(typed);
  const isRounded = screen.cashDueFen !== view.basket.dueFen;
  return (
    <section className="payment" aria-label={t("tender.title")}>
      <div className="payment-due">
        <span className="payment-word">{t("tender.due")}</span>
        <Money fen={view.basket.dueFen} size="huge" />
        {isRounded && !isSplit ? (
          <span className="payment-rounded">
            {t("tender.cashDue")} <Money fen={screen.cashDueFen} />
          </span>
        ) : null}
      </div>
      {isSplit ? <p className="payment-hint">{t("tender.splitHint")}</p> : <QuickCash screen={screen} />}
      <div className="payment-typed">
        <TypedAmount
          number={typed}
          label={t(isSplit ? "tender.part" : "tender.given")}
          unit={view.language === "zh-CN" ? "¥" : "CNY "}
          empty={isSplit ? "0.00" : formatFen(screen.cashDueFen)}
        />
        <NumberPad number={typed} onChange={setTyped} />
      </div>
      <Ways screen={screen} typedFen={typedFen} />
    </section>
  );
}

/** What people hand over, one key each. */
function QuickCash({ screen }: { readonly screen: TenderView }) {
  const { t, can, send } = useTill();
  return (
    <fieldset className="quick-cash" aria-label={t("tender.cash")}>
      {screen.quickCashFen.map((fen, index) => (
        <Button
          key={fen}
          size="large"
          isDisabled={!can("tenderCash")}
          onPress={() => void send({ kind: "tenderCash", givenFen: fen })}
        >
          {index === 0 ? <span className="quick-exact">{t("tender.exact")}</span> : null}
          <span className="figures">{index === 0 ? formatFen(fen) : formatNote(fen)}</span>
        </Button>
      ))}
    </fieldset>
  );
}

/** Cash for what was typed, and a card: for the whole, or for the part that was typed in a split payment. */
function Ways({ screen, typedFen }: { readonly screen: TenderView; readonly typedFen: number | undefined }) {
  const { t, can, send, view, pending } = useTill();
  const { mode, card } = useTender();
  const isSplit = mode === "split";
  const hasTyped = typedFen !== undefined && typedFen > 0;
  // Nothing typed means that the sum was handed over exactly; a part of a split payment has to be said.
  const givenFen = hasTyped ? typedFen : isSplit ? undefined : screen.cashDueFen;
  const isCardPossible = screen.cardPossible && can("startPayment") && (!isSplit || hasTyped);
  const hasReader = view.devices.some(({ device }) => device === "cardReader");
  return (
    <div className="ways">
      <Button
        kind="likely"
        size="large"
        hotkey="Enter"
        icon={<IconCash size={28} aria-hidden />}
        isDisabled={!can("tenderCash") || givenFen === undefined}
        isBusy={pending.has("tenderCash")}
        onPress={() => givenFen !== undefined && void send({ kind: "tenderCash", givenFen })}
      >
        {t(isSplit ? "tender.takePart" : "tender.takeCash")}
      </Button>
      {hasReader ? (
        <Button
          kind={isSplit ? "likely" : "plain"}
          size="large"
          hotkey="F10"
          icon={<IconCreditCard size={28} aria-hidden />}
          isDisabled={!isCardPossible}
          isBusy={pending.has("startPayment")}
          onPress={() => card(isSplit ? typedFen : undefined)}
        >
          {t(isSplit ? "tender.cardPart" : "tender.card")}
        </Button>
      ) : null}
      {screen.cardSentence === undefined ? null : (
        <p className="ways-sentence" role="status">
          {screen.cardSentence}
        </p>
      )}
    </div>
  );
}
