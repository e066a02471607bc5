import { expect, test } from "vitest";
import { fromHex } from "../../../main/domain/bytes.ts";
import { checkCaPublicKey } from "../../../main/domain/emv/ca-public-key.ts";
import { readVectors } from "./emv-vectors.ts";

type Vector = {
  readonly id: string;
  readonly rid: string;
  readonly index: string;
  readonly modulus: string;
  readonly exponent: string;
  readonly sha1: string;
  readonly sha1_ok: boolean;
};

test("the checksum of every published CA key is judged as its source judged it", () => {
  const vectors = readVectors<Vector>("emv/capk.json");
  if (vectors === undefined) return;
  const judged = vectors.map((vector) => {
    const checked = checkCaPublicKey({
      rid: fromHex(vector.rid),
      index: Number.parseInt(vector.index, 16),
      modulus: fromHex(vector.modulus),
      exponent: fromHex(vector.exponent),
      checksum: fromHex(vector.sha1),
      expiry: "20301231",
    });
    return `${vector.id} ${checked.ok}`;
  });
  expect(judged).toEqual(vectors.map((vector) => `${vector.id} ${vector.sha1_ok}`));
  expect(vectors.filter((vector) => !vector.sha1_ok)).toHaveLength(3);
});
