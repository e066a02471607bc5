import { err, ok, type Result } from "../../main/domain/result.ts";

/** What a person or a script tells the line, one command a line of text. */
export type LineCommand =
  | { readonly do: "cut" | "hang" | "up" }
  | { readonly do: "flap" | "delay" | "wait"; readonly ms: number }
  | { readonly do: "cutAfter"; readonly byteCount: number };

export type LineCommandFault = { readonly kind: "noCommand"; readonly text: string };

const MS_MAX = 600_000;
const BYTE_COUNT_MAX = 1_000_000_000;

/**
 * `cut`, `hang`, `up`, `flap MS`, `delay MS` (0 ends it), `cut-after BYTES`, `wait MS`. Empty lines and what follows
 * a `#` are nothing.
 */
export function parseLineCommand(line: string): Result<LineCommand | undefined, LineCommandFault> {
  const text = line.replace(/#.*$/, "").trim();
  if (text === "") return ok(undefined);
  const [, word, digits] = /^([a-z-]+)(?: +(\d{1,9}))?$/.exec(text) ?? [];
  const count = digits === undefined ? undefined : Number(digits);
  if ((word === "cut" || word === "hang" || word === "up") && count === undefined) return ok({ do: word });
  if (count !== undefined && count <= MS_MAX) {
    if (word === "delay" || word === "wait") return ok({ do: word, ms: count });
    if (word === "flap" && count > 0) return ok({ do: word, ms: count });
  }
  if (word === "cut-after" && count !== undefined && count > 0 && count <= BYTE_COUNT_MAX)
    return ok({ do: "cutAfter", byteCount: count });
  return err({ kind: "noCommand", text });
}
