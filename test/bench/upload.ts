import { once } from "node:events";
import { connect } from "node:net";
import type { Terminal } from "../../main/application/terminal.ts";
import { concatBytes, fromHex, fromUint } from "../../main/domain/bytes.ts";
import { currentBatch } from "../../main/domain/world.ts";
import { GOLDEN_HEADER, GOLDEN_TPDU, SALE_CHIP_PIN_REQUEST } from "../fixtures/iso8583/golden-messages.ts";
import { BenchShop } from "./bench-shop.ts";
import { startCannedHost } from "./canned-host.ts";
import { type Measurement, ms, timesOf } from "./measure.ts";
import { giveOfflineRecords } from "./offline-records.ts";

const FLOOR_RATIO_MAX = 1.2;
/** Bare exchanges before and after the upload, so that the machine's mood is in both. */
const BARE_COUNT = 1_000;

/** Offline approvals of some days, uploaded over one connection to a host that takes its time over each. */
export async function benchUpload(recordCount: number): Promise<readonly Measurement[]> {
  return BenchShop.with(
    {},
    async (shop) => {
      const [generatedMs = Number.NaN] = await timesOf(1, () => giveOfflineRecords(shop, recordCount));
      const dueCount = uploadsDue(shop.terminal);
      if (dueCount !== recordCount) throw new Error(`${dueCount} records are due, not ${recordCount}`);
      const before = await bareExchangeMs(shop.host.port);
      const [tookMs = Number.NaN] = await timesOf(1, () => uploadAll(shop.terminal));
      const bareMs = (before + (await bareExchangeMs(shop.host.port))) / 2;
      const left = uploadsDue(shop.terminal);
      if (left > 0) throw new Error(`${left} records were left behind`);
      const eachMs = tookMs / recordCount;
      const ratio = eachMs / bareMs;
      return [
        {
          work: `${recordCount} offline records uploaded to a host that answers after 5 ms, against as many bare exchanges`,
          measured: `${ratio.toFixed(2)} x (${ms(eachMs)} / ${ms(bareMs)} each)`,
          budget: `${FLOOR_RATIO_MAX} x`,
          isWithin: ratio <= FLOOR_RATIO_MAX,
        },
        { work: "- all of them", measured: `${(tookMs / 1000).toFixed(1)} s` },
        { work: "- inventing them", measured: `${(generatedMs / 1000).toFixed(1)} s` },
      ];
    },
    startCannedHost,
  );
}

/** What one exchange with that host takes without a till: a finished message, and the next when its answer is there. */
async function bareExchangeMs(port: number): Promise<number> {
  const message = fromHex(GOLDEN_TPDU + GOLDEN_HEADER + SALE_CHIP_PIN_REQUEST);
  const frame = Buffer.from(concatBytes(fromUint(message.length, 2), message));
  const socket = connect(port, "127.0.0.1");
  socket.setNoDelay(true);
  try {
    await once(socket, "connect");
    const [tookMs = Number.NaN] = await timesOf(1, async () => {
      for (let i = 0; i < BARE_COUNT; i++) {
        socket.write(frame);
        // An answer is far shorter than a packet.
        await once(socket, "data");
      }
    });
    return tookMs / BARE_COUNT;
  } finally {
    socket.destroy();
  }
}

async function uploadAll(terminal: Terminal): Promise<void> {
  const { stoppedBy, refused } = await terminal.upload();
  if (stoppedBy !== undefined || refused > 0) {
    throw new Error(`the upload ended as ${JSON.stringify({ stoppedBy, refused })}`);
  }
}

function uploadsDue(terminal: Terminal): number {
  return currentBatch(terminal.world)?.uploadsDue.length ?? 0;
}
