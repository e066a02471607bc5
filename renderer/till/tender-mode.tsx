import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { paymentIdFor } from "./kept-payment.ts";
import { useTill } from "./till-context.tsx";

export type TenderMode = "whole" | "split";

export type Tender = {
  readonly mode: TenderMode;
  setMode(mode: TenderMode): void;
  /** From the basket: cash and split open the payment screen, card asks for the card at once. */
  begin(how: "cash" | "card" | "split"): void;
  /** A card for what is due, or for a part of it. */
  card(amountFen?: number): void;
};

const TenderContext = createContext<Tender | undefined>(undefined);

export function useTender(): Tender {
  const tender = useContext(TenderContext);
  if (tender === undefined) throw new Error("outside of the till");
  return tender;
}

/** How a basket is going to be paid; the amounts are the terminal's. */
export function TenderProvider({ children }: { readonly children: ReactNode }) {
  const { view, send } = useTill();
  const [mode, setMode] = useState<TenderMode>("whole");
  const { saleId, paidFen } = view.basket;
  // Behind a part that is paid the whole rest is the likely next one; whoever splits that too says so again.
  // biome-ignore lint/correctness/useExhaustiveDependencies: money that has come in is the event.
  useEffect(() => setMode("whole"), [saleId, paidFen]);
  const tender = useMemo<Tender>(() => {
    const card = (amountFen?: number) => {
      if (saleId === undefined) return;
      const amount = amountFen === undefined ? {} : { amountFen };
      void send({ kind: "startPayment", paymentId: paymentIdFor(saleId, amountFen), ...amount });
    };
    const begin = async (how: "cash" | "card" | "split") => {
      setMode(how === "split" ? "split" : "whole");
      const answer = await send({ kind: "beginTender" });
      if (answer.ok && how === "card") card();
    };
    return { mode, setMode, card, begin: (how) => void begin(how) };
  }, [mode, saleId, send]);
  return <TenderContext value={tender}>{children}</TenderContext>;
}
