import { inspect } from "node:util";
import { openTerminal } from "../../../main/compose.ts";
import { AssertionError } from "../../../main/domain/assert.ts";
import { fromHex, toHex } from "../../../main/domain/bytes.ts";
import { saleId } from "../../../main/domain/ids.ts";
import type { Acquirer } from "../../../main/ports/acquirer.ts";
import { createSystemClock } from "../../../main/system/clock.ts";
import { TEST_TMK_HEX } from "../../../simulators/acquirer/keys.ts";
import { desDecrypt } from "../../../simulators/crypto/des.ts";
import {
  createSimulatedCounter,
  testMasterKeyComponents,
} from "../../../simulators/dock/simulated-counter.ts";
import { UNATTENDED } from "../../../simulators/dock/unattended.ts";
import { must } from "../../support/journal.ts";
import { canaryCard, RIGHT_PIN } from "../canary-card.ts";

/**
 * A till that comes to a bad end in the middle of a card sale, over the directories of a shop: `argv[2]` is the data
 * directory, `argv[3]` the key directory, `argv[4]` how: "hold" waits to be killed, "bug" breaks a belief of ours,
 * "rejection" leaves a promise without anybody. It tells its parent, and nobody else, which secrets it made.
 */
const [, , dataDirectory = "", keyDirectory = "", how = "hold"] = process.argv;
const AMOUNT_FEN = 7700n;

function tell(name: string, bytes: Uint8Array): void {
  process.send?.({ name, hex: toHex(bytes) });
}

/** Between the arming and the answer: PAN, track 2 and PIN block are in memory. */
async function endBadly(): Promise<never> {
  const sessions = [...terminal.parts.sessions.values()];
  console.error(inspect({ sessions, parts: terminal.parts.sealer }, { depth: 20, showHidden: true }));
  if (how === "bug") throw Object.assign(new AssertionError("a belief that is wrong"), { sessions });
  const lost = Object.assign(new Error("nobody waits for this"), { sessions });
  if (how === "rejection") void Promise.reject(lost);
  else process.send?.({ ready: true });
  setInterval(() => undefined, 60_000);
  return new Promise<never>(() => undefined);
}

function overHost(acquirer: Acquirer): Acquirer {
  return {
    exchange: async (request) => {
      if (request.kind === "sale") {
        if (request.pinBlock !== undefined)
          tell("enciphered PIN block of the crash", request.pinBlock.reveal());
        return endBadly();
      }
      const outcome = await acquirer.exchange(request);
      const keys = outcome.outcome === "approved" ? outcome.answer.workingKeys : undefined;
      for (const name of ["pinKey", "macKey"] as const) {
        if (keys !== undefined) {
          tell(`clear ${name} of the crash`, desDecrypt(fromHex(TEST_TMK_HEX), keys[name].cryptogram));
        }
      }
      return outcome;
    },
    keepLine: (work) => acquirer.keepLine(work),
    onStrayAnswer: (listener) => acquirer.onStrayAnswer(listener),
    close: () => acquirer.close(),
  };
}

const counter = createSimulatedCounter(createSystemClock());
counter.pad.usualCustomer = { kind: "digits", pin: RIGHT_PIN };
const terminal = must(
  await openTerminal({
    dataDirectory,
    keyDirectory,
    interaction: UNATTENDED,
    onBug: (error) => {
      // As an uncaught error of any program: Node prints all of it.
      process.nextTick(() => {
        throw error;
      });
    },
    substitutes: { devices: () => counter.devices, acquirer: overHost },
  }),
);
for (const [i, component] of testMasterKeyComponents().entries()) {
  must(await (counter.devices.secureModule?.loadMasterKeyComponent(i === 0 ? 1 : 2, component) as never));
}
must(await terminal.signIn());
const sale = saleId(terminal.parts.entropy.uuid());
const item = {
  code: "",
  nameZh: "商品",
  nameEn: "Goods",
  priceFen: AMOUNT_FEN,
  vatRatePercent: 13,
  unit: "piece",
} as const;
must(
  await terminal.submit([
    { kind: "openSale", saleId: sale, operator: "li" },
    { kind: "addLine", saleId: sale, item, quantityMilli: 1000 },
  ]),
);
counter.reader.insert(canaryCard());
await terminal.takeCardPayment({ saleId: sale, operator: "li" });
