import { z } from "zod";
import { fromHex } from "../domain/bytes.ts";
import { checkCaPublicKey } from "../domain/emv/ca-public-key.ts";
import { flaw } from "./config-mistake.ts";
import { date, hex } from "./json-fields.ts";

/** A scheme's public key in `terminal.json`: its own checksum has to be right. */
export const caKey = z
  .strictObject({
    rid: hex(5),
    index: hex(1),
    modulus: hex(64, 248),
    exponent: hex(1, 3),
    checksum: hex(20),
    expiry: date,
  })
  .refine(
    (key) => {
      const { rid, modulus, exponent, checksum, expiry } = key;
      const index = Number.parseInt(key.index, 16);
      const bytes = { rid: fromHex(rid), modulus: fromHex(modulus), exponent: fromHex(exponent) };
      return checkCaPublicKey({ ...bytes, index, checksum: fromHex(checksum), expiry }).ok;
    },
    { path: ["checksum"], ...flaw("checksum") },
  );
