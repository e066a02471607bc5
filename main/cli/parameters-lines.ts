import { dateYyyymmdd } from "../domain/business-time.ts";
import type { PackApplication, PackCaKey } from "../domain/emv/parameter-pack/parameter-pack.ts";
import { formatYuan } from "../domain/money.ts";
import type { Language } from "../domain/text/language.ts";
import { createSystemClock } from "../system/clock.ts";
import { sayOfParameters } from "./parameters-say.ts";

/** Packs are for shops in China: without its books open, this is where the till stands. */
const TIME_ZONE = "Asia/Shanghai";

/** YYYYMMDD. */
export const today = (): string => dateYyyymmdd(createSystemClock({ timeZone: TIME_ZONE }).businessNow());

export function aidLine(application: PackApplication, language: Language): string {
  const { aid, partialMatch, applicationVersion, tacDenial, tacOnline, tacDefault, floorLimitFen } =
    application;
  const match = sayOfParameters(language, partialMatch ? "match.partial" : "match.exact");
  const floor = formatYuan(floorLimitFen);
  return sayOfParameters(language, "aid", {
    aid,
    match,
    applicationVersion,
    floor,
    tacDenial,
    tacOnline,
    tacDefault,
  });
}

export function keyLine({ rid, index, algorithm, modulus, expiry }: PackCaKey, language: Language): string {
  // An SM2 key is named by its field, X and Y are two numbers of it.
  const bits = (modulus.length / 2) * (algorithm === "sm2" ? 4 : 8);
  const key = expiry < today() ? "keyExpired" : "key";
  return sayOfParameters(language, key, { rid, index, algorithm: algorithm.toUpperCase(), bits, expiry });
}
