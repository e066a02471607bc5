import { z } from "zod";
import { flaw } from "../config-mistake.ts";

/**
 * The file in which an acquirer distributes a hotlist or its changes: lines of ASCII text, each ended by LF (UTF-8 in the
 * name).
 *
 *     {"format":"jinka-hotlist","formatVersion":1,"kind":"full","name":"...","version":12,"entries":3}
 *     +6222020000000001            every card of this number
 *     +6222020000000002,1          sequence number 1 of it
 *     +6222020000000003,,2712      the one that expires in December 2027
 *     {"signature":{"algorithm":"Ed25519","keyId":"...","value":"..."}}
 *
 * Changes have `"kind":"delta"`, the version that they change as `"follows"`, and lines that begin with `-` for cards that
 * are taken off. `docs/hotlist.md` is for people.
 */

const NAME_LENGTH_MAX = 80;
const VERSION_MAX = 999_999_999;
const version = z.int().min(1).max(VERSION_MAX);

const COMMON = {
  format: z.literal("jinka-hotlist"),
  formatVersion: z.literal(1),
  name: z
    .string()
    .min(1)
    .max(NAME_LENGTH_MAX)
    .refine((text) => !/\p{Cc}/u.test(text), flaw("controlCharacter")),
  version,
  entries: z.int().min(0),
};

export const HEADER_SCHEMA = z.discriminatedUnion("kind", [
  z.strictObject({ ...COMMON, kind: z.literal("full") }),
  z.strictObject({ ...COMMON, kind: z.literal("delta"), follows: version }),
]);

export type HotlistHeader = z.infer<typeof HEADER_SCHEMA>;

export const SIGNATURE_LINE_SCHEMA = z.strictObject({
  signature: z.strictObject({
    algorithm: z.literal("Ed25519"),
    keyId: z.string().regex(/^[0-9A-F]{16}$/),
    value: z.string().max(100),
  }),
});

/** More than any line of either kind. */
export const HEADER_BYTES_MAX = 4096;
export const SIGNATURE_BYTES_MAX = 512;

/** Sign, number, sequence number, expiry. */
export const ENTRY_LINE = /^([+-])(\d{8,19})(?:,(\d{1,2})|,(\d{1,2})?,(\d\d(?:0[1-9]|1[0-2])))?$/;
export const ENTRY_LINE_BYTES_MAX = 32;

/** What is signed: the first line keeps a signature of something else from counting here. */
export const signedTextOf = (sha256Hex: string): string => `jinka-hotlist 1\n${sha256Hex}\n`;

/** Why a file was refused before anything of it was taken in. No fault holds a card number. */
export type HotlistFileFault =
  | { readonly kind: "fileUnreadable"; readonly code: string }
  /** The first line is not that of a hotlist. */
  | { readonly kind: "notHotlist" }
  | { readonly kind: "headerMalformed"; readonly path: string }
  /** The last line is no signature: the file was cut, or never signed. */
  | { readonly kind: "unsigned" }
  | { readonly kind: "unknownSigner"; readonly keyId: string }
  /** The signature is not over this content. */
  | { readonly kind: "tampered" }
  /** From 1. */
  | { readonly kind: "malformedLine"; readonly line: number }
  /** A full list takes nobody off. */
  | { readonly kind: "removalInFullList"; readonly line: number }
  | { readonly kind: "countDiffers"; readonly announced: number; readonly found: number }
  | { readonly kind: "changedWhileRead" };
