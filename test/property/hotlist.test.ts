import fc from "fast-check";
import { expect, test } from "vitest";
import type { HotlistCard } from "../../main/ports/hotlist.ts";
import { HotlistStore } from "../../main/system/hotlist/hotlist-store.ts";
import { RECORD_LENGTH, sortRecords } from "../../main/system/hotlist/sort-records.ts";
import { card, hotlistPlace, listText } from "../support/hotlists.ts";

/** Few numbers, so that cards of one number, repetitions and removals meet. */
const named = fc.record({
  pan: fc.integer({ min: 0, max: 5 }).map((i) => `622202000000000${i}`),
  number: fc.option(fc.integer({ min: 0, max: 2 }), { nil: undefined }),
  expiry: fc.option(fc.constantFrom("2712", "2801"), { nil: undefined }),
});
type Named = { pan: string; number: number | undefined; expiry: string | undefined };

const lineOf = (sign: string, { pan, number, expiry }: Named) =>
  `${sign}${pan}${number === undefined && expiry === undefined ? "" : `,${number ?? ""}`}${expiry === undefined ? "" : `,${expiry}`}`;
const keyOf = (one: Named) => lineOf("", one);

/** The rule, written down another way: an entry means a card unless both tell something and it differs. */
function isMeant(entries: Iterable<Named>, asked: HotlistCard & { readonly text: string }): boolean {
  for (const { pan, number, expiry } of entries) {
    const differs =
      pan !== asked.text ||
      (number !== undefined && asked.panSequenceNumber !== undefined && number !== asked.panSequenceNumber) ||
      (expiry !== undefined && asked.expiry !== undefined && expiry !== asked.expiry);
    if (!differs) return true;
  }
  return false;
}

test("after any list and any changes, the answer is the one of a set of cards", async () => {
  const changes = fc.array(fc.record({ isRemoval: fc.boolean(), entry: named }), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(named, { maxLength: 12 }),
      fc.array(changes, { maxLength: 3 }),
      fc.array(named, { minLength: 1, maxLength: 8 }),
      async (full, deltas, asked) => {
        const place = await hotlistPlace();
        const model = new Map(full.map((one) => [keyOf(one), one]));
        await place.install(
          listText(
            { version: 1 },
            full.map((one) => lineOf("+", one)),
          ),
        );
        let version = 1;
        for (const delta of deltas) {
          const added = new Set(delta.filter(({ isRemoval }) => !isRemoval).map(({ entry }) => keyOf(entry)));
          const contradicts = delta.some(({ isRemoval, entry }) => isRemoval && added.has(keyOf(entry)));
          const lines = delta.map(({ isRemoval, entry }) => lineOf(isRemoval ? "-" : "+", entry));
          const done = await place.install(listText({ version: version + 1, follows: version }, lines));
          expect(done.ok).toBe(!contradicts);
          if (contradicts) continue;
          version += 1;
          for (const { isRemoval, entry } of delta) {
            if (isRemoval) model.delete(keyOf(entry));
            else model.set(keyOf(entry), entry);
          }
        }
        const store = await HotlistStore.open(place.directory, place.keys);
        for (const { pan, number, expiry } of asked) {
          const one = { ...card(pan, number, expiry), text: pan };
          const listed = isMeant(model.values(), one);
          expect(await store.check(one)).toEqual({ ok: true, value: { listed, version } });
        }
        await store.close();
      },
    ),
    { numRuns: 25 },
  );
}, 60_000);

test("records come out of the sort in the order of their bytes, however alike they begin", () => {
  const record = fc
    .tuple(fc.constantFrom(0, 1, 255), fc.uint8Array({ minLength: 16, maxLength: 16 }))
    .map(([begin, bytes]) => {
      bytes.fill(begin, 0, 7);
      return Buffer.concat([bytes, Buffer.from([(bytes[15] ?? 0) & 1])]);
    });
  fc.assert(
    fc.property(fc.array(record, { maxLength: 60 }), (records) => {
      const sorted = sortRecords(Buffer.concat(records));
      const expected = Buffer.concat([...records].sort(Buffer.compare));
      expect(sorted.length).toBe(records.length * RECORD_LENGTH);
      expect(sorted.equals(expected)).toBe(true);
    }),
    { numRuns: 300 },
  );
});
