import type { say } from "../../../domain/text/say.ts";
import type { CardWay } from "../../../ipc/contract.ts";
import type { Terminal } from "../../terminal.ts";
import type { DeviceFinding } from "../device-watch.ts";

type TextKey = Parameters<typeof say>[1];

/**
 * What a customer can do with a card at this lane: only that is named. A reader with a field is one that the configuration
 * names as such; any other reader is taken for one with a slot, and a card that is tapped there all the same is served.
 */
export function waysOf(
  { parts, world }: Pick<Terminal, "parts" | "world">,
  finding: DeviceFinding | undefined,
): readonly CardWay[] {
  const { config } = world.till;
  const wanted = config?.devices.cardReader?.readerName;
  const field = config?.devices.cardReader?.contactlessReaderName;
  const there = finding?.readerNames;
  const hasSlot = there === undefined || there.some((name) => name !== field);
  const hasField = field !== undefined && (there === undefined || there.includes(field));
  const ways: CardWay[] = [];
  if (parts.cardReader !== undefined && hasSlot && (wanted === undefined || wanted !== field)) {
    ways.push("insert");
  }
  if (parts.cardReader !== undefined && hasField) ways.push("tap");
  if (parts.stripeReader !== undefined && (config?.emv.stripeRules ?? []).length > 0) ways.push("swipe");
  return ways;
}

/** The sentence that asks for a card in one of these ways. */
export function waitingForCard(ways: readonly CardWay[]): TextKey {
  const isTap = ways.includes("tap");
  const isSwipe = ways.includes("swipe");
  if (ways.includes("insert")) {
    if (isTap && isSwipe) return "till.step.waitingForCard.insertTapSwipe";
    if (isTap) return "till.step.waitingForCard.insertTap";
    return isSwipe ? "till.step.waitingForCard.insertSwipe" : "till.step.waitingForCard";
  }
  if (!isTap) return "till.step.waitingForCard";
  return isSwipe ? "till.step.waitingForCard.tapSwipe" : "till.step.waitingForCard.tap";
}
