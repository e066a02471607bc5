import type { Interaction } from "../../main/application/terminal-parts.ts";

/** Nobody sits there: the first application of a card, the same card again, and nobody watches. */
export const UNATTENDED: Interaction = {
  chooseApplication: async () => 0,
  confirmSameCard: async () => true,
  progress: () => undefined,
};
