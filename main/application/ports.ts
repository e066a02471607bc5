import type { Acquirer } from "../ports/acquirer.ts";
import type { AuditLog } from "../ports/audit-log.ts";
import type { CardReader } from "../ports/card-reader.ts";
import type { CardTraceStore } from "../ports/card-trace.ts";
import type { CashDrawer } from "../ports/cash-drawer.ts";
import type { Clock } from "../ports/clock.ts";
import type { CredentialHasher } from "../ports/credential-hasher.ts";
import type { Entropy } from "../ports/entropy.ts";
import type { Journal } from "../ports/journal.ts";
import type { PinPad } from "../ports/pin-pad.ts";
import type { Printer } from "../ports/printer.ts";
import type { Sealer } from "../ports/sealer.ts";
import type { SecureModule } from "../ports/secure-module.ts";

/** What the terminal always has. */
export type CorePorts = {
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly journal: Journal;
  readonly sealer: Sealer;
  readonly hasher: CredentialHasher;
  readonly log: AuditLog;
  /** Where explanations of card sessions go; absent, none are kept. */
  readonly cardTraces?: CardTraceStore;
  /** Whose traces may be kept whole: only a composition with simulated cards knows any. */
  readonly isTestCard?: (pan: string) => boolean;
};

/** What this lane may have. A till without any of it still sells for cash. */
export type DevicePorts = {
  readonly cardReader?: CardReader;
  /** The pad is also the secure module; without one the software module makes the MACs. */
  readonly pinPad?: PinPad;
  readonly secureModule?: SecureModule;
  readonly printer?: Printer;
  readonly cashDrawer?: CashDrawer;
  readonly acquirer?: Acquirer;
};
