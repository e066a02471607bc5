import type { CardBalance } from "../../main/ipc/contract.ts";
import { formatFen } from "../till/format-fen.ts";
import { useTill } from "../till/till-context.tsx";

/** What a card holds, as it told: before and after, or only now. */
export function CardBalances({ balances }: { readonly balances: readonly CardBalance[] }) {
  const { t, view } = useTill();
  const unitOf = (currency: string) =>
    currency === "CNY" && view.language === "zh-CN" ? "¥" : `${currency} `;
  if (balances.length === 0) return null;
  return (
    <dl className="card-balances">
      {balances.map(({ currency, beforeFen, afterFen }) => (
        <div key={currency}>
          <dt>{t("cash.balance")}</dt>
          <dd className="figures">
            {beforeFen === undefined ? null : (
              <span>
                {afterFen === undefined ? "" : `${t("cash.before")} `}
                {unitOf(currency)}
                {formatFen(beforeFen)}
              </span>
            )}
            {afterFen === undefined ? null : (
              <b>
                {beforeFen === undefined ? "" : `${t("cash.after")} `}
                {unitOf(currency)}
                {formatFen(afterFen)}
              </b>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
