import fc from "fast-check";
import { expect, test } from "vitest";
import { fromHex } from "../../../../main/domain/bytes.ts";
import { CARD_PROFILES } from "../../../../simulators/card/profiles/card-profiles.ts";
import { VirtualCard } from "../../../../simulators/card/virtual-card.ts";
import { FrameDecoder } from "../../../../simulators/card/vpcd-frames.ts";
import { readDol, readTlvs } from "../../../../simulators/issuer/tlv.ts";

const AIDS = ["A000000333010101", "A000000333010102"];

/** Anything at all, and commands that get further because their first bytes are right. */
const command = fc.oneof(
  fc.uint8Array({ maxLength: 261 }),
  fc
    .tuple(
      fc.constantFrom("00A40400", "00A40402", "00B2010C", "00B20114", "80CA9F36", "00840000", "00C00000"),
      fc.uint8Array({ maxLength: 20 }),
    )
    .map(([header, rest]) => Uint8Array.of(...fromHex(header), ...rest)),
  fc
    .tuple(
      fc.constantFrom("80A80000", "80AE8000", "80AE4000", "80AE0000", "00820000", "00880000"),
      fc.constantFrom(0, 2, 4, 10, 11, 34, 52),
    )
    .chain(([header, length]) =>
      fc
        .uint8Array({ minLength: length, maxLength: length })
        .map((data) => Uint8Array.of(...fromHex(header), length, ...data, 0)),
    ),
  fc.constantFrom(
    ...AIDS.map((aid) => fromHex(`00A4040008${aid}00`)),
    fromHex("80A800000B830900000000000123015600"),
    fromHex("80A8000002830000"),
  ),
);

test("whatever a card is sent, it answers with a status word and lives on", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...CARD_PROFILES),
      fc.constantFrom("T=0" as const, "T=1" as const),
      fc.array(command, { maxLength: 12 }),
      (profile, protocol, commands) => {
        const card = new VirtualCard(profile, { protocol });
        card.powerOn();
        for (const bytes of commands) {
          const answer = card.exchange(bytes);
          if (answer.kind !== "response") throw new Error(`the card answered with ${answer.kind}`);
          expect(answer.response.length).toBeGreaterThanOrEqual(2);
          expect(answer.response.length).toBeLessThanOrEqual(258);
          expect(answer.response.at(-2)).toBeGreaterThanOrEqual(0x61);
        }
      },
    ),
    { numRuns: 500 },
  );
});

test("whatever bytes arrive, reading them gives objects, frames, or nothing", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      readTlvs(bytes);
      readDol(bytes);
      new FrameDecoder().push(bytes);
    }),
    { numRuns: 1_000 },
  );
});
