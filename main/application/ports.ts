import type { Acquirer } from "../ports/acquirer.ts";
import type { AuditLog } from "../ports/audit-log.ts";
import type { CardReader } from "../ports/card-reader.ts";
import type { CardTraceStore } from "../ports/card-trace.ts";
import type { CashDrawer } from "../ports/cash-drawer.ts";
import type { Clock } from "../ports/clock.ts";
import type { CredentialHasher } from "../ports/credential-hasher.ts";
import type { DownloadStore } from "../ports/download-store.ts";
import type { Entropy } from "../ports/entropy.ts";
import type { Hotlist, HotlistInstaller } from "../ports/hotlist.ts";
import type { Journal } from "../ports/journal.ts";
import type { KeyLock } from "../ports/key-lock.ts";
import type { KeyUses } from "../ports/key-uses.ts";
import type { PinPad } from "../ports/pin-pad.ts";
import type { Printer } from "../ports/printer.ts";
import type { Sealer } from "../ports/sealer.ts";
import type { SecureModule } from "../ports/secure-module.ts";
import type { StripeReader } from "../ports/stripe-reader.ts";

/** Where it goes what a host sends beside answers about money. */
export type Downloads = { readonly store: DownloadStore; readonly hotlist: HotlistInstaller };

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
  /** Cards that must not pay; absent: nobody has given this terminal a list. */
  readonly hotlist?: Hotlist;
  /** Absent: this terminal takes no downloads. */
  readonly downloads?: Downloads;
};

/** What this lane may have. A till without any of it still sells for cash. */
export type DevicePorts = {
  readonly cardReader?: CardReader;
  readonly stripeReader?: StripeReader;
  /** The pad is also the secure module; without one the software module makes the MACs. */
  readonly pinPad?: PinPad;
  readonly secureModule?: SecureModule;
  /** Age and uses of the keys in the secure module. */
  readonly keyUses?: KeyUses;
  /** Present with the software module alone: a pad locks its own keys. */
  readonly keyLock?: KeyLock;
  readonly printer?: Printer;
  readonly cashDrawer?: CashDrawer;
  readonly acquirer?: Acquirer;
};
