import { concatBytes, fromAscii, fromHex, fromUint, toNumericBcd } from "../../bytes.ts";
import { err, ok, type Result } from "../../result.ts";
import { KEY_ALGORITHM } from "../key-algorithm.ts";
import { encodeTlv, primitive, type TlvObject } from "../tlv.ts";
import { HASH_SHA1, HASH_SM3 } from "./decode-download.ts";
import type { DownloadFault, DownloadFormat } from "./download-fault.ts";
import { DOWNLOAD_TAG as TAG } from "./download-tags-table.ts";
import type { PackApplication, PackCaKey, ParameterPack } from "./parameter-pack.ts";

/**
 * A pack's keys and AIDs as a host sends them, in the order of emv-pboc section 17. TTQ, the list of CVMs, revoked
 * certificates, country, currency and version have no object there and are not written. Refused where a threshold has more
 * than the eight digits of its packed field.
 */
export function encodeDownload(
  { applications, caKeys }: Pick<ParameterPack, "applications" | "caKeys">,
  format: DownloadFormat,
): Result<Uint8Array, DownloadFault> {
  const isTooLong = ({ randomSelection }: PackApplication): boolean =>
    (randomSelection?.thresholdFen ?? 0n) > PACKED_THRESHOLD_MAX;
  if (format.randomSelection === "bcd" && applications.some(isTooLong)) {
    return err({ kind: "wrongValue", tag: TAG.threshold, offset: 0 });
  }
  return ok(
    concatBytes(
      ...caKeys.map((key) => encodeCaKey(key, format)),
      ...applications.map((application) => encodeApplication(application, format)),
    ),
  );
}

const PACKED_THRESHOLD_MAX = 99_999_999n;

function encodeCaKey(key: PackCaKey, { expiry }: Pick<DownloadFormat, "expiry">): Uint8Array {
  const isSm2 = key.algorithm === "sm2";
  return encodeTlv([
    primitive(TAG.aid, fromHex(key.rid)),
    primitive(TAG.caIndex, fromHex(key.index)),
    primitive(TAG.caExpiry, expiry === "ascii" ? fromAscii(key.expiry) : fromHex(key.expiry)),
    primitive(TAG.caHashAlgorithm, Uint8Array.of(isSm2 ? HASH_SM3 : HASH_SHA1)),
    primitive(TAG.caKeyAlgorithm, Uint8Array.of(KEY_ALGORITHM[key.algorithm])),
    primitive(TAG.caModulus, fromHex(key.modulus)),
    ...(isSm2 ? [] : [primitive(TAG.caExponent, fromHex(key.exponent))]),
    primitive(TAG.caChecksum, fromHex(key.checksum)),
  ]);
}

function encodeApplication(
  application: PackApplication,
  { randomSelection: form }: Pick<DownloadFormat, "randomSelection">,
): Uint8Array {
  const { randomSelection: selection, contactless, onlinePinSupported } = application;
  const number = (value: bigint | number, length: number): Uint8Array =>
    form === "bcd" ? toNumericBcd(value, length) : fromUint(Number(value), length);
  return encodeTlv([
    primitive(TAG.aid, fromHex(application.aid)),
    primitive(TAG.selectionIndicator, Uint8Array.of(application.partialMatch ? 0x00 : 0x01)),
    primitive(TAG.version, fromHex(application.applicationVersion)),
    primitive(TAG.tacDefault, fromHex(application.tacDefault)),
    primitive(TAG.tacOnline, fromHex(application.tacOnline)),
    primitive(TAG.tacDenial, fromHex(application.tacDenial)),
    primitive(TAG.floorLimit, fromUint(Number(application.floorLimitFen), 4)),
    ...(selection === undefined
      ? []
      : [
          primitive(TAG.threshold, number(selection.thresholdFen, 4)),
          primitive(TAG.maximumTargetPercent, number(selection.maximumTargetPercent, 1)),
          primitive(TAG.targetPercent, number(selection.targetPercent, 1)),
        ]),
    primitive(TAG.defaultDdol, fromHex(application.defaultDdol)),
    ...(onlinePinSupported === undefined
      ? []
      : [primitive(TAG.onlinePin, Uint8Array.of(onlinePinSupported ? 0x01 : 0x00))]),
    ...amount(TAG.ecTransactionLimit, application.ecTransactionLimitFen),
    ...amount(TAG.contactlessFloorLimit, contactless?.floorLimitFen),
    ...amount(TAG.contactlessTransactionLimit, contactless?.transactionLimitFen),
    ...amount(TAG.contactlessCvmLimit, contactless?.cvmLimitFen),
  ]);
}

function amount(tag: number, fen: bigint | undefined): TlvObject[] {
  return fen === undefined ? [] : [primitive(tag, toNumericBcd(fen, 6))];
}
