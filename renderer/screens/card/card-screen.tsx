import { IconCards, IconCreditCard, IconDeviceMobileCheck, IconNfc, IconNumbers } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { ScreenView } from "../../../main/ipc/contract.ts";
import { Button } from "../../components/button.tsx";
import { Money } from "../../components/money.tsx";
import { Ring } from "../../components/ring.tsx";
import { Stage } from "../../components/stage.tsx";
import { useTill } from "../../till/till-context.tsx";

type CardView = Extract<ScreenView, { screen: "card" }>;

const PURPOSE_WORDS = {
  sale: undefined,
  void: "card.purposeVoid",
  load: "card.purposeLoad",
  reading: "card.purposeReading",
} as const;

/** A card is being read: the sentence says how far it is, the ring that it is still going on. */
export function CardScreen({ screen }: { readonly screen: CardView }) {
  const { t, can, send, pending } = useTill();
  const { choice, sentence } = screen;
  const purpose = screen.purpose === undefined ? undefined : PURPOSE_WORDS[screen.purpose];
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
    <Stage tone="waiting" label={sentence} mark={<Ring>{stepIcon(screen)}</Ring>} actions={cancel}>
      {purpose === undefined ? null : <p className="stage-purpose">{t(purpose)}</p>}
      {screen.purpose === "reading" ? null : <Money fen={screen.amountFen} size="huge" />}
      {choice === undefined ? (
        <h1 className="stage-sentence-large">{sentence}</h1>
      ) : (
        <Choice choice={choice} />
      )}
    </Stage>
  );
}

/** What the customer's hand is for now. */
function stepIcon({ step, ways }: CardView): ReactNode {
  const look = { size: 52, stroke: 1.5, "aria-hidden": true } as const;
  switch (step) {
    case "enteringPin":
    case "wrongPin":
      return <IconNumbers {...look} />;
    case "presentAgain":
      return <IconNfc {...look} />;
    case "presentOneCard":
      return <IconCards {...look} />;
    case "seePhone":
      return <IconDeviceMobileCheck {...look} />;
    case "waitingForCard":
      return ways?.includes("tap") === true ? <IconNfc {...look} /> : <IconCreditCard {...look} />;
    case "preparing":
    case "insertCard":
    case "reading":
    case "goingOnline":
    case "completing":
      return <IconCreditCard {...look} />;
  }
}

function Choice({ choice }: { readonly choice: NonNullable<CardView["choice"]> }) {
  switch (choice.kind) {
    case "application":
      return <Applications labels={choice.labels} />;
    case "sameCard":
      return <SameCard />;
    case "identityDocument":
      return <IdentityDocument type={choice.documentType} number={choice.documentNumber} />;
  }
}

const DOCUMENT_TYPES = [0, 1, 2, 3, 4] as const;

/** The number stands here while the cashier compares, and nowhere else. */
function IdentityDocument({ type, number }: { readonly type: number; readonly number: string }) {
  const { t, can, send } = useTill();
  const isDisabled = !can("confirmDocument");
  return (
    <>
      <h1 className="stage-sentence-large">{t("card.document")}</h1>
      <p className="stage-document">
        <span>{t(`card.document.${DOCUMENT_TYPES.find((known) => known === type) ?? 5}`)}</span>{" "}
        <b className="figures">{number}</b>
      </p>
      <div className="stage-actions">
        <Button
          size="large"
          isDisabled={isDisabled}
          onPress={() => void send({ kind: "confirmDocument", matches: false })}
        >
          {t("card.documentNo")}
        </Button>
        <Button
          size="large"
          isDisabled={isDisabled}
          onPress={() => void send({ kind: "confirmDocument", matches: true })}
        >
          {t("card.documentYes")}
        </Button>
      </div>
    </>
  );
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
