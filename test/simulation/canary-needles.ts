import { createHash } from "node:crypto";

/** One way in which a secret may have been written. */
export type Needle = { readonly secret: string; readonly encoding: string; readonly bytes: Buffer };

/** A secret that is text (digits, a name, a track), or bytes (a key, a PIN block). */
export type Secret =
  | { readonly name: string; readonly text: string; readonly hashed?: boolean }
  | { readonly name: string; readonly bytes: Uint8Array };

/** Shorter ones are found everywhere by chance. */
const NEEDLE_LENGTH_MIN = 4;

export function needlesFor(secrets: readonly Secret[]): Needle[] {
  return secrets.flatMap((secret) => {
    const forms = "text" in secret ? textForms(secret.text, secret.hashed === true) : byteForms(secret.bytes);
    return [...forms]
      .filter(([, bytes]) => bytes.length >= NEEDLE_LENGTH_MIN)
      .map(([encoding, bytes]) => ({ secret: secret.name, encoding, bytes }));
  });
}

type Forms = Map<string, Buffer>;

function textForms(text: string, isHashed: boolean): Forms {
  const ascii = Buffer.from(text, "latin1");
  const forms: Forms = new Map([["ASCII", ascii], ...wide(text, ""), ...writtenOut(ascii, "of ASCII")]);
  if (/^\d+$/.test(text)) {
    for (const [name, bytes] of packed(text)) {
      forms.set(name, bytes);
      for (const [form, written] of base64Cores(bytes)) forms.set(`${form} of ${name}`, written);
      for (const [form, written] of numberLists(bytes)) forms.set(`${form} of ${name}`, written);
    }
  }
  if (isHashed) for (const [name, bytes] of hashes(text)) forms.set(name, bytes);
  return forms;
}

function byteForms(bytes: Uint8Array): Forms {
  const raw = Buffer.from(bytes);
  return new Map([["raw bytes", raw], ...writtenOut(raw, "")]);
}

/** Every way of writing bytes as text. */
function* writtenOut(bytes: Buffer, of: string): Iterable<[string, Buffer]> {
  const name = (form: string): string => `${form} ${of}`.trim();
  for (const [form, hex] of [
    ["hex lower", bytes.toString("hex")],
    ["hex upper", bytes.toString("hex").toUpperCase()],
    ["hex with spaces", (bytes.toString("hex").match(/../g) ?? []).join(" ")],
  ] as const) {
    yield [name(form), Buffer.from(hex)];
    for (const [utf16, written] of wide(hex, `${form} `)) yield [name(utf16), written];
  }
  for (const [form, written] of base64Cores(bytes)) yield [name(form), written];
  for (const [form, written] of numberLists(bytes)) yield [name(form), written];
}

function wide(text: string, form: string): [string, Buffer][] {
  const little = Buffer.from(text, "utf16le");
  return [
    [`${form}UTF-16 LE`, little],
    [`${form}UTF-16 BE`, Buffer.from(little).swap16()],
  ];
}

/**
 * Base64 depends on where in its group of three a byte falls. For each place the characters that only the secret
 * decides are kept; what its neighbours decide at both ends is cut off.
 */
function base64Cores(bytes: Buffer): [string, Buffer][] {
  return [0, 1, 2].flatMap((before): [string, Buffer][] => {
    const padded = Buffer.concat([Buffer.alloc(before), bytes]);
    const text = padded.toString("base64").replace(/=+$/, "");
    const start = Math.ceil((before * 8) / 6);
    const end = Math.floor((padded.length * 8) / 6);
    const core = text.slice(start, end);
    const url = core.replaceAll("+", "-").replaceAll("/", "_");
    const forms: [string, Buffer][] = [[`base64 at ${before}`, Buffer.from(core)]];
    if (url !== core) forms.push([`base64url at ${before}`, Buffer.from(url)]);
    return forms;
  });
}

/** Bytes that were written as an array or an object of numbers: what JSON makes of a Uint8Array. */
function numberLists(bytes: Buffer): [string, Buffer][] {
  const numbers = [...bytes];
  const asObject = numbers.map((value, i) => `"${i}":${value}`).join(",");
  return [
    ["numbers with commas", Buffer.from(numbers.join(","))],
    ["numbers with commas and spaces", Buffer.from(numbers.join(", "))],
    ["members of an object", Buffer.from(asObject)],
  ];
}

/** Two digits a byte, begun at the left or at the right half of a byte; and with the halves exchanged. */
function packed(digits: string): [string, Buffer][] {
  const whole = (text: string): string => text.slice(0, text.length - (text.length % 2));
  const swapped = (text: string): string => text.replace(/(.)(.)/g, "$2$1");
  return [0, 1].flatMap((offset): [string, Buffer][] => {
    const pairs = whole(digits.slice(offset));
    return [
      [`packed BCD at nibble ${offset}`, Buffer.from(pairs, "hex")],
      [`swapped BCD at nibble ${offset}`, Buffer.from(swapped(pairs), "hex")],
    ];
  });
}

export const HASHES = ["sha1", "sha256", "sm3"] as const;

/** A plain hash of a card number can be searched through: it is the number, a little hidden. */
function* hashes(digits: string): Iterable<[string, Buffer]> {
  const even = digits.length % 2 === 0 ? digits : `${digits}F`;
  for (const [of, input] of [
    ["the digits", Buffer.from(digits, "latin1")],
    ["the packed digits", Buffer.from(even, "hex")],
  ] as const) {
    for (const algorithm of HASHES) {
      const digest = createHash(algorithm).update(input).digest();
      yield [`${algorithm} of ${of}`, digest];
      for (const [form, bytes] of writtenOut(digest, `of ${algorithm} of ${of}`)) yield [form, bytes];
    }
  }
}
