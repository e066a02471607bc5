import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { useTill } from "./till-context.tsx";

const LastChange = createContext<number | undefined>(undefined);

export function useLastChange(): number | undefined {
  return useContext(LastChange);
}

/** A scan takes the screen with the change away; the figure stays readable until the next sale is paid. */
export function LastChangeProvider({ children }: { readonly children: ReactNode }) {
  const { screen, basket } = useTill().view;
  const [changeFen, setChangeFen] = useState<number | undefined>(undefined);
  const shown = screen.screen === "done" ? screen.changeFen : undefined;
  const isPaying = screen.screen === "tender" && basket.paidFen === 0;
  useEffect(() => {
    if (shown !== undefined) setChangeFen(shown > 0 ? shown : undefined);
    else if (isPaying) setChangeFen(undefined);
  }, [shown, isPaying]);
  return <LastChange value={changeFen}>{children}</LastChange>;
}
