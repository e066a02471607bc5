import { createCipheriv, createHash } from "node:crypto";
import { AcquirerIso8583 } from "../../../drivers/acquirer-iso8583/acquirer-iso8583.ts";
import { ACQUIRER_CONFIG_DEFAULTS } from "../../../drivers/acquirer-iso8583/config.ts";
import { Runner } from "../../../main/application/runner.ts";
import { Terminal } from "../../../main/application/terminal.ts";
import type { Interaction } from "../../../main/application/terminal-parts.ts";
import { concatBytes, toHex } from "../../../main/domain/bytes.ts";
import { err, ok, type Result } from "../../../main/domain/result.ts";
import { Sensitive } from "../../../main/domain/sensitive.ts";
import type { TerminalConfig } from "../../../main/domain/till/config.ts";
import type { Acquirer } from "../../../main/ports/acquirer.ts";
import type { CancelSignal } from "../../../main/ports/cancel-signal.ts";
import type { Clock } from "../../../main/ports/clock.ts";
import type { CredentialHasher } from "../../../main/ports/credential-hasher.ts";
import type { Entropy } from "../../../main/ports/entropy.ts";
import type { Hotlist } from "../../../main/ports/hotlist.ts";
import type { JournalFault } from "../../../main/ports/journal.ts";
import type { Sealer } from "../../../main/ports/sealer.ts";
import type { SecureModule } from "../../../main/ports/secure-module.ts";
import { createSealer } from "../../../main/system/sealer.ts";
import type { Books } from "./books.ts";
import type { Counter } from "./counter.ts";
import type { Power } from "./power.ts";

export type TillParts = {
  readonly books: Books;
  readonly counter: Counter;
  readonly power: Power;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly interaction: Interaction;
  readonly hotlist: Hotlist;
  readonly cancel: () => CancelSignal | undefined;
  readonly onBug: (error: unknown) => void;
  /** Stands between the till and the driver of its host. */
  readonly around: (driver: Acquirer, terminal: () => Terminal) => Acquirer;
};

/** Starts a till on its books as `main/compose.ts` does, with devices, clock and randomness of the world. */
export async function startTill(parts: TillParts): Promise<Result<Terminal, JournalFault>> {
  const { books, counter, power, clock, entropy, interaction, hotlist, cancel, onBug, around } = parts;
  const journal = power.journal(books.journal);
  const loaded = await journal.loadWorld();
  if (!loaded.ok) return loaded;
  const world = loaded.value;
  const devices = counter.plugIn(power);
  const { config } = world.till;
  const driver =
    config === undefined || devices.secureModule === undefined
      ? undefined
      : driverOf(config, devices.secureModule);
  power.onCut(() => void driver?.close());
  const terminal: Terminal = new Terminal(
    {
      ...devices,
      ...(driver === undefined ? {} : { acquirer: around(driver, () => terminal) }),
      ...{ clock, entropy, journal, interaction, hotlist, cancel },
      sealer: seededSealer(entropy),
      hasher: HASHER,
      log: { write: () => undefined },
      runner: new Runner(journal, clock, devices.printer !== undefined, world),
      sessions: new Map(),
      sentAtMs: new Map(),
      startedAtMs: clock.monotonicMs(),
    },
    onBug,
  );
  const started = await terminal.start();
  return started.ok ? ok(terminal) : err(started.fault);
}

function driverOf(config: TerminalConfig, secureModule: SecureModule): Acquirer {
  const { acquirer } = config;
  const { host, port, tid, mid, tpdu, header, keyScheme, networkLicence, deviceSerial } = acquirer;
  const { connectTimeoutMs, replyTimeoutMs, lingerMs, macAlgorithm, declineWithoutMacAccepted } = acquirer;
  return new AcquirerIso8583(
    {
      ...ACQUIRER_CONFIG_DEFAULTS,
      ...{ host, port, tpdu, header, connectTimeoutMs, replyTimeoutMs, lingerMs },
      ...{ macAlgorithm, declineWithoutMacAccepted },
      terminalId: tid,
      merchantId: mid,
      keyAlgorithm: keyScheme,
      signInText: { networkLicence, deviceSerial },
    },
    secureModule,
  );
}

const SEAL_KEY = Uint8Array.from({ length: 32 }, (_, i) => 0x40 + i);
const LOOKUP_KEY = Uint8Array.from({ length: 32 }, (_, i) => 0x80 + i);

/** The sealer of the system, but for its nonces: they stand in the journal, by way of the digest, and follow from the seed. */
function seededSealer(entropy: Entropy): Sealer {
  const real = createSealer({ panSealKey: new Sensitive(SEAL_KEY), lookupKey: new Sensitive(LOOKUP_KEY) });
  return {
    open: real.open,
    lookup: real.lookup,
    seal: (clear, context) => {
      const header = concatBytes(Uint8Array.of(1), entropy.bytes(12));
      const cipher = createCipheriv("aes-256-gcm", SEAL_KEY, header.subarray(1), { authTagLength: 16 });
      cipher.setAAD(concatBytes(Uint8Array.of(1), Buffer.from(context, "utf8")));
      const sealed = concatBytes(header, cipher.update(clear), cipher.final(), cipher.getAuthTag());
      return { sealed, digest: toHex(createHash("sha256").update(sealed).digest()) };
    },
  };
}

/** Slow hashes say nothing about money; one of them would take longer than a simulated day. */
const HASHER: CredentialHasher = {
  hash: async () => "simulated",
  verify: async (_secret, encoded) => encoded === "simulated",
};
