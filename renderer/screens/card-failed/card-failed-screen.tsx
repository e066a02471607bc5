import { IconCash, IconCreditCard } from "@tabler/icons-react";
import type { ScreenView } from "../../../main/ipc/contract.ts";
import { Button } from "../../components/button.tsx";
import { Money } from "../../components/money.tsx";
import { Stage } from "../../components/stage.tsx";
import { ToneMark } from "../../components/tone-mark.tsx";
import { useTender } from "../../till/tender-mode.tsx";
import { useTill } from "../../till/till-context.tsx";

type Failed = Extract<ScreenView, { screen: "cardFailed" }>;

/** The card did not pay. What happened, whether money moved, what to do; the sale is still there. */
export function CardFailedScreen({ screen }: { readonly screen: Failed }) {
  const { t, view } = useTill();
  const { dueFen } = view.basket;
  return (
    <Stage
      tone={screen.tone}
      label={screen.sentence}
      mark={<ToneMark tone={screen.tone} size={88} />}
      actions={<NextSteps tone={screen.tone} />}
    >
      {dueFen > 0 ? (
        <p className="stage-due">
          {t("basket.due")} <Money fen={dueFen} size="large" />
        </p>
      ) : null}
      <h1 className="stage-sentence-large">{screen.sentence}</h1>
      {screen.hint === undefined ? null : <p className="stage-sentence">{screen.hint}</p>}
    </Stage>
  );
}

/** After an unknown outcome another way of paying is the likely one: the same card again may cost twice. */
function NextSteps({ tone }: { readonly tone: Failed["tone"] }) {
  const { t, can, send, pending } = useTill();
  const { begin, card } = useTender();
  const isCashLikely = tone === "unknown";
  return (
    <>
      {can("tenderCash") ? (
        <Button
          kind={isCashLikely ? "likely" : "plain"}
          size="large"
          hotkey="F9"
          icon={<IconCash size={28} aria-hidden />}
          isBusy={pending.has("beginTender")}
          onPress={() => begin("cash")}
        >
          {t("card.failed.cash")}
        </Button>
      ) : null}
      {can("startPayment") ? (
        <Button
          kind={isCashLikely ? "plain" : "likely"}
          size="large"
          hotkey="F10"
          icon={<IconCreditCard size={28} aria-hidden />}
          isBusy={pending.has("startPayment")}
          onPress={() => card()}
        >
          {t(isCashLikely ? "card.failed.otherCard" : "card.failed.card")}
        </Button>
      ) : null}
      {can("backToBasket") ? (
        <Button kind="ghost" size="large" hotkey="Escape" onPress={() => void send({ kind: "backToBasket" })}>
          {t("card.failed.back")}
        </Button>
      ) : null}
    </>
  );
}
