import { IconCloudUp } from "@tabler/icons-react";
import type { SaleRow } from "../../main/ipc/contract.ts";
import { useDialogs } from "../till/dialogs.ts";
import { formatFen } from "../till/format-fen.ts";
import { useTill } from "../till/till-context.tsx";
import { useQuery } from "../till/use-query.ts";

const ROWS = 20;

/** The last sales at the edge of wide screens; elsewhere the journal has them. */
export function LatestSales({ freshness }: { readonly freshness: unknown }) {
  const { view, t } = useTill();
  const { answer } = useQuery({ kind: "sales", text: "", limit: ROWS }, `${freshness} ${view.screen.screen}`);
  return (
    <aside className="latest" aria-label={t("journal.latest")}>
      <h2 className="latest-title">{t("journal.latest")}</h2>
      <ul className="latest-rows">
        {answer?.rows
          .filter(({ status }) => status !== "open")
          .map((sale) => (
            <li key={sale.saleId}>
              <SaleButton sale={sale} />
            </li>
          ))}
      </ul>
    </aside>
  );
}

function SaleButton({ sale }: { readonly sale: SaleRow }) {
  const { open } = useDialogs();
  return (
    <button type="button" className="sale-row" onClick={() => open({ kind: "journal", sale })}>
      <SaleFigures sale={sale} />
    </button>
  );
}

/** A sale in one row: number, when, how it stands, how much. */
export function SaleFigures({ sale }: { readonly sale: SaleRow }) {
  const { t } = useTill();
  const number = sale.receiptNumber ?? sale.saleNumber;
  return (
    <>
      <span className="sale-number figures">
        {sale.receiptNumber === undefined
          ? t("basket.sale", { number })
          : t("done.receipt", { number: padded(number) })}
      </span>
      <span className="sale-sum figures">{formatFen(sale.totalFen)}</span>
      <span className="sale-when figures">
        {sale.at} · {sale.operator}
      </span>
      <span className={`sale-status sale-${sale.status}`}>
        {sale.unsent ? <IconCloudUp size={16} aria-label={t("journal.unsent")} /> : null}
        {t(`journal.status.${sale.status}`)}
      </span>
    </>
  );
}

export function padded(number: number): string {
  return `${number}`.padStart(6, "0");
}
