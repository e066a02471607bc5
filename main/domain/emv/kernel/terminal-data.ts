import { assert } from "../../assert.ts";
import { dateYymmdd, timeHhmmss } from "../../business-time.ts";
import { equalBytes, fromAscii, fromUint, toNumericBcd } from "../../bytes.ts";
import { ridOf } from "../ca-public-key.ts";
import { CVM_CODE, CVM_RESULTS_LENGTH } from "../cvm.ts";
import { electronicCashObjects } from "../electronic-cash/purchase.ts";
import { KEY_ALGORITHM } from "../key-algorithm.ts";
import { type NamedBit, setBit } from "../named-bits.ts";
import type { AllowedCvm, ApplicationParameters, CaPublicKey, TerminalParameters } from "../parameters.ts";
import * as tags from "../tags.ts";
import { TERMINAL_CAPABILITIES, TERMINAL_CAPABILITIES_LENGTH } from "../terminal-capabilities.ts";
import { TSI_LENGTH } from "../tsi.ts";
import { TVR_LENGTH } from "../tvr.ts";
import { certificateFamilyOf } from "./certificate-families.ts";
import type { VerificationAbilities } from "./protocol.ts";
import type { SelectedApplication } from "./select-application.ts";
import type { DataObjects, Session, Transaction } from "./session.ts";

/**
 * What this kernel can do on every lane, of all that 9F33 can claim. Offline PIN is only for lanes whose
 * devices keep the PIN out of this process (money.md rule 13).
 */
const KERNEL_CAPABILITIES: readonly NamedBit[] = [
  TERMINAL_CAPABILITIES.manualKeyEntry,
  TERMINAL_CAPABILITIES.magneticStripe,
  TERMINAL_CAPABILITIES.contactChip,
  TERMINAL_CAPABILITIES.onlinePin,
  TERMINAL_CAPABILITIES.signature,
  TERMINAL_CAPABILITIES.noCvm,
  TERMINAL_CAPABILITIES.sda,
  TERMINAL_CAPABILITIES.dda,
  TERMINAL_CAPABILITIES.cardCapture,
  TERMINAL_CAPABILITIES.cda,
];

/** The methods of 9F33 that an acquirer may not allow for an AID. */
const CVM_CAPABILITIES: readonly (readonly [AllowedCvm, NamedBit])[] = [
  ["plaintextOfflinePin", TERMINAL_CAPABILITIES.plaintextOfflinePin],
  ["encipheredOfflinePin", TERMINAL_CAPABILITIES.encipheredOfflinePin],
  ["onlinePin", TERMINAL_CAPABILITIES.onlinePin],
  ["signature", TERMINAL_CAPABILITIES.signature],
  ["noCvm", TERMINAL_CAPABILITIES.noCvm],
];

function allows({ allowedCvms }: ApplicationParameters, cvm: AllowedCvm): boolean {
  return allowedCvms?.includes(cvm) ?? true;
}

/**
 * 9F33 as the card is told: what the lane is configured for, as far as the kernel can do it and the acquirer allows it for
 * the selected AID. A capability that was claimed and then not delivered would make cards choose methods that fail.
 */
function effectiveCapabilities(
  terminal: TerminalParameters,
  abilities: VerificationAbilities,
  application: ApplicationParameters,
): Uint8Array {
  assert(
    terminal.terminalCapabilities.length === TERMINAL_CAPABILITIES_LENGTH,
    "terminal capabilities have three bytes",
  );
  const can = new Uint8Array(TERMINAL_CAPABILITIES_LENGTH);
  for (const capability of KERNEL_CAPABILITIES) setBit(can, capability);
  if (abilities.plaintextPin) setBit(can, TERMINAL_CAPABILITIES.plaintextOfflinePin);
  if (abilities.encipheredPin) setBit(can, TERMINAL_CAPABILITIES.encipheredOfflinePin);
  for (const [cvm, { byte, mask }] of CVM_CAPABILITIES)
    if (!allows(application, cvm)) can[byte - 1] = (can[byte - 1] ?? 0) & ~mask;
  return terminal.terminalCapabilities.map((byte, i) => byte & (can[i] ?? 0));
}

/** The largest amount of the binary objects 81 and 9F1B: 4 bytes. */
const BINARY_AMOUNT_MAX = 0xffff_ffffn;

/** Chip with contacts: value of 9F39, first two digits of DE22. */
const POS_ENTRY_MODE_CONTACT_CHIP = 5;

/**
 * The terminal's data objects at the start (EMV Book 1, 12.4 and Book 3, 10.1; emv-pboc section 14). TVR and
 * TSI are zero; nothing has been verified yet (3F 00 00). A card that asks in its PDOL for
 * 9F66 (contactless) is given zeros: this flow does none of it.
 */
export function startTransaction(session: Session, selected: SelectedApplication): Transaction {
  const tvr = new Uint8Array(TVR_LENGTH);
  const tsi = new Uint8Array(TSI_LENGTH);
  const cvmResults = new Uint8Array(CVM_RESULTS_LENGTH);
  cvmResults[0] = CVM_CODE.none;
  const terminal: DataObjects = new Map([
    ...transactionObjects(session),
    ...terminalObjects(session, selected.parameters),
    ...applicationObjects(session, selected),
    ...electronicCashObjects(session.input, selected.parameters),
    [tags.TAG_95_TVR, tvr],
    [tags.TAG_9B_TSI, tsi],
    [tags.TAG_9F34_CVM_RESULTS, cvmResults],
  ]);
  const card: DataObjects = new Map([[tags.TAG_84_DF_NAME, selected.aid]]);
  const { aid, label, language, parameters } = selected;
  const cda = { iccKey: undefined, sentValues: [] };
  // 9F33 has no bit for it.
  const identityDocument = session.abilities.identityDocument && allows(parameters, "identityDocument");
  return {
    ...session,
    abilities: { ...session.abilities, identityDocument },
    aid,
    label,
    language,
    parameters,
    card,
    terminal,
    tvr,
    tsi,
    cvmResults,
    cda,
    scripts: [],
  };
}

function transactionObjects({ input }: Session): [number, Uint8Array][] {
  assert(input.unpredictableNumber.length === 4, "the unpredictable number has four bytes");
  const { cashbackFen = 0n } = input;
  assert(cashbackFen >= 0n && cashbackFen <= input.amountFen, "the cashback is part of the amount");
  const objects: [number, Uint8Array][] = [
    [tags.TAG_9F02_AMOUNT_AUTHORISED, toNumericBcd(input.amountFen, 6)],
    [tags.TAG_9F03_AMOUNT_OTHER, toNumericBcd(cashbackFen, 6)],
    [tags.TAG_9C_TRANSACTION_TYPE, fromUint(input.transactionType, 1)],
    [tags.TAG_9A_TRANSACTION_DATE, bcd(dateYymmdd(input.time))],
    [tags.TAG_9F21_TRANSACTION_TIME, bcd(timeHhmmss(input.time))],
    [tags.TAG_9F37_UNPREDICTABLE_NUMBER, input.unpredictableNumber],
    [tags.TAG_9F41_TRANSACTION_SEQUENCE_COUNTER, toNumericBcd(input.transactionSequenceCounter, 4)],
    [tags.TAG_9F39_POS_ENTRY_MODE, toNumericBcd(POS_ENTRY_MODE_CONTACT_CHIP, 1)],
  ];
  // An amount beyond four bytes has no binary form; a card that asks for it gets zeros (EMV Book 3, 5.4).
  if (input.amountFen <= BINARY_AMOUNT_MAX) {
    objects.push(
      [tags.TAG_81_AMOUNT_AUTHORISED_BINARY, fromUint(Number(input.amountFen), 4)],
      [tags.TAG_9F04_AMOUNT_OTHER_BINARY, fromUint(Number(cashbackFen), 4)],
    );
  }
  return objects;
}

function terminalObjects(
  { input: { terminal }, abilities }: Session,
  application: ApplicationParameters,
): [number, Uint8Array][] {
  return [
    [tags.TAG_9F1A_TERMINAL_COUNTRY_CODE, toNumericBcd(terminal.countryCode, 2)],
    [tags.TAG_5F2A_TRANSACTION_CURRENCY_CODE, toNumericBcd(terminal.currencyCode, 2)],
    [tags.TAG_5F36_CURRENCY_EXPONENT, toNumericBcd(terminal.currencyExponent, 1)],
    [tags.TAG_9F33_TERMINAL_CAPABILITIES, effectiveCapabilities(terminal, abilities, application)],
    [tags.TAG_9F40_ADDITIONAL_TERMINAL_CAPABILITIES, terminal.additionalTerminalCapabilities],
    [tags.TAG_9F35_TERMINAL_TYPE, fromUint(terminal.terminalType, 1)],
    [tags.TAG_9F1E_IFD_SERIAL_NUMBER, fromAscii(terminal.ifdSerialNumber)],
    [tags.TAG_9F1C_TERMINAL_IDENTIFICATION, fromAscii(terminal.terminalId)],
    [tags.TAG_9F16_MERCHANT_IDENTIFIER, fromAscii(terminal.merchantId)],
    [tags.TAG_9F15_MERCHANT_CATEGORY_CODE, bcd(terminal.merchantCategoryCode)],
    [tags.TAG_9F4E_MERCHANT_NAME, terminal.merchantName],
  ];
}

function applicationObjects(
  { input }: Session,
  { aid, parameters }: SelectedApplication,
): [number, Uint8Array][] {
  const floorLimitFen =
    parameters.floorLimitFen > BINARY_AMOUNT_MAX ? BINARY_AMOUNT_MAX : parameters.floorLimitFen;
  return [
    // The terminal's AID takes the card's full name once the application is selected (EMV Book 1, 12.4).
    [tags.TAG_9F06_AID_TERMINAL, aid],
    [tags.TAG_9F09_APPLICATION_VERSION_NUMBER_TERMINAL, parameters.applicationVersion],
    [tags.TAG_9F1B_TERMINAL_FLOOR_LIMIT, fromUint(Number(floorLimitFen), 4)],
    [tags.TAG_DF69_SM_ALGORITHM_INDICATOR, Uint8Array.of(supportsSm(input.caKeys, aid) ? 1 : 0)],
  ];
}

/**
 * DF69: 01 tells a card that it may answer with SM2 certificates (emv-pboc section 5). That is only said
 * where one of them could be verified, with an SM2 key of the card's own scheme.
 */
function supportsSm(caKeys: readonly CaPublicKey[], aid: Uint8Array): boolean {
  return (
    certificateFamilyOf(KEY_ALGORITHM.sm2) !== undefined &&
    caKeys.some((key) => key.algorithm === KEY_ALGORITHM.sm2 && equalBytes(key.rid, ridOf(aid)))
  );
}

const bcd = (digits: string): Uint8Array => toNumericBcd(BigInt(digits), digits.length / 2);
