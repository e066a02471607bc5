/**
 * The host's own table of ISO 8583:1987 with fields in ASCII (cup-8583 section 12, unverified). Lengths count characters
 * or bytes; a variable field has its length in front in two (LL) or three (LLL) ASCII digits. The message type is four ASCII
 * digits, bitmaps are binary, `b` fields are bytes as they are. DE55 is chip data, so bytes too.
 */
export type Iso87Format = {
  /** `n` digits only; `a` any ASCII; `b` bytes. */
  readonly content: "n" | "a" | "b";
  /** Exact, or the most with `prefix` digits of length in front. */
  readonly length: number;
  readonly prefix?: 2 | 3;
};

const ROWS = `2 n..19; 3 n6; 4 n12; 5 n12; 6 n12; 7 n10; 8 n8; 9 n8; 10 n8; 11 n6; 12 n6; 13 n4; 14 n4; 15 n4; 16 n4; 17 n4;
18 n4; 19 n3; 20 n3; 21 n3; 22 n3; 23 n3; 24 n3; 25 n2; 26 n2; 27 n1; 28 a9; 29 a9; 30 a9; 31 a9; 32 n..11; 33 n..11; 34 a..28;
35 a..37; 36 a...104; 37 a12; 38 a6; 39 a2; 40 a3; 41 a8; 42 a15; 43 a40; 44 a..25; 45 a..76; 46 a...999; 47 a...999; 48 a...999;
49 a3; 50 a3; 51 a3; 52 b8; 53 n16; 54 a...120; 55 b...999; 56 a...999; 57 a...999; 58 a...999; 59 a...999; 60 a...999; 61 a...999;
62 a...999; 63 a...999; 64 b8; 66 n1; 67 n2; 68 n3; 69 n3; 70 n3; 71 n4; 72 n4; 73 n6; 74 n10; 75 n10; 76 n10; 77 n10; 78 n10;
79 n10; 80 n10; 81 n10; 82 n12; 83 n12; 84 n12; 85 n12; 86 n16; 87 n16; 88 n16; 89 n16; 90 n42; 91 a1; 92 a2; 93 a5; 94 a7;
95 a42; 96 b8; 97 a17; 98 a25; 99 n..11; 100 n..11; 101 a..17; 102 a..28; 103 a..28; 104 a...100; 128 b8`;

/** Field number to format. 65 and 105 to 127 are in no message of this host. */
export const ISO87_FIELDS: ReadonlyMap<number, Iso87Format> = new Map(
  ROWS.split(";").flatMap((row) => {
    const match = /^\s*(\d+) ([nab])(\.{0,3})(\d+)\s*$/.exec(row);
    if (match === null) throw new Error(`${row} is no row of the table`);
    const [, number, content, dots, length] = match;
    const format: Iso87Format = {
      content: content === "n" || content === "b" ? content : "a",
      length: Number(length),
      ...(dots === "" ? {} : { prefix: dots === ".." ? (2 as const) : (3 as const) }),
    };
    return [[Number(number), format] as const];
  }),
);
