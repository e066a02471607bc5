import { useState } from "react";
import { Button } from "../components/button.tsx";
import { Confirm, Dialog } from "../components/dialog.tsx";
import { Money, moneyText } from "../components/money.tsx";
import { countedFen, DENOMINATIONS_FEN } from "../till/counted-cash.ts";
import { useDialogs } from "../till/dialogs.ts";
import { formatFen, formatNote } from "../till/format-fen.ts";
import { useTill } from "../till/till-context.tsx";

/** No drawer holds more of one kind. */
const PIECES_DIGITS_MAX = 5;

/** Counted blindly: nothing on this window says what the drawer should hold. */
export function CloseShiftDialog() {
  const { t, view, send, pending } = useTill();
  const { close } = useDialogs();
  const [counts, setCounts] = useState<Readonly<Record<number, number>>>({});
  const [isAsking, setAsking] = useState(false);
  const sumFen = countedFen(counts);
  return (
    <Dialog title={t("close.title")} onClose={close} size="medium">
      <p className="dialog-text">{t("close.hint")}</p>
      <ul className="counts figures">
        {DENOMINATIONS_FEN.map((fen) => (
          <CountRow
            key={fen}
            fen={fen}
            count={counts[fen] ?? 0}
            onCount={(count) => setCounts({ ...counts, [fen]: count })}
          />
        ))}
      </ul>
      <div className="counted">
        <span>{t("close.counted")}</span>
        <Money fen={sumFen} size="large" />
      </div>
      <div className="dialog-actions">
        <Button
          size="large"
          kind="likely"
          isDisabled={view.shift === undefined}
          isBusy={pending.has("closeShift")}
          onPress={() => setAsking(true)}
        >
          {t("close.confirm")}
        </Button>
      </div>
      {isAsking ? (
        <Confirm
          question={t("close.question", {
            number: view.shift?.shiftNumber ?? 0,
            amount: moneyText(sumFen, view.language),
          })}
          text={t("close.questionText")}
          confirm={t("menu.closeShift")}
          onConfirm={() => {
            void send({ kind: "closeShift", countedFen: sumFen }).then(({ ok }) => ok && close());
          }}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </Dialog>
  );
}

type RowProps = { readonly fen: number; readonly count: number; readonly onCount: (count: number) => void };

function CountRow({ fen, count, onCount }: RowProps) {
  const { t } = useTill();
  const note = formatNote(fen);
  return (
    <li className="count">
      <span className="count-note">¥{note}</span>
      <span aria-hidden="true">×</span>
      <input
        className="count-field"
        inputMode="numeric"
        autoComplete="off"
        aria-label={t("close.pieces", { note })}
        value={count === 0 ? "" : `${count}`}
        placeholder="0"
        onChange={(event) => {
          onCount(Number(event.currentTarget.value.replace(/\D/g, "").slice(0, PIECES_DIGITS_MAX)));
        }}
      />
      <span className="count-sum">{formatFen(fen * count)}</span>
    </li>
  );
}
