import { fromHex } from "../domain/bytes.ts";
import { type ParameterPack, packKernelParameters } from "../domain/emv/parameter-pack/parameter-pack.ts";
import type { TerminalParameters } from "../domain/emv/parameters.ts";
import { applicationParameters, caPublicKey } from "../domain/emv/written-parameters.ts";
import type { TerminalConfig } from "../domain/till/config.ts";

/** The configuration in the shapes that the kernel reads. */

/** What the kernel is told of applications and keys: the acquirer's pack where one is installed, else the configuration. */
export function cardParameters(
  config: TerminalConfig,
  pack: ParameterPack | "refused" | undefined,
  hasPinPad: boolean,
) {
  const terminal = terminalParameters(config, hasPinPad);
  if (pack === undefined) {
    const { applications, caKeys } = config.emv;
    return {
      terminal,
      applications: applications.map(applicationParameters),
      caKeys: caKeys.map(caPublicKey),
    };
  }
  if (pack === "refused") return { terminal, applications: [], caKeys: [] };
  const { countryCode, currencyCode, currencyExponent } = pack;
  return {
    terminal: { ...terminal, countryCode, currencyCode, currencyExponent },
    ...packKernelParameters(pack),
  };
}

function terminalParameters(config: TerminalConfig, hasPinPad: boolean): TerminalParameters {
  const { emv, acquirer, shop } = config;
  const terminalType = Number.parseInt(emv.terminalType, 16);
  return {
    terminalCapabilities: terminalCapabilities(terminalType, hasPinPad),
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

const CARD_READER_CONTACT = 0x20;
const ONLINE_PIN = 0x40;
const SIGNATURE = 0x20;
const NO_CVM = 0x08;
const SDA_DDA_AND_CDA = 0xc8;

/**
 * Tag 9F33 says what this lane really has: the chip reader; online PIN only with a pad that can encipher it;
 * a signature only where somebody attends (money.md rule 13); SDA, DDA and CDA.
 */
function terminalCapabilities(terminalType: number, hasPinPad: boolean): Uint8Array {
  const isUnattended = terminalType % 0x10 >= 4;
  const cvm = (hasPinPad ? ONLINE_PIN : 0) | (isUnattended ? 0 : SIGNATURE) | NO_CVM;
  return Uint8Array.of(CARD_READER_CONTACT, cvm, SDA_DDA_AND_CDA);
}

/** Tag 9F4E for the card's own log: printable ASCII, at most 20 bytes (emv-pboc section 14). */
function asciiName(name: string): Uint8Array {
  const printable = [...name].filter((character) => character >= " " && character <= "~");
  return Uint8Array.from(printable.slice(0, 20), (character) => character.charCodeAt(0));
}
