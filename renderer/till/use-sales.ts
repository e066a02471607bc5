import { useEffect, useRef, useState } from "react";
import type { SaleRow } from "../../main/ipc/contract.ts";
import { useTill } from "./till-context.tsx";

const PAGE_ROWS = 50;
/** Whoever has scrolled past so many looks for a number instead. */
const ROWS_MAX = 2_000;

export type Sales = {
  readonly rows: readonly SaleRow[];
  readonly isAnswered: boolean;
  /** Why there are none, when the books could not be read. */
  readonly sentence?: string;
  /** Fetches older ones. */
  more(): void;
};

/** Sales for a text, newest first, a page at a time. Asked again when the terminal's view changes. */
export function useSales(text: string): Sales {
  const { bridge, view } = useTill();
  const [rows, setRows] = useState<readonly SaleRow[]>([]);
  const [sentence, setSentence] = useState<string | undefined>(undefined);
  const [isAnswered, setAnswered] = useState(false);
  const isAsking = useRef(false);
  const isAtEnd = useRef(false);
  const current = useRef("");
  current.current = text;

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new view is a reason to ask again.
  useEffect(() => {
    let isCurrent = true;
    bridge.query({ kind: "sales", text, limit: PAGE_ROWS }).then(
      (answer) => {
        if (!isCurrent) return;
        isAtEnd.current = answer.rows.length < PAGE_ROWS;
        setRows(answer.rows);
        setSentence(undefined);
        setAnswered(true);
      },
      (error: Error) => {
        if (!isCurrent) return;
        setSentence(error.message === "" ? undefined : error.message);
        setAnswered(true);
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [bridge, text, view.revision]);

  const more = () => {
    const beforeSaleNumber = rows.at(-1)?.saleNumber;
    if (isAsking.current || isAtEnd.current || beforeSaleNumber === undefined || rows.length >= ROWS_MAX)
      return;
    if (beforeSaleNumber < 2) return;
    isAsking.current = true;
    bridge
      .query({ kind: "sales", text, beforeSaleNumber, limit: PAGE_ROWS })
      .then((answer) => {
        if (current.current !== text) return;
        isAtEnd.current = answer.rows.length < PAGE_ROWS;
        setRows((before) => [
          ...before.filter(({ saleNumber }) => saleNumber >= beforeSaleNumber),
          ...answer.rows,
        ]);
      })
      .catch(() => undefined)
      .finally(() => {
        isAsking.current = false;
      });
  };
  return { rows, isAnswered, ...(sentence === undefined ? {} : { sentence }), more };
}
