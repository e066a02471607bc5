import { createContext, useContext } from "react";
import type { DockAction } from "../dock-contract.ts";
import { DOCK_WORDS, type DockLanguage, type DockWord } from "./text/words-table.ts";

/** What every part of the page needs. */
export type DockTools = {
  readonly language: DockLanguage;
  /** Whether the dock answers; what was asked of one that was gone has to be asked again. */
  readonly isConnected: boolean;
  /** Touches something; a refusal is shown by the page. */
  readonly touch: (action: DockAction) => void;
};

export const DockContext = createContext<DockTools>({
  language: "zh-CN",
  isConnected: true,
  touch: () => undefined,
});

export function useDock(): DockTools & { readonly say: (word: DockWord) => string } {
  const tools = useContext(DockContext);
  return { ...tools, say: (word) => DOCK_WORDS[tools.language][word] };
}
