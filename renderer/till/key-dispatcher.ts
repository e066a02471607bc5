import { isTillKey, keyName, mayRepeat } from "./key-name.ts";
import { BURST_END_MS, ScanDetector } from "./scan-detector.ts";

export type KeyEntry = {
  /** Windows lie above screens; only the topmost layer hears keys. */
  readonly depth: number;
  readonly keys: (name: string) => boolean;
  /** Whether the key is wanted while somebody types into a field; with `empty`, only while nothing is in it. */
  readonly whileTyping: "always" | "never" | "empty";
  /** Returns false when it has no use for the key now. */
  run(name: string): boolean;
  /** Takes the last key back that was run: it was a scanner's. */
  readonly undo?: () => void;
};

/** Returns false for what is no scan on this screen, such as a PIN that was typed in a hurry. */
type OnScan = (scanned: Scanned, isUnderWindow: boolean) => boolean;

export type Scanned = { readonly code: string; readonly isShort: boolean };

/** A second Enter right after the first, this soon and on another screen, was not meant for it. */
const SAME_ENTER_MS = 500;

/** The one ear for the keyboard and for scanners, in front of everything else on the page. */
export class KeyDispatcher {
  readonly #entries: KeyEntry[] = [];
  readonly #layers: number[] = [0];
  readonly #detector = new ScanDetector();
  #onScan: OnScan = () => false;
  #enterMs = Number.NEGATIVE_INFINITY;
  #screenMs = Number.NEGATIVE_INFINITY;
  /** How to take back what the first keys of a burst have done. */
  readonly #taken: (() => void)[] = [];
  #before: { readonly field: HTMLInputElement; readonly value: string } | undefined;
  #lastKeyMs = Number.NEGATIVE_INFINITY;
  #abandon: ReturnType<typeof setTimeout> | undefined;

  listen(onScan: OnScan): () => void {
    this.#onScan = onScan;
    const hear = (event: KeyboardEvent) => this.#hear(event);
    window.addEventListener("keydown", hear, { capture: true });
    return () => window.removeEventListener("keydown", hear, { capture: true });
  }

  add(entry: KeyEntry): () => void {
    this.#entries.push(entry);
    return () => void this.#entries.splice(this.#entries.indexOf(entry), 1);
  }

  /** A window has opened; returns how to say that it is closed. */
  cover(depth: number): () => void {
    this.#layers.push(depth);
    return () => void this.#layers.splice(this.#layers.indexOf(depth), 1);
  }

  /** Another screen has come under the hand. */
  screenChanged(): void {
    this.#screenMs = performance.now();
  }

  #hear(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const name = keyName(event);
    if (name === undefined) return;
    if (isTillKey(name)) event.preventDefault();
    if (!event.altKey && !event.repeat && this.#hearScanner(event)) return;
    if (event.repeat && !mayRepeat(name)) return this.#ignoreRepeat(event, name);
    if (name !== "Enter") this.#enterMs = Number.NEGATIVE_INFINITY;
    else if (this.#isSameEnter()) return event.preventDefault();
    if (name === "Enter" && isPressable(event.target)) return;
    if (this.#offer(name, event.target)) stop(event);
  }

  /** Gives a key to the last one on the topmost layer that wants it. */
  #offer(name: string, target: EventTarget | null): boolean {
    const depth = Math.max(...this.#layers);
    for (const entry of this.#entries.toReversed()) {
      if (entry.depth !== depth || !entry.keys(name) || !isWanted(entry, target)) continue;
      if (!entry.run(name)) continue;
      if (entry.undo !== undefined) this.#taken.push(entry.undo);
      return true;
    }
    return false;
  }

  #isSameEnter(): boolean {
    const nowMs = performance.now();
    if (this.#screenMs > this.#enterMs && nowMs - this.#enterMs < SAME_ENTER_MS) return true;
    this.#enterMs = nowMs;
    return false;
  }

  #ignoreRepeat(event: KeyboardEvent, name: string): void {
    if (name === "Enter" || name === " " || name === "Delete" || isTillKey(name)) event.preventDefault();
  }

  /** True when the key was a scanner's. */
  #hearScanner(event: KeyboardEvent): boolean {
    clearTimeout(this.#abandon);
    const step = this.#detector.key(event.key, event.timeStamp);
    switch (step.kind) {
      case "typing":
        this.#remember(event);
        return false;
      case "swallow":
        stop(event);
        this.#abandon = setTimeout(() => this.#release(this.#detector.abandoned()), BURST_END_MS);
        return true;
      case "scan": {
        stop(event);
        const isUnderWindow = Math.max(...this.#layers) > 0;
        if (this.#onScan({ code: step.code, isShort: step.isShort }, isUnderWindow)) this.#takeBack();
        else {
          this.#release(step.code.slice(step.typed));
          // What the keys before it have typed is drawn by then.
          setTimeout(() => this.#offer("Enter", document.activeElement));
        }
        return true;
      }
    }
  }

  /** The first characters of a scan do what typing does, before they are known to be of one. */
  #remember({ target, key, timeStamp }: KeyboardEvent): void {
    if ([...key].length !== 1) return;
    const isWithin = timeStamp - this.#lastKeyMs < BURST_END_MS;
    this.#lastKeyMs = timeStamp;
    if (isWithin) return;
    this.#taken.length = 0;
    const field = target instanceof HTMLInputElement ? target : undefined;
    this.#before = field === undefined ? undefined : { field, value: field.value };
  }

  #takeBack(): void {
    const { field, value } = this.#before ?? {};
    const focused = document.activeElement;
    if (field !== undefined && value !== undefined) setFieldValue(field, value);
    // The first character may have called up an empty field, into which the second one went.
    else if (focused instanceof HTMLInputElement && this.#taken.length === 1) {
      setFieldValue(focused, focused.value.slice(0, 1));
    }
    for (const undo of this.#taken.splice(0)) undo();
    this.#before = undefined;
  }

  /** What a fast typist wrote goes where it was meant for. */
  #release(text: string): void {
    const field = document.activeElement;
    if (field instanceof HTMLInputElement) {
      if (text !== "") setFieldValue(field, `${field.value}${text}`);
      return;
    }
    for (const character of text) this.#offer(character, field);
  }
}

function stop(event: KeyboardEvent): void {
  event.preventDefault();
  event.stopPropagation();
}

function isPressable(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("button, a, select, [role=option]") !== null;
}

function isWanted(entry: KeyEntry, target: EventTarget | null): boolean {
  if (!(target instanceof HTMLInputElement)) return true;
  if (entry.whileTyping === "always") return true;
  return entry.whileTyping === "empty" && target.value === "";
}

/** React only notices a value that is set the way a person's typing sets it. */
function setFieldValue(field: HTMLInputElement, value: string): void {
  const setter = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set;
  setter?.call(field, value);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
