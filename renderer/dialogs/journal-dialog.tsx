import { IconSearch } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import type { SaleRow } from "../../main/ipc/contract.ts";
import { Button } from "../components/button.tsx";
import { Confirm, Dialog } from "../components/dialog.tsx";
import { padded, SaleFigures } from "../components/latest-sales.tsx";
import { TenderRows } from "../components/tender-rows.tsx";
import { useDialogs } from "../till/dialogs.ts";
import { useTill } from "../till/till-context.tsx";
import { useKeys } from "../till/use-keys.ts";
import { useSales } from "../till/use-sales.ts";
import { Papers } from "./paper-dialog.tsx";

/** What was sold: find it, look at its papers, print them again, take it back. */
export function JournalDialog({ sale }: { readonly sale: SaleRow | undefined }) {
  const { t } = useTill();
  const { close } = useDialogs();
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<string | undefined>(sale?.saleId);
  const sales = useSales(text.trim());
  const current =
    sales.rows.find(({ saleId }) => saleId === chosen) ?? (chosen === sale?.saleId ? sale : undefined);
  return (
    <Dialog title={t("journal.title")} onClose={close} size="full" hasOwnFocus>
      <div className="journal">
        <div className="journal-list">
          <label className="finder-field">
            <IconSearch size={24} aria-hidden />
            <input
              data-autofocus
              aria-label={t("journal.search")}
              placeholder={t("journal.search")}
              autoComplete="off"
              maxLength={60}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
          </label>
          <SaleList sales={sales} chosen={chosen} onChoose={setChosen} />
        </div>
        {current === undefined ? (
          <p className="journal-empty quiet">{t("journal.select")}</p>
        ) : (
          <SaleDetail key={current.saleId} sale={current} />
        )}
      </div>
    </Dialog>
  );
}

type ListProps = {
  readonly sales: ReturnType<typeof useSales>;
  readonly chosen: string | undefined;
  readonly onChoose: (saleId: string) => void;
};

const NEAR_END_PX = 400;

function SaleList({ sales, chosen, onChoose }: ListProps) {
  const { t } = useTill();
  const list = useRef<HTMLUListElement>(null);
  useKeys(["ArrowDown", "ArrowUp"], (name) => {
    const at = sales.rows.findIndex(({ saleId }) => saleId === chosen);
    const next = sales.rows[Math.max(0, at + (name === "ArrowDown" ? 1 : -1))];
    if (next !== undefined) onChoose(next.saleId);
    return true;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the choice may have moved out of sight.
  useEffect(() => {
    list.current?.querySelector("[aria-pressed=true]")?.scrollIntoView({ block: "nearest" });
  }, [chosen]);
  return (
    <ul
      ref={list}
      className="sales"
      aria-label={t("journal.title")}
      onScroll={({ currentTarget }) => {
        const { scrollHeight, scrollTop, clientHeight } = currentTarget;
        if (scrollHeight - scrollTop - clientHeight < NEAR_END_PX) sales.more();
      }}
    >
      {sales.rows.map((row) => (
        <li key={row.saleId}>
          <button
            type="button"
            className="sale-row"
            aria-pressed={row.saleId === chosen}
            onClick={() => onChoose(row.saleId)}
          >
            <SaleFigures sale={row} />
          </button>
        </li>
      ))}
      {sales.rows.length === 0 && sales.isAnswered ? (
        <li className="quiet sales-none">{sales.sentence ?? t("journal.none")}</li>
      ) : null}
    </ul>
  );
}

function SaleDetail({ sale }: { readonly sale: SaleRow }) {
  const { t, can, send, view, pending } = useTill();
  const [isAsking, setAsking] = useState(false);
  const isOpen = sale.receiptNumber === undefined;
  return (
    <section className="journal-sale" aria-label={t("journal.title")}>
      <div className="journal-actions">
        <TenderRows tenders={sale.tenders} />
        {sale.canVoid && can("voidSale") ? (
          <Button kind="danger" isBusy={pending.has("voidSale")} onPress={() => setAsking(true)}>
            {t("journal.void")}
          </Button>
        ) : null}
      </div>
      <Papers query={{ kind: "papers", saleId: sale.saleId }} freshness={view.revision} />
      {isAsking ? (
        <Confirm
          question={
            isOpen
              ? t("journal.voidOpenQuestion", { number: sale.saleNumber })
              : t("journal.voidQuestion", { number: padded(sale.receiptNumber ?? 0) })
          }
          text={t("journal.voidText")}
          confirm={t("journal.void")}
          onConfirm={() => void send({ kind: "voidSale", saleId: sale.saleId })}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </section>
  );
}
