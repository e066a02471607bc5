import type { CardLogRow, ScreenView } from "../../../main/ipc/contract.ts";
import { Button } from "../../components/button.tsx";
import { CardBalances } from "../../components/card-balances.tsx";
import { Stage } from "../../components/stage.tsx";
import { ToneMark } from "../../components/tone-mark.tsx";
import { useDialogs } from "../../till/dialogs.ts";
import { formatFen } from "../../till/format-fen.ts";
import { useTill } from "../../till/till-context.tsx";

type CardService = Extract<ScreenView, { screen: "cardService" }>;

/** What became of a load, or what a card has told of itself. */
export function CardServiceScreen({ screen }: { readonly screen: CardService }) {
  const { t, can, send, pending } = useTill();
  const { open } = useDialogs();
  return (
    <Stage
      tone={screen.tone}
      label={screen.sentence}
      mark={<ToneMark tone={screen.tone} size={88} />}
      actions={
        <>
          {can("startLoad") ? (
            <Button size="large" onPress={() => open({ kind: "cardService" })}>
              {t("cash.more")}
            </Button>
          ) : null}
          <Button
            size="large"
            kind="likely"
            hotkey="Enter"
            isDisabled={!can("backToBasket")}
            isBusy={pending.has("backToBasket")}
            onPress={() => void send({ kind: "backToBasket" })}
          >
            {t("cash.back")}
          </Button>
        </>
      }
    >
      <h1 className="stage-sentence-large">{screen.sentence}</h1>
      {screen.hint === undefined ? null : <p className="stage-sentence stage-hint">{screen.hint}</p>}
      <CardBalances balances={screen.cardBalances} />
      {screen.cardLog === undefined ? null : <Log rows={screen.cardLog} />}
    </Stage>
  );
}

function Log({ rows }: { readonly rows: readonly CardLogRow[] }) {
  const { t } = useTill();
  if (rows.length === 0) return <p className="quiet">{t("cash.noLog")}</p>;
  return (
    <table className="card-log">
      <caption>{t("cash.log")}</caption>
      <tbody>
        {rows.map(({ at, amountFen, words }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a card may log two equal lines; the place tells.
          <tr key={index}>
            <td className="figures">{at}</td>
            <td>{words}</td>
            <td className="figures">{amountFen === undefined ? "" : formatFen(amountFen)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
