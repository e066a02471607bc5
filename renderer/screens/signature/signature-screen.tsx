import { IconSignature } from "@tabler/icons-react";
import { useState } from "react";
import type { ScreenView } from "../../../main/ipc/contract.ts";
import { Button } from "../../components/button.tsx";
import { Confirm } from "../../components/dialog.tsx";
import { Money } from "../../components/money.tsx";
import { Stage } from "../../components/stage.tsx";
import { useTill } from "../../till/till-context.tsx";

type Signature = Extract<ScreenView, { screen: "signature" }>;

export function SignatureScreen({ screen }: { readonly screen: Signature }) {
  const { t, can, send, pending } = useTill();
  const [isAsking, setAsking] = useState(false);
  const isDisabled = !can("confirmSignature");
  const isBusy = pending.has("confirmSignature");
  return (
    <Stage
      tone="waiting"
      label={screen.sentence}
      mark={<IconSignature size={88} stroke={1.5} className="mark mark-waiting" aria-hidden />}
      actions={
        <>
          <Button size="large" isDisabled={isDisabled} isBusy={isBusy} onPress={() => setAsking(true)}>
            {t("signature.reject")}
          </Button>
          <Button
            size="large"
            kind="likely"
            hotkey="Enter"
            isDisabled={isDisabled}
            isBusy={isBusy}
            onPress={() => void send({ kind: "confirmSignature", accepted: true })}
          >
            {t("signature.accept")}
          </Button>
        </>
      }
    >
      <Money fen={screen.amountFen} size="huge" />
      <p className="stage-pan figures">{screen.maskedPan}</p>
      <h1 className="stage-sentence-large">{screen.sentence}</h1>
      {isAsking ? (
        <Confirm
          question={t("signature.rejectQuestion")}
          text={t("signature.rejectText")}
          confirm={t("signature.rejectConfirm")}
          onConfirm={() => void send({ kind: "confirmSignature", accepted: false })}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </Stage>
  );
}
