import { IconReceipt } from "@tabler/icons-react";
import type { ScreenView } from "../../../main/ipc/contract.ts";
import { Button } from "../../components/button.tsx";
import { CardBalances } from "../../components/card-balances.tsx";
import { padded } from "../../components/latest-sales.tsx";
import { Money } from "../../components/money.tsx";
import { Stage } from "../../components/stage.tsx";
import { ToneMark } from "../../components/tone-mark.tsx";
import { useDialogs } from "../../till/dialogs.ts";
import { useTill } from "../../till/till-context.tsx";

type Done = Extract<ScreenView, { screen: "done" }>;

/** Paid. What goes back into the customer's hand is the largest thing. */
export function DoneScreen({ screen }: { readonly screen: Done }) {
  const { t, can, send, pending } = useTill();
  const { open } = useDialogs();
  const { changeFen, totalFen } = screen;
  return (
    <Stage
      tone={screen.tone}
      label={screen.sentence}
      mark={<ToneMark tone={screen.tone} size={88} />}
      actions={
        <>
          <Button
            size="large"
            icon={<IconReceipt size={24} aria-hidden />}
            onPress={() => open({ kind: "papers", saleId: screen.saleId })}
          >
            {t("done.showPapers")}
          </Button>
          <Button
            size="large"
            kind="likely"
            hotkey="Enter"
            isDisabled={!can("nextCustomer")}
            isBusy={pending.has("nextCustomer")}
            onPress={() => void send({ kind: "nextCustomer" })}
          >
            {t("done.next")}
          </Button>
        </>
      }
    >
      <p className="stage-due">
        <span>{t(totalFen < 0 ? "done.givenBack" : changeFen > 0 ? "done.change" : "done.paid")}</span>
        <Money fen={changeFen > 0 ? changeFen : totalFen} size="huge" />
      </p>
      <h1 className="stage-sentence-large">{screen.sentence}</h1>
      <CardBalances balances={screen.cardBalances ?? []} />
      <p className="quiet figures">
        {t("done.receipt", { number: padded(screen.receiptNumber) })} · {t("done.scanGoesOn")}
      </p>
    </Stage>
  );
}
