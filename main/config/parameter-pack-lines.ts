/**
 * Finds the line on which a member of a JSON text stands, so that whoever mends the file need not count. The text has
 * been read by `JSON.parse`, so it is well formed; of members with one name the last counts, as there.
 */
export function lineOfMember(text: string, path: readonly string[]): number {
  const at = new Scanner(text).find(path);
  let line = 1;
  for (let i = text.indexOf("\n"); i >= 0 && i < at; i = text.indexOf("\n", i + 1)) line += 1;
  return line;
}

/** The line that `JSON.parse` complains about; undefined where its words name none. */
export function lineOfSyntaxError(text: string, message: string): number | undefined {
  const named = /\(line (\d+) column \d+\)/.exec(message)?.[1];
  if (named !== undefined) return Number(named);
  return /end of JSON input|Unterminated/.test(message) ? text.split("\n").length : undefined;
}

class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The offset of the member, or of the innermost one on the way to it that is there. */
  find(path: readonly string[]): number {
    let found = this.#skipBlanks();
    for (const name of path) {
      const inside = this.#member(name);
      if (inside === undefined) return found;
      found = inside.nameAt;
      this.#at = inside.valueAt;
    }
    return found;
  }

  /** Looks through the object or list that begins here. */
  #member(name: string): { readonly nameAt: number; readonly valueAt: number } | undefined {
    const opening = this.#text[this.#at];
    if (opening !== "{" && opening !== "[") return undefined;
    this.#at += 1;
    let found: { readonly nameAt: number; readonly valueAt: number } | undefined;
    for (let i = 0; ; i++) {
      const nameAt = this.#skipBlanks();
      const sign = this.#text[nameAt];
      if (sign === undefined || sign === "}" || sign === "]") return found;
      const key = opening === "{" ? this.#key() : String(i);
      const valueAt = this.#skipBlanks();
      if (key === name) found = { nameAt, valueAt };
      this.#skipValue();
      if (this.#text[this.#skipBlanks()] === ",") this.#at += 1;
    }
  }

  #key(): string {
    const start = this.#at;
    this.#skipString();
    const key = JSON.parse(this.#text.slice(start, this.#at)) as string;
    this.#skipBlanks();
    this.#at += 1;
    return key;
  }

  #skipBlanks(): number {
    while (/[\s\uFEFF]/.test(this.#text[this.#at] ?? "x")) this.#at += 1;
    return this.#at;
  }

  #skipString(): void {
    this.#at += 1;
    while (this.#at < this.#text.length && this.#text[this.#at] !== '"') {
      this.#at += this.#text[this.#at] === "\\" ? 2 : 1;
    }
    this.#at += 1;
  }

  /** A value of any depth, without recursion. */
  #skipValue(): void {
    let depth = 0;
    while (this.#at < this.#text.length) {
      const sign = this.#text[this.#at];
      if (sign === '"') this.#skipString();
      else {
        if (depth === 0 && (sign === "," || sign === "}" || sign === "]")) return;
        if (sign === "{" || sign === "[") depth += 1;
        if (sign === "}" || sign === "]") depth -= 1;
        this.#at += 1;
      }
      if (depth === 0 && /[}\]"]/.test(this.#text[this.#at - 1] ?? "")) return;
    }
  }
}
