import { fromHex } from "../../domain/bytes.ts";
import type { ContactlessParameters } from "../../domain/emv/contactless/parameters.ts";
import { TTQ } from "../../domain/emv/contactless/qualifiers.ts";
import { type NamedBit, setBit } from "../../domain/emv/named-bits.ts";
import {
  PACK_CVMS,
  type PackApplication,
  type ParameterPack,
  packKernelParameters,
} from "../../domain/emv/parameter-pack/parameter-pack.ts";
import type {
  AllowedCvm,
  ApplicationParameters,
  CaPublicKey,
  RevokedCertificate,
  TerminalParameters,
} from "../../domain/emv/parameters.ts";
import {
  TERMINAL_CAPABILITIES,
  TERMINAL_CAPABILITIES_LENGTH,
} from "../../domain/emv/terminal-capabilities.ts";
import { terminalKind } from "../../domain/emv/terminal-type.ts";
import { TVR } from "../../domain/emv/tvr.ts";
import { applicationParameters, caPublicKey } from "../../domain/emv/written-parameters.ts";
import type { TerminalConfig } from "../../domain/till/config.ts";

/** The configuration in the shapes that the kernels read. */

/** What stands on the counter, as far as cards have to be told of it. */
export type Lane = {
  readonly hasPinPad: boolean;
  readonly hasStripeReader: boolean;
};

export type CardParameters = {
  readonly terminal: TerminalParameters;
  readonly applications: readonly ApplicationParameters[];
  /** AIDs that are taken without contacts. None: the lane takes none. */
  readonly contactless: readonly ContactlessParameters[];
  readonly caKeys: readonly CaPublicKey[];
  readonly revokedCertificates: readonly RevokedCertificate[];
};

/** What the kernels are told of applications and keys: the acquirer's pack where one is installed, else the configuration. */
export function cardParameters(
  config: TerminalConfig,
  pack: ParameterPack | "refused" | undefined,
  lane: Lane,
): CardParameters {
  const terminal = terminalParameters(config, lane);
  if (pack === "refused") {
    return { terminal, applications: [], contactless: [], caKeys: [], revokedCertificates: [] };
  }
  if (pack === undefined) {
    const { applications, caKeys } = config.emv;
    const read = { caKeys: caKeys.map(caPublicKey), revokedCertificates: [] };
    return { terminal, ...read, ...withEveryInterface(applications, terminal.currencyCode) };
  }
  const { countryCode, currencyCode, currencyExponent } = pack;
  const { caKeys, revokedCertificates } = packKernelParameters(pack);
  return {
    terminal: { ...terminal, countryCode, currencyCode, currencyExponent },
    caKeys,
    revokedCertificates,
    ...withEveryInterface(pack.applications, currencyCode),
  };
}

function withEveryInterface(written: readonly PackApplication[], currencyCode: number) {
  return {
    applications: written.map((application) => contactParameters(application, currencyCode)),
    contactless: written.flatMap((application) => contactlessParameters(application) ?? []),
  };
}

function contactParameters(application: PackApplication, currencyCode: number): ApplicationParameters {
  const { ecTransactionLimitFen, ecCurrencyCodes } = application;
  const allowedCvms = allowedCvmsOf(application);
  const parameters: ApplicationParameters = {
    ...applicationParameters(application),
    ...(allowedCvms === undefined ? {} : { allowedCvms }),
  };
  if (ecTransactionLimitFen === undefined) return parameters;
  const currencyCodes = ecCurrencyCodes ?? [currencyCode];
  return { ...parameters, electronicCash: { transactionLimitFen: ecTransactionLimitFen, currencyCodes } };
}

/**
 * The action codes of a transaction that the merchant forces online: TVR byte 4 bit 4 counts in them, whether or not the
 * acquirer has named it. Without it such a card is approved offline all the same (EMV Book 4, 6.5.3), against the
 * shop's own limits. Nothing that the acquirer did name is left out.
 */
export function withForcedOnline(application: ApplicationParameters): ApplicationParameters {
  const { terminalActionCodes } = application;
  const named = (code: Uint8Array): Uint8Array => {
    const changed = code.slice();
    setBit(changed, TVR.merchantForcedOnline);
    return changed;
  };
  const { online, default: whenUnable } = terminalActionCodes;
  return {
    ...application,
    terminalActionCodes: { ...terminalActionCodes, online: named(online), default: named(whenUnable) },
  };
}

/** Undefined: the acquirer says nothing, and the lane does what it can. A download knows of online PIN only (DF18). */
function allowedCvmsOf({
  supportedCvms,
  onlinePinSupported,
}: PackApplication): readonly AllowedCvm[] | undefined {
  if (onlinePinSupported !== false) return supportedCvms;
  return (supportedCvms ?? PACK_CVMS).filter((cvm) => cvm !== "onlinePin");
}

/** EMVCo's number for UnionPay's kernel (9F2A); unverified, so the configuration may name another one. */
const UNIONPAY_KERNEL = 7;

/** Undefined: not without contacts. A download brings limits and no qualifiers, so those have to come with the pack. */
function contactlessParameters(application: PackApplication): ContactlessParameters | undefined {
  const { contactless } = application;
  if (contactless?.ttq === undefined) return undefined;
  const { floorLimitFen, transactionLimitFen, cvmLimitFen, noCvmBelowFen } = contactless;
  return {
    application: applicationParameters(application),
    terminalTransactionQualifiers: allowedQualifiers(fromHex(contactless.ttq), application),
    statusCheck: contactless.statusCheck ?? false,
    zeroAmountAllowed: contactless.zeroAmountAllowed ?? false,
    kernelIdentifier: contactless.kernelIdentifier ?? UNIONPAY_KERNEL,
    ...(floorLimitFen === undefined ? {} : { floorLimitFen }),
    ...(transactionLimitFen === undefined ? {} : { transactionLimitFen }),
    ...(cvmLimitFen === undefined ? {} : { cvmLimitFen }),
    ...(noCvmBelowFen === undefined ? {} : { noCvmBelowFen }),
  };
}

/** What the acquirer does not allow for an AID is not claimed for it; what the lane cannot do, the kernel clears. */
function allowedQualifiers(qualifiers: Uint8Array, application: PackApplication): Uint8Array {
  const allowed = allowedCvmsOf(application);
  const allows = (cvm: AllowedCvm) => allowed?.includes(cvm) ?? true;
  const cleared: NamedBit[] = [];
  if (!allows("onlinePin")) cleared.push(TTQ.onlinePin);
  if (!allows("signature")) cleared.push(TTQ.signature);
  return without(qualifiers, cleared);
}

function without(field: Uint8Array, bits: readonly NamedBit[]): Uint8Array {
  const rest = field.slice();
  for (const { byte, mask } of bits) rest[byte - 1] = (rest[byte - 1] ?? 0) & ~mask;
  return rest;
}

function terminalParameters(config: TerminalConfig, lane: Lane): TerminalParameters {
  const { emv, acquirer, shop } = config;
  const terminalType = Number.parseInt(emv.terminalType, 16);
  return {
    terminalCapabilities: terminalCapabilities(terminalType, lane),
    additionalTerminalCapabilities: fromHex(emv.additionalTerminalCapabilities),
    terminalType,
    countryCode: emv.countryCode,
    currencyCode: emv.currencyCode,
    currencyExponent: emv.currencyExponent,
    ifdSerialNumber: emv.ifdSerialNumber,
    terminalId: acquirer.tid,
    merchantId: acquirer.mid,
    merchantCategoryCode: emv.merchantCategoryCode,
    merchantName: asciiName(shop.nameEn),
  };
}

/**
 * Tag 9F33 says what this lane really has: the chip reader, the stripe reader where stripes are taken; online PIN only with
 * a pad that can encipher it; a signature only where somebody attends (money.md rule 13); SDA, DDA and CDA. PIN entry
 * for the card itself is claimed here and cleared by the kernel, unless the devices at hand can do it
 * (contact-partners.ts).
 */
function terminalCapabilities(terminalType: number, { hasPinPad, hasStripeReader }: Lane): Uint8Array {
  const has = TERMINAL_CAPABILITIES;
  const capabilities = new Uint8Array(TERMINAL_CAPABILITIES_LENGTH);
  const always = [has.contactChip, has.plaintextOfflinePin, has.encipheredOfflinePin, has.noCvm];
  for (const capability of [...always, has.sda, has.dda, has.cda]) setBit(capabilities, capability);
  if (hasStripeReader) setBit(capabilities, has.magneticStripe);
  if (hasPinPad) setBit(capabilities, has.onlinePin);
  if (terminalKind(terminalType).attended) setBit(capabilities, has.signature);
  return capabilities;
}

/** Tag 9F4E for the card's own log: printable ASCII, at most 20 bytes (emv-pboc section 14). */
function asciiName(name: string): Uint8Array {
  const printable = [...name].filter((character) => character >= " " && character <= "~");
  return Uint8Array.from(printable.slice(0, 20), (character) => character.charCodeAt(0));
}
