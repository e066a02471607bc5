import { fillGaps, type TextParameters } from "../text/fill-gaps.ts";
import type { Language } from "../text/language.ts";
import type { Account } from "./account.ts";
import { BOOKS_EN, BOOKS_ZH, type BooksKey } from "./books-text-tables.ts";

export function sayOfBooks(language: Language, key: BooksKey, parameters: TextParameters = {}): string {
  return fillGaps((language === "en" ? BOOKS_EN : BOOKS_ZH)[key], parameters);
}

/** The account as people call it, with its host or its VAT rate. */
export function accountName(account: Account, language: Language): string {
  const { kind, ...parameters } = account;
  return sayOfBooks(language, `account.${kind}`, parameters as TextParameters);
}
