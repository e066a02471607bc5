import { describe, expect, it } from "vitest";
import { isTillKey, keyName, mayRepeat } from "../../../renderer/till/key-name.ts";

const pressed = (key: string, held: Partial<Parameters<typeof keyName>[0]> = {}) =>
  keyName({ key, altKey: false, ctrlKey: false, metaKey: false, ...held });

describe("the keyboard", () => {
  it.each([
    ["a function key", pressed("F9"), "F9"],
    ["plus of a number pad", pressed("+", { code: "NumpadAdd" }), "+"],
    ["a full-width plus", pressed("＋"), "+"],
    ["a full-width minus", pressed("－"), "-"],
    ["a letter with Alt", pressed("m", { altKey: true, code: "KeyM" }), "Alt+M"],
    [
      "a letter with Alt that the layout turns into another",
      pressed("µ", { altKey: true, code: "KeyM" }),
      "Alt+M",
    ],
    ["copying", pressed("c", { ctrlKey: true }), undefined],
    ["reloading for developers", pressed("r", { ctrlKey: true }), undefined],
  ])("names %s", (_, name, expected) => expect(name).toBe(expected));

  it("takes all twelve function keys from the browser, and nothing else", () => {
    const keys = Array.from({ length: 12 }, (_, index) => `F${index + 1}`);
    expect(keys.every(isTillKey)).toBe(true);
    expect(["F0", "F13", "Enter", "Escape", "f5", "Alt+F4"].some(isTillKey)).toBe(false);
  });

  it("counts a held key once, unless it counts pieces or moves", () => {
    expect(["+", "-", "ArrowDown", "Backspace"].every(mayRepeat)).toBe(true);
    expect(["F9", "F10", "Enter", "Delete", "Escape", "Alt+M"].some(mayRepeat)).toBe(false);
  });
});
