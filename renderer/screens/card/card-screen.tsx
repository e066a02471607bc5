import { IconCreditCard, IconNumbers } from "@tabler/icons-react";
import type { CardStep, ScreenView } from "../../../main/ipc/contract.ts";
import { Button } from "../../components/button.tsx";
import { Money } from "../../components/money.tsx";
import { Ring } from "../../components/ring.tsx";
import { Stage } from "../../components/stage.tsx";
import { useTill } from "../../till/till-context.tsx";

type CardView = Extract<ScreenView, { screen: "card" }>;

/** A card is being read: the sentence says how far it is, the ring that it is still going on. */
export function CardScreen({ screen }: { readonly screen: CardView }) {
  const { t, can, send, pending } = useTill();
  const { choice, sentence } = screen;
  const isVoid = screen.purpose === "void";
  const cancel = can("cancelCard") ? (
    <Button
      size="large"
      hotkey="Escape"
      isBusy={pending.has("cancelCard")}
      onPress={() => void send({ kind: "cancelCard" })}
    >
      {t("card.cancel")}
    </Button>
  ) : (
    <p className="quiet">{t("card.noCancel")}</p>
  );
  return (
    <Stage tone="waiting" label={sentence} mark={<Ring>{stepIcon(screen.step)}</Ring>} actions={cancel}>
      {isVoid ? <p className="stage-purpose">{t("card.purposeVoid")}</p> : null}
      <Money fen={screen.amountFen} size="huge" />
      {choice === undefined ? (
        <h1 className="stage-sentence-large">{sentence}</h1>
      ) : (
        <Choice choice={choice} />
      )}
    </Stage>
  );
}

function stepIcon(step: CardStep) {
  const isPin = step === "enteringPin" || step === "wrongPin";
  return isPin ? (
    <IconNumbers size={52} stroke={1.5} aria-hidden />
  ) : (
    <IconCreditCard size={52} stroke={1.5} aria-hidden />
  );
}

function Choice({ choice }: { readonly choice: NonNullable<CardView["choice"]> }) {
  return choice.kind === "application" ? <Applications labels={choice.labels} /> : <SameCard />;
}

function Applications({ labels }: { readonly labels: readonly string[] }) {
  const { t, can, send } = useTill();
  return (
    <>
      <h1 className="stage-sentence-large">{t("card.chooseApplication")}</h1>
      <ol className="choices">
        {labels.map((label, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two applications of a card may have one label; the place tells.
          <li key={index}>
            <Button
              size="large"
              {...(index < 9 ? { hotkey: `${index + 1}` } : {})}
              isDisabled={!can("chooseApplication")}
              onPress={() => void send({ kind: "chooseApplication", index })}
            >
              {label}
            </Button>
          </li>
        ))}
      </ol>
    </>
  );
}

function SameCard() {
  const { t, can, send } = useTill();
  const isDisabled = !can("confirmSameCard");
  return (
    <>
      <h1 className="stage-sentence-large">{t("card.sameCard")}</h1>
      <div className="stage-actions">
        <Button
          size="large"
          isDisabled={isDisabled}
          onPress={() => void send({ kind: "confirmSameCard", again: false })}
        >
          {t("card.sameCardNo")}
        </Button>
        <Button
          size="large"
          isDisabled={isDisabled}
          onPress={() => void send({ kind: "confirmSameCard", again: true })}
        >
          {t("card.sameCardYes")}
        </Button>
      </div>
    </>
  );
}
