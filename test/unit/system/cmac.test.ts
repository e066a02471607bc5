import { expect, test } from "vitest";
import { fromHex, toHex } from "../../../main/domain/bytes.ts";
import { aesCmac, tdesCmac } from "../../../main/system/cmac.ts";
import { aesCmac as padAesCmac, tdesCmac as padTdesCmac } from "../../../simulators/crypto/cmac.ts";

const AES_128 = "2B7E151628AED2A6ABF7158809CF4F3C";
const AES_256 = "603DEB1015CA71BE2B73AEF0857D77811F352C073B6108D72D9810A30914DFF4";
const TDES_3 = "8AA83BF8CBDA10620BC1BF19FBB6CD58BC313D4A371CA8B5";
const TDES_2 = "4CF15134A2850DD58A3D10BA80570D38";
const MESSAGE =
  "6BC1BEE22E409F96E93D7E117393172AAE2D8A571E03AC9C9EB76FAC45AF8E5130C81C46A35CE411E5FBC1191A0A52EF" +
  "F69F2445DF4F9B17AD2B417BE66C3710";

/** NIST SP 800-38B, appendix D (May 2005), and RFC 4493, section 4. */
const EXAMPLES = [
  { name: "AES-128, nothing", key: AES_128, length: 0, mac: "BB1D6929E95937287FA37D129B756746" },
  { name: "AES-128, one block", key: AES_128, length: 16, mac: "070A16B46B4D4144F79BDD9DD04A287C" },
  { name: "AES-128, 40 bytes", key: AES_128, length: 40, mac: "DFA66747DE9AE63030CA32611497C827" },
  { name: "AES-128, four blocks", key: AES_128, length: 64, mac: "51F0BEBF7E3B9D92FC49741779363CFE" },
  { name: "AES-256, nothing", key: AES_256, length: 0, mac: "028962F61B7BF89EFC6B551F4667D983" },
  { name: "AES-256, one block", key: AES_256, length: 16, mac: "28A7023F452E8F82BD4BF28D8C37C35C" },
  { name: "AES-256, 40 bytes", key: AES_256, length: 40, mac: "AAF3D8F1DE5640C232F5B169B9C911E6" },
  { name: "AES-256, four blocks", key: AES_256, length: 64, mac: "E1992190549F6ED5696A2C056C315410" },
  { name: "TDES three keys, nothing", key: TDES_3, length: 0, mac: "B7A688E122FFAF95" },
  { name: "TDES three keys, one block", key: TDES_3, length: 8, mac: "8E8F293136283797" },
  { name: "TDES three keys, 20 bytes", key: TDES_3, length: 20, mac: "743DDBE0CE2DC2ED" },
  { name: "TDES three keys, four blocks", key: TDES_3, length: 32, mac: "33E6B1092400EAE5" },
  { name: "TDES two keys, nothing", key: TDES_2, length: 0, mac: "BD2EBF9A3BA00361" },
  { name: "TDES two keys, one block", key: TDES_2, length: 8, mac: "4FF2AB813C53CE83" },
  { name: "TDES two keys, 20 bytes", key: TDES_2, length: 20, mac: "62DD1B471902BD4E" },
  { name: "TDES two keys, four blocks", key: TDES_2, length: 32, mac: "31B1E431DABC4EB8" },
];

test.each(EXAMPLES)("CMAC of the terminal agrees with NIST: $name", ({ key, length, mac }) => {
  const cmac = mac.length === 32 ? aesCmac : tdesCmac;
  expect(toHex(cmac(fromHex(key), fromHex(MESSAGE).subarray(0, length)))).toBe(mac);
});

test.each(EXAMPLES)("CMAC of the simulators agrees with NIST: $name", ({ key, length, mac }) => {
  const cmac = mac.length === 32 ? padAesCmac : padTdesCmac;
  expect(toHex(cmac(fromHex(key), fromHex(MESSAGE).subarray(0, length)))).toBe(mac);
});
