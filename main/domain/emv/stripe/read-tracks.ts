import { err, ok, type Result } from "../../result.ts";
import { Sensitive } from "../../sensitive.ts";

/** Tracks of a magnetic stripe (ISO/IEC 7813 for tracks 1 and 2; ISO/IEC 4909 for track 3). */

/**
 * Text of the tracks as a reader gives it: with or without sentinels and check character; absent if not read.
 */
export type RawTracks = {
  readonly track1?: Sensitive<string>;
  readonly track2?: Sensitive<string>;
  readonly track3?: Sensitive<string>;
};

/** First digit of the service code: what the card has besides its stripe, and where it is used. */
export type ServiceCode = {
  /** Three digits. */
  readonly text: string;
  /** 2 or 6: the card has a chip, to be used where the terminal can. */
  readonly hasChip: boolean;
  /** 5 or 6: only in its own country, unless agreed otherwise. */
  readonly nationalOnly: boolean;
  /** 7: only as agreed with the issuer. */
  readonly privateUse: boolean;
  /** Second digit 2 or 4: every transaction asks the issuer. */
  readonly onlineOnly: boolean;
  /** Third digit 0, 3 or 5: a PIN is required; 6 or 7: where there is a PIN pad. */
  readonly pin: "required" | "whereFeasible" | "no";
};

/** What a message and a decision need of a stripe. */
export type StripeCard = {
  readonly pan: Sensitive<string>;
  /** YYMM. */
  readonly expiry: string;
  readonly serviceCode: ServiceCode;
  /** DE35: digits with `D` as separator, at most 37 characters. */
  readonly track2: Sensitive<string>;
  /** DE36: digits with `D` as separator, at most 104 characters. */
  readonly track3?: Sensitive<string>;
};

type StripeFault =
  /** No track 2, or one that is none: swipe again. */
  | { readonly kind: "unreadable" }
  /**
   * Track 1 and track 2 name different cards: read again, and if it stays so, the stripe has been tampered
   * with.
   */
  | { readonly kind: "tracksDisagree" };

/** `;` PAN `=` YYMM, service code, discretionary digits `?` and a check character. */
const TRACK_2 = /^;?((\d{13,19})[=D](\d{4})(\d{3})\d*)(?:F|\?.?)?$/;

/** `%B` PAN `^` name `^` YYMM, service code, discretionary characters `?` and a check character. */
const TRACK_1 = /^%?B(\d{13,19})\^[^^]{2,26}\^(\d{4})(\d{3})[^?]*(?:\?.?)?$/;

/** `;` digits with `=` as separators `?` and a check character. */
const TRACK_3 = /^;?([\d=D]+)(?:\?.?)?$/;

const TRACK_2_LENGTH_MAX = 37;
const TRACK_3_LENGTH_MAX = 104;

/**
 * Track 2 is needed; track 1 is only compared, as messages carry none (cup-8583 section 1). Total over any
 * text.
 */
export function readTracks({ track1, track2, track3 }: RawTracks): Result<StripeCard, StripeFault> {
  const match = TRACK_2.exec(track2?.reveal().trim() ?? "");
  const [, text, pan, expiry, serviceText] = match ?? [];
  const serviceCode = serviceText === undefined ? undefined : parseServiceCode(serviceText);
  if (text === undefined || pan === undefined || expiry === undefined || serviceCode === undefined) {
    return err({ kind: "unreadable" });
  }
  if (text.length > TRACK_2_LENGTH_MAX || !isMonth(expiry)) return err({ kind: "unreadable" });
  const first = TRACK_1.exec(track1?.reveal().trim() ?? "");
  if (first !== null && (first[1] !== pan || first[2] !== expiry || first[3] !== serviceText)) {
    return err({ kind: "tracksDisagree" });
  }
  const third = TRACK_3.exec(track3?.reveal().trim() ?? "")?.[1]?.replaceAll("=", "D");
  return ok({
    pan: new Sensitive(pan),
    expiry,
    serviceCode,
    track2: new Sensitive(text.replace("=", "D")),
    ...(third !== undefined && third.length <= TRACK_3_LENGTH_MAX ? { track3: new Sensitive(third) } : {}),
  });
}

const isMonth = (expiry: string): boolean => /^\d\d(0[1-9]|1[0-2])$/.test(expiry);

/** Three digits (ISO/IEC 7813, service code); undefined for anything else. */
export function parseServiceCode(text: string): ServiceCode | undefined {
  if (!/^\d{3}$/.test(text)) return undefined;
  const [interchange = "", authorisation = "", verification = ""] = text;
  return {
    text,
    hasChip: "26".includes(interchange),
    nationalOnly: "56".includes(interchange),
    privateUse: interchange === "7",
    onlineOnly: "24".includes(authorisation),
    pin: "035".includes(verification) ? "required" : "67".includes(verification) ? "whereFeasible" : "no",
  };
}
