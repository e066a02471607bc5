/** What of a keyboard event counts; the browser's own event fits. */
export type KeyPress = {
  readonly key: string;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey?: boolean;
  readonly code?: string;
};

/**
 * The name under which buttons know a key: `F9`, `Escape`, `Delete`, `+`, `Alt+M`. Undefined for what belongs to the
 * system, such as Ctrl+C.
 */
export function keyName({ key, altKey, ctrlKey, metaKey, code }: KeyPress): string | undefined {
  if (ctrlKey || metaKey) return undefined;
  if (!altKey) return key === "＋" ? "+" : key === "－" ? "-" : key;
  // With Alt some layouts write another letter; the place of the key counts.
  const letter = /^Key([A-Z])$/.exec(code ?? "")?.[1] ?? key.toUpperCase();
  return `Alt+${letter}`;
}

const FUNCTION_KEY = /^F([1-9]|1[0-2])$/;

/** These belong to the till, also where a browser would reload, search or open its tools. */
export function isTillKey(name: string): boolean {
  return FUNCTION_KEY.test(name);
}

/** Keys of which each press counts when they are held down; all others count once. */
export function mayRepeat(name: string): boolean {
  return name === "+" || name === "-" || name.startsWith("Arrow") || name === "Backspace";
}
