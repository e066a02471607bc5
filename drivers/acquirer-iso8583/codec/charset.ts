import iconv from "iconv-lite";

/**
 * A character set of text fields. Both directions are partial: `undefined` means that the bytes are no text
 * of this set, or that the text has characters the set has not. What decodes always encodes to the same bytes.
 */
export type Charset = {
  readonly name: string;
  decode(bytes: Uint8Array): string | undefined;
  encode(text: string): Uint8Array | undefined;
};

/** ISO 646: one byte a character, 00 to 7F. */
export const ASCII: Charset = {
  name: "ASCII",
  decode(bytes) {
    let text = "";
    for (const byte of bytes) {
      if (byte > 0x7f) return undefined;
      text += String.fromCharCode(byte);
    }
    return text;
  },
  encode(text) {
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > 0x7f) return undefined;
      bytes[i] = code;
    }
    return bytes;
  },
};

/** GB 18030, of which GBK is a part: one, two or four bytes a character. */
export const GB18030: Charset = {
  name: "GB18030",
  decode(bytes) {
    const text = iconv.decode(Buffer.from(bytes), "gb18030", { stripBOM: false });
    const back = iconv.encode(text, "gb18030");
    return back.equals(bytes) ? text : undefined;
  },
  encode(text) {
    const bytes = new Uint8Array(iconv.encode(text, "gb18030"));
    return iconv.decode(Buffer.from(bytes), "gb18030", { stripBOM: false }) === text ? bytes : undefined;
  },
};
