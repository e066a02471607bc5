import { useTill } from "../till/till-context.tsx";
import { Money } from "./money.tsx";
import { TenderRows } from "./tender-rows.tsx";

/** The sum of the basket, at the same place on every screen that has one. */
export function Totals() {
  const { view, t } = useTill();
  const { basket } = view;
  const isHalfPaid = basket.paidFen > 0;
  return (
    <section className="totals" aria-label={t("basket.total")}>
      <TenderRows tenders={basket.tenders} />
      <div className="totals-row">
        <div className="totals-small figures">
          <span>{t("basket.items", { count: basket.itemCount })}</span>
          {basket.savedFen > 0 ? (
            <span className="totals-saved">
              {t("basket.saved")} <Money fen={basket.savedFen} />
            </span>
          ) : null}
          {isHalfPaid ? (
            <span>
              {t("basket.total")} <Money fen={basket.totalFen} />
            </span>
          ) : null}
        </div>
        <div className="totals-sum" aria-live="polite">
          <span className="totals-word">{t(isHalfPaid ? "basket.due" : "basket.total")}</span>
          <Money fen={isHalfPaid ? basket.dueFen : basket.totalFen} size="large" />
        </div>
      </div>
    </section>
  );
}
