import { readFileSync, statSync } from "node:fs";
import { assertNever } from "../../main/domain/assert.ts";
import { err, ok, type Result } from "../../main/domain/result.ts";
import { CARD_IMAGE_BYTES_MAX, type CardImageFault, readCardImage } from "./card-image-file.ts";
import type { PersonalisedCard } from "./virtual-card.ts";

/** A card from the file that `jinka personalise` wrote. The fault is a sentence. */
export function loadCardImage(file: string): Result<PersonalisedCard, string> {
  let text: string;
  try {
    if (statSync(file).size > CARD_IMAGE_BYTES_MAX)
      return err(`${file} is no card image: it has more than ${CARD_IMAGE_BYTES_MAX} bytes.`);
    text = readFileSync(file, "utf8");
  } catch (error) {
    return err(`${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? ""}).`);
  }
  const card = readCardImage(text);
  return card.ok ? ok(card.value) : err(`${file} ${inWords(card.fault)}`);
}

function inWords({ kind }: CardImageFault): string {
  switch (kind) {
    case "notJson":
    case "notACardImage":
      return "is no card image; jinka personalise makes one from a profile.";
    case "otherVersion":
      return "was made by another version of this program; make it again from its profile.";
    case "damaged":
      return "was changed after it was made; make it again from its profile.";
    default:
      return assertNever(kind);
  }
}
