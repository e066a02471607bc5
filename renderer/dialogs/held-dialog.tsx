import { Button } from "../components/button.tsx";
import { Dialog } from "../components/dialog.tsx";
import { Money } from "../components/money.tsx";
import { useDialogs } from "../till/dialogs.ts";
import { useTill } from "../till/till-context.tsx";

/** Baskets that wait, the oldest first; a figure takes one back. */
export function HeldDialog() {
  const { t, view, send, can, pending } = useTill();
  const { close } = useDialogs();
  return (
    <Dialog title={t("held.title")} onClose={close} size="medium">
      {view.held.length === 0 ? <p className="dialog-text">{t("held.none")}</p> : null}
      <ol className="held">
        {view.held.map((sale, index) => (
          <li key={sale.saleId}>
            <Button
              {...(index < 9 ? { hotkey: `${index + 1}` } : {})}
              isDisabled={!can("resume")}
              isBusy={pending.has("resume")}
              onPress={() => {
                void send({ kind: "resume", saleId: sale.saleId }).then(({ ok }) => ok && close());
              }}
            >
              <span className="heard">{t("held.resume", { number: sale.saleNumber })}</span>
              <span className="held-row">
                <span className="held-first">{sale.firstItem}</span>
                <span className="held-sum figures">
                  <Money fen={sale.totalFen} />
                </span>
                <span className="quiet figures">
                  {t("basket.sale", { number: sale.saleNumber })} ·{" "}
                  {t("held.items", { count: sale.itemCount })} ·{" "}
                  {t("held.since", { time: sale.since.slice(-5) })}
                </span>
                {sale.paidFen > 0 ? (
                  <span className="held-paid figures">
                    {t("held.paid")} <Money fen={sale.paidFen} />
                  </span>
                ) : null}
              </span>
            </Button>
          </li>
        ))}
      </ol>
    </Dialog>
  );
}
