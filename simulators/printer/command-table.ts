/**
 * How far each ESC/POS command reaches, so that a stream can be cut without knowing what every command does. Written from the
 * printer's side, independent of the driver's encoder (pos-peripherals section 1 and the makers' command lists).
 *
 * `number`: that many parameter bytes. `untilNul`: parameters up to and with 00. `block`: pL pH, then that many bytes.
 * The others are cut by a rule of their own in `command-parser.ts`.
 */
export type Reach =
  | number
  | "untilNul"
  | "block"
  | "longBlock"
  | "bitImage"
  | "raster"
  | "barcode"
  | "cut"
  | "userCharacters"
  | "downloadedImage"
  | "storedImages";

/** Key: the bytes of the command's name in hexadecimal. */
export const COMMAND_REACH: Readonly<Record<string, Reach>> = {
  // One byte
  "09": 0, // HT
  "0A": 0, // LF
  "0C": 0, // FF
  "0D": 0, // CR
  "18": 0, // CAN
  // Real time; acted on when they arrive, only passed over in the queue
  "1004": 1,
  "1005": 1,
  "1014": 3,
  // ESC
  "1B0C": 0,
  "1B20": 1, // right space
  "1B21": 1, // print mode
  "1B24": 2, // absolute position
  "1B25": 1,
  "1B26": "userCharacters",
  "1B2A": "bitImage",
  "1B2D": 1, // underline
  "1B32": 0, // line spacing default
  "1B33": 1, // line spacing
  "1B3D": 1, // peripheral
  "1B3F": 1,
  "1B40": 0, // initialise
  "1B42": 2, // beep
  "1B44": "untilNul", // tabs
  "1B45": 1, // bold
  "1B47": 1, // double strike
  "1B4A": 1, // print and feed dots
  "1B4B": 1,
  "1B4C": 0,
  "1B4D": 1, // font
  "1B52": 1,
  "1B53": 0,
  "1B54": 1,
  "1B56": 1,
  "1B57": 8,
  "1B5C": 2, // relative position
  "1B61": 1, // align
  "1B6333": 1,
  "1B6334": 1,
  "1B6335": 1,
  "1B64": 1, // print and feed lines
  "1B65": 1, // reverse feed
  "1B69": 0, // full cut, old form
  "1B6D": 0, // partial cut, old form
  "1B70": 3, // drawer
  "1B72": 1,
  "1B74": 1, // code page
  "1B75": 1,
  "1B76": 0,
  "1B7B": 1, // upside down
  // FS
  "1C21": 1, // Chinese print mode
  "1C26": 0, // Chinese on
  "1C28": "block",
  "1C2D": 1, // Chinese underline
  "1C2E": 0, // Chinese off
  "1C32": 74, // a Chinese character of one's own, 24 x 24 dots
  "1C43": 1,
  "1C53": 2, // Chinese spacing
  "1C57": 1, // Chinese quadruple
  "1C70": 2,
  "1C71": "storedImages",
  // GS
  "1D21": 1, // size
  "1D24": 2,
  "1D28": "block",
  "1D2A": "downloadedImage",
  "1D2F": 1,
  "1D38": "longBlock",
  "1D3A": 0,
  "1D42": 1, // inverse
  "1D48": 1, // text of the bar code
  "1D49": 1, // printer id
  "1D4C": 2, // left margin
  "1D50": 2,
  "1D54": 1,
  "1D56": "cut",
  "1D57": 2, // width of the print area
  "1D5C": 2,
  "1D5E": 3,
  "1D61": 1, // automatic status
  "1D62": 1, // smoothing
  "1D63": 0,
  "1D66": 1, // font of the bar code's text
  "1D68": 1, // height of bar codes
  "1D6A": 1,
  "1D6B": "barcode",
  "1D72": 1, // queued status
  "1D7630": "raster",
  "1D77": 1, // module width of bar codes
  "1D7C": 1, // density
};

/** Commands with a name of three bytes, by their first two. */
export const THREE_BYTE_NAMES: ReadonlySet<string> = new Set(["1B63", "1D76"]);
