import type { LabelFormat } from "../catalogue/label.ts";
import type { PackApplication } from "../emv/parameter-pack/parameter-pack.ts";
import type { StripeRule } from "../emv/stripe/decide-stripe.ts";
import type { WrittenCaKey } from "../emv/written-parameters.ts";
import type { DeadlineRule } from "../risk/deadline-rule.ts";
import type { OfflineLimits } from "../risk/offline-limits.ts";
import type { CashRounding } from "../sale/totals.ts";
import type { Language } from "../text/language.ts";

/**
 * The terminal's configuration as the journal keeps it: plain data, bytes in hex, no secret in it. It comes
 * from `terminal.json` through the schema in `main/config/terminal-file.ts`, whose sample explains each member.
 */
export type TerminalConfig = {
  readonly shop: {
    readonly nameZh: string;
    readonly nameEn: string;
    readonly addressZh?: string;
    readonly addressEn?: string;
    readonly phone?: string;
  };
  /** Language of receipts and sentences unless a command asks for the other. */
  readonly language: Language;
  /** IANA name of the shop's time zone. */
  readonly timeZone: string;
  /**
   * A till to learn on, never a shop's: screen and papers say so, and its host is on this machine. Chosen with the first
   * setup of a data directory and never changed. Absent: a shop.
   */
  readonly training?: boolean;
  readonly cashRounding: CashRounding;
  readonly limits: {
    /** One sale: above it a typing error is likelier than a sale. */
    readonly saleMaxFen: bigint;
    /** Same card and same amount within this time: ask first (money.md rule 8). */
    readonly sameCardWindowMs: number;
    /** How much the shop risks without the bank. Absent in journals of the first version: nothing offline. */
    readonly offline?: OfflineLimits;
    /** Until when offline payments have to be uploaded or handed in; `DEADLINE_DEFAULT` where none fits. */
    readonly deadlines?: readonly DeadlineRule[];
    /** What a cashier may give up of a line or of a basket without a manager, in per mille. */
    readonly cashierDiscountMaxPerMille?: number;
  };
  /** How the shop's own barcodes are read; `DEFAULT_LABEL_FORMATS` when absent. */
  readonly labels?: readonly LabelFormat[];
  readonly acquirer: AcquirerConfig;
  readonly emv: EmvConfig;
  readonly devices: DevicesConfig;
};

export type AcquirerConfig = {
  readonly name: string;
  readonly tid: string;
  readonly mid: string;
  readonly host: string;
  readonly port: number;
  /** The dialect of ISO 8583; UnionPay's where it is absent. */
  readonly dialect?: "unionpay" | "iso8583-1987";
  /** TLS to the host; plain TCP where it is absent. */
  readonly tls?: {
    readonly caFile?: string;
    readonly certificateSha256?: string;
    readonly serverName?: string;
  };
  /** Cipher of the working keys; TDES where it is absent. */
  readonly keyCipher?: "tdes" | "sm4";
  /** 5 bytes, hex: TPDU as sent. Empty where the dialect has none. */
  readonly tpdu: string;
  /** 6 bytes, hex: message header as sent. Empty where the dialect has none. */
  readonly header: string;
  readonly connectTimeoutMs: number;
  readonly replyTimeoutMs: number;
  /** How long a socket is kept after a timeout, so that a late answer is seen and journaled. */
  readonly lingerMs: number;
  readonly macAlgorithm: "cup-ecb" | "x9.19";
  /** DE60.3 of the sign-in: 001 single DES, 003 double length, 004 with track encryption. */
  readonly keyScheme: "001" | "003" | "004";
  /** DE62 of the sign-in: 4-digit network licence number and 8-character device serial. */
  readonly networkLicence: string;
  readonly deviceSerial: string;
  readonly declineWithoutMacAccepted: boolean;
  /** Whether a void wants the card again (money.md rule 8). */
  readonly voidNeedsCard: boolean;
  /** Whether AIDs, CA keys and hotlists that the host sends, without a signature, may come into force; no where it is absent. */
  readonly downloadsAllowed?: boolean;
  /** Characters of one card number in a hotlist of this host; 14 where it is absent. */
  readonly hotlistWidth?: number;
  readonly reversal: {
    /** A "25 not found" this soon after the original may only mean that the original is still under way. */
    readonly notFoundGraceMs: number;
    /** Answered refusals after which a person has to decide. */
    readonly refusalCountMax: number;
    /** Whether 12 also ends a reversal at this acquirer. */
    readonly code12Ends: boolean;
    /** Whether a 25 or 12 without MAC ends a reversal at this acquirer. */
    readonly endsWithoutMac: boolean;
    readonly retryDelayMs: number;
  };
};

type EmvConfig = {
  /** ISO 3166-1 and ISO 4217, numeric. */
  readonly countryCode: number;
  readonly currencyCode: number;
  readonly currencyExponent: number;
  readonly merchantCategoryCode: string;
  readonly ifdSerialNumber: string;
  /** Hex: 9F35 and 9F40. 9F33 is computed from the devices that are there. */
  readonly terminalType: string;
  readonly additionalTerminalCapabilities: string;
  readonly applications: readonly PackApplication[];
  /** Which schemes' stripes are taken, and when. Absent: none. */
  readonly stripeRules?: readonly StripeRule[];
  readonly caKeys: readonly Omit<WrittenCaKey, "algorithm">[];
};

type DevicesConfig = {
  readonly cardReader?: {
    readonly kind: "pcsc";
    readonly readerName?: string;
    /** The reader with a field, where it is another one than that with the slot, or cannot be told by its cards. */
    readonly contactlessReaderName?: string;
    /** How long the customer has to insert the card. */
    readonly insertTimeoutMs: number;
  };
  readonly pinPad?: {
    readonly kind: "serial";
    readonly path: string;
    readonly baudRate: number;
    readonly pinTimeoutMs: number;
  };
  readonly printer?: {
    readonly kind: "serial";
    readonly path: string;
    readonly baudRate: number;
    readonly columns: 32 | 48;
    readonly cutter: boolean;
  };
  readonly cashDrawer?: { readonly kind: "printer"; readonly pin: 2 | 5 };
};
