import { useSyncExternalStore } from "react";

/** What this place likes: appearance and sounds. It stays in the page's own storage and is no business of the books. */
export type Preferences = { readonly theme: "auto" | "light" | "dark"; readonly isMuted: boolean };

const KEY = "jinka.preferences";
const DEFAULTS: Preferences = { theme: "auto", isMuted: false };

const listeners = new Set<() => void>();
let current = read();

function read(): Preferences {
  try {
    const kept: Partial<Preferences> = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    const theme = kept.theme === "light" || kept.theme === "dark" ? kept.theme : "auto";
    return { theme, isMuted: kept.isMuted === true };
  } catch {
    // A storage that is forbidden or was written by somebody else is no reason to have no till.
    return DEFAULTS;
  }
}

export function setPreferences(change: Partial<Preferences>): void {
  current = { ...current, ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(current));
  } catch {
    // They hold until the page is closed.
  }
  for (const listener of listeners) listener();
}

export function preferences(): Preferences {
  return current;
}

export function usePreferences(): Preferences {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, preferences);
}
