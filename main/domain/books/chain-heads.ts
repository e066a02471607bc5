/**
 * The end of a hash chain at one moment: the number of its last row or line, and the SHA-256 (hex) over everything up to
 * it. Noted outside, it shows later that nothing before it was changed and nothing taken away.
 */
export type ChainHead = { readonly number: number; readonly hash: string };

/** What a Z notes: the journal as it was just before, and the technical log where there is one. */
export type ChainHeads = { readonly journal: ChainHead; readonly log?: ChainHead };

/** 64 bits: nobody finds a second history with the same ones, and a person can still compare them. */
const SHOWN_DIGITS = 16;

/** `123 1A2B 3C4D 5E6F 7081`: the number, and the first 16 of the hash's 64 hexadecimal digits. */
export function shortHead({ number, hash }: ChainHead): string {
  const groups =
    hash
      .slice(0, SHOWN_DIGITS)
      .toUpperCase()
      .match(/.{1,4}/g) ?? [];
  return [number, ...groups].join(" ");
}
