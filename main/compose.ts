import { join } from "node:path";
import { AcquirerIso8583 } from "../drivers/acquirer-iso8583/acquirer-iso8583.ts";
import { ACQUIRER_CONFIG_DEFAULTS } from "../drivers/acquirer-iso8583/config.ts";
import { PcscCardReader } from "../drivers/card-reader-pcsc/pcsc-card-reader.ts";
import { createSerialPinPad } from "../drivers/pin-pad-serial/serial-pin-pad.ts";
import { standardProfile } from "../drivers/printer-escpos/codec/printer-profile.ts";
import { EscposPrinter } from "../drivers/printer-escpos/escpos-printer.ts";
import { openSerialLink } from "../drivers/serial/open-serial-link.ts";
import { CardDesk } from "./application/checkout/card-desk.ts";
import { Checkout, type CheckoutOptions } from "./application/checkout/checkout.ts";
import type { DevicePorts } from "./application/ports.ts";
import { Runner } from "./application/runner.ts";
import { Terminal } from "./application/terminal.ts";
import type { Interaction } from "./application/terminal-parts.ts";
import { openLogFile } from "./audit/log-file.ts";
import { type LogDifference, type VerifiedLog, verifyLog } from "./audit/verify-log.ts";
import { hotlistInstallOptions, openHotlist } from "./compose-hotlist.ts";
import { createDownloadStore, loadDownloadedPack } from "./config/downloaded-pack-store.ts";
import { loadParameterPack } from "./config/parameter-pack-store.ts";
import type { Entry } from "./domain/books/entry.ts";
import { dateYyyymmdd } from "./domain/business-time.ts";
import type { ParameterPack } from "./domain/emv/parameter-pack/parameter-pack.ts";
import { err, ok, type Result } from "./domain/result.ts";
import type { AcquirerConfig, TerminalConfig } from "./domain/till/config.ts";
import type { Acquirer } from "./ports/acquirer.ts";
import type { AuditLog } from "./ports/audit-log.ts";
import type { CancelSignal } from "./ports/cancel-signal.ts";
import type { Clock } from "./ports/clock.ts";
import type { Journal, JournalFault } from "./ports/journal.ts";
import type { KeyLock } from "./ports/key-lock.ts";
import type { OsKeystore } from "./ports/os-keystore.ts";
import type { PinPad } from "./ports/pin-pad.ts";
import type { SecureModule } from "./ports/secure-module.ts";
import type { JournalDifference } from "./store/journal-difference.ts";
import { openJournal } from "./store/open-journal.ts";
import { openLookup } from "./store/open-lookup.ts";
import { type ReadEntries, readEntries } from "./store/read-entries.ts";
import { type VerifiedJournal, verifyJournal } from "./store/verify-journal.ts";
import { createCardTraceFiles } from "./system/card-trace-files.ts";
import { createSystemClock } from "./system/clock.ts";
import { systemEntropy } from "./system/entropy.ts";
import { freeBytes } from "./system/free-bytes.ts";
import { createHotlistInstaller } from "./system/hotlist/hotlist-installer.ts";
import { type KeyFileFault, type OpenedKeys, openKeyFile, type TerminalKeys } from "./system/key-file.ts";
import { KeyLedger, withCountedKeys } from "./system/key-ledger.ts";
import { ModuleStore } from "./system/module-store.ts";
import { pinHasher } from "./system/pin-hash.ts";
import { createSealer } from "./system/sealer.ts";
import { openSoftwareSecureModule } from "./system/software-secure-module.ts";

/** The one shipped file that names concrete drivers, store and system adapters. */

export type OpenOptions = {
  readonly dataDirectory: string;
  readonly keyDirectory: string;
  readonly interaction: Interaction;
  /** The signal by which a wait for a card or a PIN is called off now, if there is one. */
  readonly cancel?: () => CancelSignal | undefined;
  readonly onBug: (error: unknown) => void;
  /** Takes cards from this reader instead of the configured one. */
  readonly readerName?: string;
  /** Wraps the keys of the software module; only Electron's shell has one. */
  readonly keystore?: OsKeystore;
  /** Stand in for what the machine has: a simulated counter, a virtual business day, a wrapped port in a test. */
  readonly substitutes?: Substitutes;
};

export type Substitutes = {
  clock?(configured: Clock): Clock;
  journal?(opened: Journal): Journal;
  /** Replaces devices one by one; what is left out is the configured one. */
  devices?(parts: { readonly config: TerminalConfig | undefined; readonly clock: Clock }): DevicePorts;
  acquirer?(configured: Acquirer): Acquirer;
  /** Card numbers of simulated cards, whose traces may be kept whole. */
  isTestCard?(pan: string): boolean;
};

export type OpenFault =
  | { readonly kind: "keys"; readonly fault: KeyFileFault }
  | { readonly kind: "journal"; readonly fault: JournalFault };

export type VerifyOptions = {
  readonly dataDirectory: string;
  readonly keyDirectory: string;
  /** Told now and then how many rows of the journal are read, and how many there are. */
  readonly onProgress?: (rowCount: number, rowCountAll: number) => void;
  /** A head that was noted elsewhere: the journal has to hold it still. */
  readonly knownHead?: { readonly seq: number; readonly hash: string };
};

const DEFAULT_TIME_ZONE = "Asia/Shanghai";

/** Opens the terminal of a data directory and brings what was under way to an end. */
export async function openTerminal(options: OpenOptions): Promise<Result<Terminal, OpenFault>> {
  const opened = await openBooks(options);
  return opened.ok ? ok(opened.value.terminal) : opened;
}

type CheckoutOwn = "language" | "sendEveryMs" | "onBug";

export type OpenCheckoutOptions = Omit<OpenOptions, "interaction" | "cancel"> &
  Pick<CheckoutOptions, CheckoutOwn>;

export type OpenedCheckout = {
  readonly terminal: Terminal;
  readonly checkout: Checkout;
  /** Lets go of everything, in order: what was begun ends first. */
  close(): Promise<void>;
};

/** Opens the terminal with its checkout, for a screen. Devices and bank are looked after from here on. */
export async function openCheckout(options: OpenCheckoutOptions): Promise<Result<OpenedCheckout, OpenFault>> {
  const desk = new CardDesk();
  const opened = await openBooks({ ...options, interaction: desk, cancel: () => desk.signal });
  if (!opened.ok) return opened;
  const { terminal, databaseKey } = opened.value;
  const lookup = await openLookup(options.dataDirectory, databaseKey);
  if (!lookup.ok) {
    await terminal.close();
    return err({ kind: "journal", fault: lookup.fault });
  }
  const free = () => freeBytes(options.dataDirectory);
  const checkout = new Checkout(terminal, { ...options, desk, lookup: lookup.value, freeBytes: free });
  checkout.start();
  const close = async () => {
    await checkout.close();
    await lookup.value.close();
    await terminal.close();
  };
  return ok({ terminal, checkout, close });
}

type OpenedBooks = { readonly terminal: Terminal; readonly databaseKey: Uint8Array };

async function openBooks(options: OpenOptions): Promise<Result<OpenedBooks, OpenFault>> {
  const { dataDirectory, keyDirectory, substitutes = {} } = options;
  const keyFile = await openKeyFile({ dataDirectory, keyDirectory });
  if (!keyFile.ok) return err({ kind: "keys", fault: keyFile.fault });
  const databaseKey = keyFile.value.keys.databaseKey.reveal();
  const opened = await openJournal(dataDirectory, databaseKey);
  if (!opened.ok) return err({ kind: "journal", fault: opened.fault });
  const journal = substitutes.journal?.(opened.value) ?? opened.value;
  try {
    const terminal = await openOver(journal, keyFile.value, options);
    if (terminal.ok) return ok({ terminal: terminal.value, databaseKey });
    await journal.close().catch(() => undefined);
    return terminal;
  } catch (error) {
    // The books must not stay locked by a terminal that never was.
    await journal.close().catch(() => undefined);
    throw error;
  }
}

export type VerifiedBooks = VerifiedJournal & { readonly log: VerifiedLog };

export type BooksFault =
  | OpenFault
  | { readonly kind: "differs"; readonly difference: JournalDifference }
  | { readonly kind: "logDiffers"; readonly difference: LogDifference };

/**
 * Compares the books of a data directory with themselves, and its technical log with itself and with what the Zs note of
 * it; see {@link verifyJournal} and {@link verifyLog}. Nothing is written.
 */
export async function verifyBooks({
  dataDirectory,
  keyDirectory,
  knownHead,
  onProgress,
}: VerifyOptions): Promise<Result<VerifiedBooks, BooksFault>> {
  const keyFile = await openKeyFile({ dataDirectory, keyDirectory });
  if (!keyFile.ok) return err({ kind: "keys", fault: keyFile.fault });
  const databaseKey = keyFile.value.keys.databaseKey.reveal();
  const journal = verifyJournal({
    dataDir: dataDirectory,
    databaseKey,
    ...(knownHead === undefined ? {} : { knownHead }),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  if (!journal.ok) return journal;
  const log = verifyLog(dataDirectory, journal.value.logHeads);
  return log.ok
    ? ok({ ...journal.value, log: log.value })
    : err({ kind: "logDiffers", difference: log.fault });
}

export type ReadBooksOptions = Pick<VerifyOptions, "dataDirectory" | "keyDirectory"> & {
  readonly onEntry: (entry: Entry) => void;
};

/** Hands over the double-entry books of a data directory; see {@link readEntries}. Nothing is written. */
export async function readBooks({
  dataDirectory,
  keyDirectory,
  onEntry,
}: ReadBooksOptions): Promise<Result<ReadEntries, OpenFault>> {
  const keyFile = await openKeyFile({ dataDirectory, keyDirectory });
  if (!keyFile.ok) return err({ kind: "keys", fault: keyFile.fault });
  const databaseKey = keyFile.value.keys.databaseKey.reveal();
  const read = readEntries({ dataDir: dataDirectory, databaseKey, onEntry });
  return read.ok ? read : err({ kind: "journal", fault: read.fault });
}

async function openOver(
  journal: Journal,
  { keys, wasExposed }: OpenedKeys,
  options: OpenOptions,
): Promise<Result<Terminal, OpenFault>> {
  const { dataDirectory, keyDirectory, substitutes = {} } = options;
  const world = await journal.loadWorld();
  if (!world.ok) return err({ kind: "journal", fault: world.fault });
  const { config } = world.value.till;
  const log = openLogFile(dataDirectory);
  if (wasExposed) log.write("keyFileExposed");
  const systemClock = createSystemClock({ timeZone: config?.timeZone ?? DEFAULT_TIME_ZONE });
  const clock = substitutes.clock?.(systemClock) ?? systemClock;
  const parameterPack = await loadParameterPack({ dataDirectory }, dateYyyymmdd(clock.businessNow()));
  if (!parameterPack.ok) log.write("parameterPackRefused", { fault: parameterPack.fault.kind });
  const pack = parameterPack.ok
    ? (parameterPack.value?.pack ?? (await downloadedPack(config, dataDirectory, keys, log)))
    : "refused";
  const substituted = substitutes.devices?.({ config, clock }) ?? {};
  const devices = await openDevices({
    ...{ config, clock, keys, keyDirectory, substituted },
    ...(options.keystore === undefined ? {} : { keystore: options.keystore }),
  });
  const acquirer = openAcquirer(config, devices.secureModule, substitutes);
  const terminal = new Terminal(
    {
      ...devices,
      ...(acquirer === undefined ? {} : { acquirer }),
      clock,
      entropy: systemEntropy,
      journal,
      sealer: createSealer(keys),
      hasher: pinHasher,
      log,
      cardTraces: createCardTraceFiles(dataDirectory),
      hotlist: await openHotlist(dataDirectory, keys),
      downloads: {
        store: createDownloadStore({ dataDirectory, lookupKey: keys.lookupKey }),
        hotlist: createHotlistInstaller(hotlistInstallOptions(dataDirectory, keys)),
      },
      ...(substitutes.isTestCard === undefined ? {} : { isTestCard: substitutes.isTestCard }),
      ...(pack === undefined ? {} : { parameterPack: pack }),
      runner: new Runner(journal, clock, devices.printer !== undefined, world.value),
      interaction: options.interaction,
      cancel: options.cancel ?? (() => undefined),
      ...(options.readerName === undefined ? {} : { readerName: options.readerName }),
      sessions: new Map(),
      sentAtMs: new Map(),
      startedAtMs: clock.monotonicMs(),
    },
    options.onBug,
  );
  const started = await terminal.start();
  if (started.ok) return ok(terminal);
  await terminal.close();
  return err({ kind: "journal", fault: started.fault });
}

/** What the host has sent counts as long as the shop allows it, and where no signed pack is installed. */
async function downloadedPack(
  config: TerminalConfig | undefined,
  dataDirectory: string,
  { lookupKey }: TerminalKeys,
  log: AuditLog,
): Promise<ParameterPack | "refused" | undefined> {
  if (config?.acquirer.downloadsAllowed !== true) return undefined;
  const loaded = await loadDownloadedPack({ dataDirectory, lookupKey });
  if (loaded.ok) return loaded.value;
  log.write("parameterPackRefused", { fault: loaded.fault.kind });
  return "refused";
}

type DeviceParts = {
  readonly config: TerminalConfig | undefined;
  readonly clock: Clock;
  readonly keys: TerminalKeys;
  readonly keyDirectory: string;
  readonly substituted: DevicePorts;
  /** Of the operating system; only the window has one. */
  readonly keystore?: OsKeystore;
};

/** Configured devices open their lines when they are first used: a missing one keeps nobody from starting. */
function namedReader({
  contactlessReaderName,
}: NonNullable<TerminalConfig["devices"]["cardReader"]>): ConstructorParameters<typeof PcscCardReader>[0] {
  return contactlessReaderName === undefined ? {} : { contactlessReaderName };
}

async function openDevices(
  parts: DeviceParts,
): Promise<DevicePorts & { readonly secureModule: SecureModule }> {
  const { config, clock, substituted } = parts;
  const { cardReader, pinPad, printer } = config?.devices ?? {};
  const pad =
    substituted.pinPad ??
    (pinPad === undefined
      ? undefined
      : createSerialPinPad({ link: openSerialLink(pinPad, { clock }), clock, baudRate: pinPad.baudRate }));
  const printing = printer === undefined ? {} : openPrinter(printer, config?.devices.cashDrawer, clock);
  return {
    ...(cardReader === undefined ? {} : { cardReader: new PcscCardReader(namedReader(cardReader)) }),
    ...printing,
    ...substituted,
    ...(await countedModules(parts, pad)),
  };
}

/** Where a pad is the secure module too, both are one counted module. */
async function countedModules(
  parts: DeviceParts,
  pad: PinPad | undefined,
): Promise<Pick<DevicePorts, "pinPad" | "keyUses" | "keyLock"> & { readonly secureModule: SecureModule }> {
  const { keys, keyDirectory, clock, substituted } = parts;
  const path = join(keyDirectory, `${keys.terminalId}.key-uses`);
  const keyUses = await KeyLedger.open({ path, clock });
  const pinPad = pad === undefined ? {} : { pinPad: withCountedKeys(pad, keyUses) };
  const other = substituted.secureModule === pad ? undefined : substituted.secureModule;
  if (other !== undefined) return { ...pinPad, keyUses, secureModule: withCountedKeys(other, keyUses) };
  if (pinPad.pinPad !== undefined) return { ...pinPad, keyUses, secureModule: pinPad.pinPad };
  const { secureModule, keyLock } = await openModuleWithoutPad(parts);
  return { keyUses, keyLock, secureModule: withCountedKeys(secureModule, keyUses) };
}

function openPrinter(
  printer: NonNullable<TerminalConfig["devices"]["printer"]>,
  drawer: TerminalConfig["devices"]["cashDrawer"],
  clock: Clock,
): DevicePorts {
  const standard = standardProfile(printer.columns);
  const profile = {
    ...standard,
    hasCutter: printer.cutter,
    drawer: { ...standard.drawer, pin: drawer?.pin ?? standard.drawer.pin },
  };
  const device = new EscposPrinter(openSerialLink(printer, { clock }), profile, clock);
  return drawer === undefined ? { printer: device } : { printer: device, cashDrawer: device };
}

/** Without a pad the till makes its MACs itself and never holds a key that could unwrap a PIN key. */
async function openModuleWithoutPad({
  keys,
  keyDirectory,
  keystore,
}: DeviceParts): Promise<{ readonly secureModule: SecureModule; readonly keyLock: KeyLock }> {
  const store = new ModuleStore({
    path: join(keyDirectory, `${keys.terminalId}.module`),
    fileKey: keys.secureModuleKey,
    context: "software-secure-module",
    ...(keystore === undefined ? {} : { keystore }),
  });
  const secureModule = await openSoftwareSecureModule({ serial: keys.terminalId.slice(0, 8), store });
  const keyLock: KeyLock = {
    async isLocked() {
      const status = await secureModule.status();
      return !status.ok && status.fault.kind === "locked";
    },
    async unlock(passphrase) {
      const unlocked = await store.unlock(passphrase);
      if (unlocked.ok && unlocked.value) await secureModule.reopen();
      return unlocked;
    },
    protect: (by) => store.protect(by),
  };
  return { secureModule, keyLock };
}

function openAcquirer(
  config: TerminalConfig | undefined,
  secureModule: SecureModule,
  substitutes: Substitutes,
): Acquirer | undefined {
  if (config === undefined) return undefined;
  const configured = new AcquirerIso8583(driverConfig(config.acquirer), secureModule);
  return substitutes.acquirer?.(configured) ?? configured;
}

function driverConfig(acquirer: AcquirerConfig): ConstructorParameters<typeof AcquirerIso8583>[0] {
  const { host, port, tid, mid, tpdu, header, keyScheme, networkLicence, deviceSerial } = acquirer;
  const { connectTimeoutMs, replyTimeoutMs, lingerMs, macAlgorithm, declineWithoutMacAccepted } = acquirer;
  const { dialect, tls, keyCipher, hotlistWidth } = acquirer;
  return {
    ...ACQUIRER_CONFIG_DEFAULTS,
    ...{ host, port, tpdu, header, connectTimeoutMs, replyTimeoutMs, lingerMs },
    ...{ macAlgorithm, declineWithoutMacAccepted },
    terminalId: tid,
    merchantId: mid,
    keyAlgorithm: keyScheme,
    ...(dialect === undefined ? {} : { dialect }),
    ...(tls === undefined ? {} : { tls }),
    ...(keyCipher === undefined ? {} : { keyCipher }),
    ...(hotlistWidth === undefined ? {} : { hotlistWidth }),
    signInText: { networkLicence, deviceSerial },
  };
}
