import fc from "fast-check";
import { expect, test } from "vitest";
import { AcquirerIso8583 } from "../../drivers/acquirer-iso8583/acquirer-iso8583.ts";
import { concatBytes } from "../../main/domain/bytes.ts";
import * as golden from "../fixtures/iso8583/golden-messages.ts";
import { answerFrame, TestHost } from "../unit/drivers/acquirer-iso8583/test-host.ts";
import { SALE_CHIP_PIN, TEST_CONFIG } from "../unit/drivers/acquirer-iso8583/test-requests.ts";
import { TestSecureModule } from "../unit/drivers/acquirer-iso8583/test-secure-module.ts";

const ANSWER = answerFrame(golden.SALE_ANSWER);

/** Sends the chunks one after the other, ends the connection, and returns what the terminal made of it. */
async function exchangeWith(chunks: readonly Uint8Array[]): Promise<{ outcome: string; frameCount: number }> {
  const host = await TestHost.start((socket) => {
    for (const chunk of chunks) socket.write(chunk);
    socket.end();
  });
  const config = { ...TEST_CONFIG, port: host.port, replyTimeoutMs: 5000, lingerMs: 0 };
  const acquirer = new AcquirerIso8583(config, new TestSecureModule(golden.GOLDEN_MAC_KEY));
  const { outcome } = await acquirer.exchange(SALE_CHIP_PIN);
  await acquirer.close();
  await host.stop();
  return { outcome, frameCount: host.frames.length };
}

test("whatever bytes a host sends, a sale without a right answer is unknown and was sent once", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 5 }), async (chunks) => {
      expect(await exchangeWith(chunks)).toEqual({ outcome: "unknown", frameCount: 1 });
    }),
    { numRuns: 100 },
  );
});

test("an approval with any single byte of its message changed is unknown, never an approval", async () => {
  // The length, TPDU and header in front of the message are outside the MAC.
  const messageStart = 2 + 5 + 6;
  const change = fc.record({
    at: fc.integer({ min: messageStart, max: ANSWER.length - 1 }),
    mask: fc.integer({ min: 1, max: 255 }),
  });
  await fc.assert(
    fc.asyncProperty(change, async ({ at, mask }) => {
      const changed = ANSWER.slice();
      changed[at] = (changed[at] ?? 0) ^ mask;
      expect(await exchangeWith([changed])).toEqual({ outcome: "unknown", frameCount: 1 });
    }),
    { numRuns: 150 },
  );
});

test("a right answer is an approval, however it is sliced", async () => {
  const cuts = fc
    .array(fc.nat(ANSWER.length), { maxLength: 8 })
    .map((points) => [...points].sort((a, b) => a - b));
  await fc.assert(
    fc.asyncProperty(cuts, async (points) => {
      const bounds = [0, ...points, ANSWER.length];
      const chunks = bounds.slice(1).map((end, i) => ANSWER.subarray(bounds[i], end));
      expect(concatBytes(...chunks)).toEqual(ANSWER);
      expect(await exchangeWith(chunks)).toEqual({ outcome: "approved", frameCount: 1 });
    }),
    { numRuns: 60 },
  );
});
