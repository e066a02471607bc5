/**
 * What lies on the counter after a cut: marks at their places in dots (203 an inch, 8 a millimetre), and the same as text.
 * The corner at the top left is 0, 0.
 */
export type PaperPiece = {
  /** 384 dots on 58 mm paper, 576 on 80 mm. */
  readonly widthDots: number;
  readonly heightDots: number;
  readonly marks: readonly Mark[];
  /** One string a printed line; columns are kept, pictures and codes leave no line. */
  readonly textRows: readonly string[];
  readonly end: "cut" | "endOfRoll" | "tornOff";
};

export type Place = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};

export type Mark = Place & Ink;

export type Ink =
  /** One character in its cell. A cell of two columns has a full-width character. */
  | {
      readonly kind: "character";
      readonly text: string;
      readonly isBold: boolean;
      readonly isInverse: boolean;
      readonly underlineDots: number;
      /** Of the printer's own font: 12 x 24, 9 x 17, or 24 x 24 for Chinese. */
      readonly cell: { readonly width: number; readonly height: number };
    }
  /** Dots of a picture, row by row, each row from a whole byte, the highest bit at the left; drawn over the whole place. */
  | { readonly kind: "image"; readonly columns: number; readonly rows: number; readonly bits: Uint8Array }
  /** Modules of a bar code from left to right: `1` is a bar. */
  | { readonly kind: "bars"; readonly modules: string }
  /** Modules of a QR code, row by row. */
  | { readonly kind: "qr"; readonly modules: readonly (readonly boolean[])[] }
  /** A code that this printer cannot draw: a frame with its data in it. */
  | { readonly kind: "frame"; readonly caption: string; readonly data: string };
