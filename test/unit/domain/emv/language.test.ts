import { describe, expect, test } from "vitest";
import { fromAscii, fromHex } from "../../../../main/domain/bytes.ts";
import { commonLanguage, languagePreference } from "../../../../main/domain/emv/language.ts";

test.each([
  { name: "one", value: "zh", languages: ["zh"] },
  { name: "four in the card's order", value: "zhenfrde", languages: ["zh", "en", "fr", "de"] },
  { name: "upper case is read", value: "ZHen", languages: ["zh", "en"] },
  { name: "half a code at the end is left", value: "zhe", languages: ["zh"] },
  { name: "what is no code is passed over", value: "1 zh??en", languages: ["zh", "en"] },
  { name: "nothing", value: "", languages: [] },
])("5F2D: $name", ({ value, languages }) => {
  expect(languagePreference(fromAscii(value))).toEqual(languages);
});

describe("the language of the transaction (EMV Book 4, 11.1)", () => {
  test.each([
    {
      name: "the card's first that the terminal speaks",
      value: "frenzh",
      terminal: ["zh", "en"],
      language: "en",
    },
    {
      name: "the card's order counts, not the terminal's",
      value: "enzh",
      terminal: ["zh", "en"],
      language: "en",
    },
    { name: "none in common", value: "frde", terminal: ["zh", "en"], language: undefined },
    { name: "Chinese and English unless the terminal says otherwise", value: "zh", language: "zh" },
  ])("$name", ({ value, terminal, language }) => {
    expect(commonLanguage(fromAscii(value), terminal)).toBe(language);
  });

  test("a card without preference has none", () => {
    expect(commonLanguage(undefined)).toBeUndefined();
    expect(commonLanguage(fromHex("FF00"))).toBeUndefined();
  });
});
