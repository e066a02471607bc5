import { IconCash, IconCreditCard } from "@tabler/icons-react";
import type { TenderView } from "../../main/ipc/contract.ts";
import { formatFen } from "../till/format-fen.ts";
import { useTill } from "../till/till-context.tsx";

/** What was paid so far, and how. */
export function TenderRows({ tenders }: { readonly tenders: readonly TenderView[] }) {
  const { t } = useTill();
  if (tenders.length === 0) return null;
  return (
    <ul className="tenders">
      {tenders.map((tender) => (
        <li key={tender.tenderNumber} className={`tender tender-${tender.status}`}>
          {tender.kind === "cash" ? (
            <IconCash size={20} aria-hidden />
          ) : (
            <IconCreditCard size={20} aria-hidden />
          )}
          <span className="tender-name">
            {tender.kind === "cash"
              ? t("tender.cash")
              : t("tender.cardTender", { pan: tender.maskedPan ?? "" })}
          </span>
          <span className="tender-status">
            {t(`tender.status.${tender.status}`)}
            {tender.isUnsent === true ? ` · ${t("tender.unsent")}` : ""}
          </span>
          <span className="figures">{formatFen(tender.amountFen)}</span>
        </li>
      ))}
    </ul>
  );
}
