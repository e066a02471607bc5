import { posix, win32 } from "node:path";

/** The part of the machine that decides where files live; taken as data so that every platform can be tested. */
export type Machine = {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly environment: { readonly [name: string]: string | undefined };
};

export type Paths = {
  /** Where a terminal keeps its books when no other directory is named. */
  readonly dataDirectory: string;
  /** Key files of all data directories of this user; never inside one, so that a copied or stolen data directory
   * stays unreadable (money.md rule 13). */
  readonly keyDirectory: string;
};

/**
 * Linux: XDG Base Directory Specification; macOS: ~/Library/Application Support; Windows: %LOCALAPPDATA%, because a
 * roaming profile would carry the keys to a server.
 */
export function defaultPaths(machine: Machine): Paths {
  if (machine.platform === "win32") {
    const local = absolute(machine.environment["LOCALAPPDATA"], win32.isAbsolute);
    const base = win32.join(local ?? win32.join(machine.home, "AppData", "Local"), "Jinka");
    return { dataDirectory: win32.join(base, "data"), keyDirectory: win32.join(base, "keys") };
  }
  if (machine.platform === "darwin") {
    const base = posix.join(machine.home, "Library", "Application Support", "Jinka");
    return { dataDirectory: posix.join(base, "data"), keyDirectory: posix.join(base, "keys") };
  }
  const data = absolute(machine.environment["XDG_DATA_HOME"], posix.isAbsolute);
  const config = absolute(machine.environment["XDG_CONFIG_HOME"], posix.isAbsolute);
  return {
    dataDirectory: posix.join(data ?? posix.join(machine.home, ".local", "share"), "jinka"),
    keyDirectory: posix.join(config ?? posix.join(machine.home, ".config"), "jinka", "keys"),
  };
}

/** A relative or empty value is ignored, as the XDG specification demands: it would move with the working directory. */
function absolute(value: string | undefined, isAbsolute: (path: string) => boolean): string | undefined {
  return value !== undefined && isAbsolute(value) ? value : undefined;
}
