import { createInterface } from "node:readline";
import { PcscCardReader } from "../../../drivers/card-reader-pcsc/pcsc-card-reader.ts";
import type { DevicePorts } from "../../../main/application/ports.ts";
import { openTerminal } from "../../../main/compose.ts";
import type { CardReader } from "../../../main/ports/card-reader.ts";
import type { Clock } from "../../../main/ports/clock.ts";
import { createSystemClock } from "../../../main/system/clock.ts";
import { VpcdReader } from "../../card/vpcd-reader.ts";
import { createBusinessClock } from "../business-clock.ts";
import { UNATTENDED } from "../unattended.ts";
import type { DemoLine, DemoOrder, DemoTillSettings } from "./orders.ts";
import { SwitchedReader } from "./switched-reader.ts";
import { tcpDevices } from "./tcp-devices.ts";
import { TillHands } from "./till-hands.ts";

/**
 * The till of the demo as a process of its own, so that it can really be killed: the terminal as it is shipped, with the
 * devices of its configuration, or with the same drivers over TCP where the machine has no serial lines and no reader. It
 * takes one order a line and answers each with one line.
 */

function tell(line: DemoLine): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function substitutedDevices(
  { devicePorts }: DemoTillSettings,
  cardReader: CardReader,
  clock: Clock,
): DevicePorts {
  return devicePorts === undefined ? { cardReader } : { cardReader, ...tcpDevices(devicePorts, clock) };
}

async function main(settings: DemoTillSettings): Promise<void> {
  // Whoever watched may be gone; what is under way is brought to its end.
  process.stdout.on("error", () => undefined);
  const clock = createBusinessClock(createSystemClock(), settings.atMs);
  const listening = await VpcdReader.listen({ host: "127.0.0.1", port: 0 });
  if (!listening.ok) throw new Error(`no reader: ${listening.fault.detail}`);
  const ownReader = listening.value;
  const switched = settings.startsWithRealReader
    ? new SwitchedReader(new PcscCardReader(), ownReader)
    : undefined;
  const opened = await openTerminal({
    dataDirectory: settings.dataDirectory,
    keyDirectory: settings.keyDirectory,
    interaction: UNATTENDED,
    onBug: (error) => {
      throw error;
    },
    substitutes: {
      clock: () => clock,
      devices: (parts) => substitutedDevices(settings, switched ?? ownReader, parts.clock),
    },
  });
  if (!opened.ok) throw new Error(`the till does not open: ${opened.fault.kind} ${opened.fault.fault.kind}`);
  await opened.value.idle();
  const hands = new TillHands(opened.value, {
    language: settings.language,
    onProgress: (progress) => tell({ progress }),
    switchToOwnReader: () => switched?.switchOver(),
  });
  tell({ answer: { ok: true, sentences: [], readerPort: ownReader.address.port } });
  for await (const line of createInterface({ input: process.stdin })) {
    const order = JSON.parse(line) as DemoOrder;
    clock.advanceTo(order.atMs);
    tell({ answer: await hands.carryOut(order) });
    if (order.do !== "end") continue;
    // Whoever started us keeps our input open.
    process.stdin.destroy();
    return;
  }
  // The demo is gone without a word: a till that nobody watches stops, as in a power cut.
  process.exit(1);
}

await main(JSON.parse(process.argv[2] ?? "{}") as DemoTillSettings);
