import { useCallback, useEffect, useRef, useState } from "react";
import type { ItemRow } from "../../main/ipc/contract.ts";
import { useTill } from "./till-context.tsx";

const PAGE_ROWS = 50;
/** Pages that are kept; far more than anybody scrolls through. */
const PAGES_MAX = 40;

export type ItemSearch = {
  /** The text that the rows belong to; behind what is typed for as long as the answer takes. */
  readonly text: string;
  readonly totalCount: number;
  readonly isMore: boolean;
  readonly hasFailed: boolean;
  row(index: number): ItemRow | undefined;
  /** Asks for a text that is about to be the field's, before the page is drawn with it: the answer is on its way meanwhile. */
  expect(text: string): void;
  /** Fetches what is about to be seen. */
  need(first: number, last: number): void;
};

type Found = {
  readonly text: string;
  readonly totalCount: number;
  readonly isMore: boolean;
  readonly hasFailed: boolean;
  readonly pages: ReadonlyMap<number, readonly ItemRow[]>;
};

const NOTHING: Found = { text: "", totalCount: 0, isMore: false, hasFailed: false, pages: new Map() };

/** Goods for a text, a page at a time. The last text wins; old rows stay until the new ones are there. */
export function useItemSearch(text: string, isOn = true): ItemSearch {
  const { bridge } = useTill();
  const [found, setFound] = useState<Found>(NOTHING);
  const asked = useRef(new Set<string>());
  const wanted = useRef(text);
  wanted.current = text;

  const ask = useCallback(
    (forText: string, page: number) => {
      const name = `${page} ${forText}`;
      if (asked.current.has(name)) return;
      asked.current.add(name);
      const query = { kind: "items", text: forText, offset: page * PAGE_ROWS, limit: PAGE_ROWS } as const;
      bridge
        .query(query)
        .then(
          ({ rows, totalCount, isMore = false }) => {
            if (wanted.current !== forText) return;
            setFound((before) => {
              const pages = new Map(before.text === forText ? before.pages : []);
              pages.set(page, rows);
              const oldest = pages.keys().next().value;
              if (pages.size > PAGES_MAX && oldest !== undefined) pages.delete(oldest);
              return { text: forText, totalCount, isMore, hasFailed: false, pages };
            });
          },
          () => {
            if (wanted.current === forText) setFound({ ...NOTHING, text: forText, hasFailed: true });
          },
        )
        .finally(() => asked.current.delete(name));
    },
    [bridge],
  );

  useEffect(() => {
    if (isOn) ask(text, 0);
  }, [ask, text, isOn]);

  const expect = useCallback((next: string) => ask(next, 0), [ask]);
  const row = (index: number) => found.pages.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS];
  const need = (first: number, last: number) => {
    for (let page = Math.floor(first / PAGE_ROWS); page <= Math.floor(last / PAGE_ROWS); page++) {
      if (!found.pages.has(page)) ask(found.text, page);
    }
  };
  return { ...found, row, expect, need };
}
