import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, useCallback, useEffect, useRef } from "react";
import type { ItemRow } from "../../main/ipc/contract.ts";
import { formatFen } from "../till/format-fen.ts";
import { itemNames } from "../till/item-name.ts";
import { useTill } from "../till/till-context.tsx";
import type { ItemSearch } from "../till/use-item-search.ts";

const ROW_PX = 60;
const OVERSCAN_ROWS = 6;

type Props = {
  readonly id: string;
  readonly search: ItemSearch;
  /** The row that Enter takes. */
  readonly active: number;
  readonly onPick: (item: ItemRow) => void;
};

/** Goods that were found; only the rows that are seen exist. */
export function Results({ id, search, active, onPick }: Props) {
  const { t } = useTill();
  const list = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: search.totalCount,
    getScrollElement: () => list.current,
    estimateSize: () => ROW_PX,
    overscan: OVERSCAN_ROWS,
  });
  const seen = rows.getVirtualItems();
  const first = seen[0]?.index ?? 0;
  const last = seen.at(-1)?.index ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked for once a range and text.
  useEffect(() => {
    if (search.totalCount > 0) search.need(first, last);
  }, [first, last, search.text, search.totalCount]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another text begins at its top.
  useEffect(() => {
    list.current?.scrollTo(0, 0);
  }, [search.text]);
  useEffect(() => {
    if (active > 0) rows.scrollToIndex(active, { align: "auto" });
  }, [active, rows]);
  const picked = useRef(onPick);
  picked.current = onPick;
  const pick = useCallback((item: ItemRow) => picked.current(item), []);
  return (
    <div ref={list} id={id} className="results" role="listbox" aria-label={t("search.results")} tabIndex={-1}>
      <div className="results-space" role="presentation" style={{ height: rows.getTotalSize() }}>
        {seen.map(({ index, start }) => (
          <Row
            key={index}
            id={`${id}-${index}`}
            item={search.row(index)}
            top={start}
            position={index + 1}
            setSize={search.totalCount}
            isActive={index === active}
            onPick={pick}
          />
        ))}
      </div>
    </div>
  );
}

type RowProps = {
  readonly id: string;
  readonly item: ItemRow | undefined;
  readonly top: number;
  /** From 1, of so many. */
  readonly position: number;
  readonly setSize: number;
  readonly isActive: boolean;
  readonly onPick: (item: ItemRow) => void;
};

/** Drawn again only when it changes: a letter more in the field is no reason. */
const Row = memo(function Row({ id, item, top, position, setSize, isActive, onPick }: RowProps) {
  const { view, t } = useTill();
  const [name, otherName] = item === undefined ? ["", ""] : itemNames(item, view.language);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field above hears the keys for its list.
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isActive}
      aria-posinset={position}
      aria-setsize={setSize}
      className={`result ${isActive ? "result-active" : ""}`}
      style={{ transform: `translateY(${top}px)`, height: ROW_PX }}
      onMouseDown={(event) => event.preventDefault()}
      onClick={(event) => {
        if (item !== undefined && event.detail < 2) onPick(item);
      }}
    >
      <span className="result-names">
        <span className="result-name">{name}</span>
        <span className="result-other">
          {item?.code} {otherName}
        </span>
      </span>
      <span className="result-price figures">
        {item === undefined ? "" : formatFen(item.priceFen)}
        {item?.unit === "kilogram" ? <span className="line-unit">{t("basket.perKilogram")}</span> : null}
      </span>
    </div>
  );
});
