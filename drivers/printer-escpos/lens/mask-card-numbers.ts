/**
 * Card numbers in what is printed: first six and last four digits stay (PCI DSS 3.4.1), asterisks stand for the rest. Any
 * run of 13 digits or more counts, however long, as do groups that people write card numbers in, and digits of full width.
 */

const DIGIT = "[0-9\uFF10-\uFF19]";
const CARD_NUMBERS = new RegExp(
  [
    // 6228 4804 0256 4890 018
    `${DIGIT}{4}(?:[ -]${DIGIT}{4}){2}(?:[ -]?${DIGIT}){1,11}`,
    // 622848 0402564890018
    `${DIGIT}{6}[ -]${DIGIT}{7,}`,
    `${DIGIT}{13,}`,
  ].join("|"),
  "g",
);

const SHOWN_FIRST = 6;
const SHOWN_LAST = 4;

/** Keeps the length of the text, so that places in it stay where they are. */
export function maskCardNumbers(text: string): string {
  return text.replace(CARD_NUMBERS, maskDigits);
}

const DIGITS = new RegExp(DIGIT, "g");

function maskDigits(run: string): string {
  const count = run.match(DIGITS)?.length ?? 0;
  let seen = 0;
  return run.replace(DIGITS, (digit) => {
    seen += 1;
    return seen <= SHOWN_FIRST || seen > count - SHOWN_LAST ? digit : "*";
  });
}
