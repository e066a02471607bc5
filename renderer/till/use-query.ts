import { useEffect, useState } from "react";
import type { QueryAnswers, TillQuery } from "../../main/ipc/contract.ts";
import { useTill } from "./till-context.tsx";

export type Asked<T> =
  | { readonly state: "waiting"; readonly answer?: T }
  | { readonly state: "answered"; readonly answer: T }
  | { readonly state: "failed"; readonly sentence: string; readonly answer?: T };

/** Asks again when the question or `freshness` changes; what was answered stays on the screen until the new answer. */
export function useQuery<Q extends TillQuery>(
  query: Q | undefined,
  freshness: unknown = "",
): Asked<QueryAnswers[Q["kind"]]> {
  const { bridge } = useTill();
  const [asked, setAsked] = useState<Asked<QueryAnswers[Q["kind"]]>>({ state: "waiting" });
  const question = query === undefined ? undefined : JSON.stringify(query);
  // biome-ignore lint/correctness/useExhaustiveDependencies: freshness is a reason to ask again, nothing more.
  useEffect(() => {
    if (question === undefined) return;
    let isCurrent = true;
    const take = (next: Asked<QueryAnswers[Q["kind"]]>) => {
      if (isCurrent) setAsked(next);
    };
    bridge.query(JSON.parse(question) as Q).then(
      (answer) => take({ state: "answered", answer }),
      (error: Error) => take({ state: "failed", sentence: error.message }),
    );
    return () => {
      isCurrent = false;
    };
  }, [bridge, question, freshness]);
  return asked;
}
