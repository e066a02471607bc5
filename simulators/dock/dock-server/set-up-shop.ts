import { openTerminal } from "../../../main/compose.ts";
import { parseTerminalFile } from "../../../main/config/terminal-file.ts";
import { dateYyyymmdd } from "../../../main/domain/business-time.ts";
import { SHOP_CATALOGUE } from "../../../main/domain/catalogue/shop-catalogue-table.ts";
import type { StripeRule } from "../../../main/domain/emv/stripe/decide-stripe.ts";
import { err, ok, type Result } from "../../../main/domain/result.ts";
import { Sensitive } from "../../../main/domain/sensitive.ts";
import type { Language } from "../../../main/domain/text/language.ts";
import type { TerminalConfig } from "../../../main/domain/till/config.ts";
import type { Clock } from "../../../main/ports/clock.ts";
import { sampleTerminalFile } from "../sample-terminal.ts";
import { UNATTENDED } from "../unattended.ts";
import { READER_NAMES } from "./dock-counter.ts";
import { installCardParameters } from "./install-card-parameters.ts";

/** Who works in the seeded shop. The dock shows it beside the till: nobody has to guess. */
export const DOCK_OPERATORS = [
  { name: "li", role: "owner", pin: "2468" },
  { name: "wang", role: "cashier", pin: "1357" },
] as const;

/** A shop that was set up by an earlier version is brought up to date. */
export const SHOP_VERSION = 2;

/** As in China: a card with a chip is read by its chip, and no fallback is granted. */
const STRIPE_RULES: readonly StripeRule[] = [
  {
    scheme: "UnionPay",
    panPrefixes: ["62"],
    stripeAllowed: true,
    fallbackAllowed: false,
    fallbackWithinMs: 0,
  },
];

/** Short enough to be waited for by somebody who tries what a silent host does. */
const REPLY_TIMEOUT_MS = 8_000;
const CONNECT_TIMEOUT_MS = 3_000;
const REVERSAL_RETRY_MS = 3_000;

export type ShopPlace = {
  readonly dataDirectory: string;
  readonly keyDirectory: string;
  readonly language: Language;
  /** Where the till reaches its host. */
  readonly linePort: number;
  readonly clock: Clock;
  /** It was set up by an earlier version. */
  readonly isOutdated: boolean;
};

/**
 * Makes a new data directory a shop with goods and operators, and brings an old one up to date: the line to the host may
 * have another port today. Everything as an owner would enter it; nothing is written past the terminal.
 */
export async function setUpShop(place: ShopPlace): Promise<Result<void, string>> {
  const parsed = parseTerminalFile(
    JSON.stringify({
      ...sampleTerminalFile({ port: place.linePort }),
      language: place.language,
      training: true,
    }),
  );
  if (!parsed.ok) return err(JSON.stringify(parsed.fault));
  const today = dateYyyymmdd(place.clock.businessNow());
  const installed = await installCardParameters(place.dataDirectory, today);
  if (!installed.ok) return installed;
  const opened = await openTerminal({
    dataDirectory: place.dataDirectory,
    keyDirectory: place.keyDirectory,
    interaction: UNATTENDED,
    onBug: (error) => {
      throw error;
    },
    substitutes: { clock: () => place.clock, devices: () => ({}) },
  });
  if (!opened.ok) return err(`${opened.fault.kind}: ${opened.fault.fault.kind}`);
  const terminal = opened.value;
  try {
    const { config, operators } = terminal.world.till;
    if (config === undefined || place.isOutdated || config.acquirer.port !== place.linePort) {
      const wanted = forTheDock(config === undefined ? parsed.value : atPort(config, place.linePort));
      const done = await terminal.submit([{ kind: "configureTerminal", config: wanted }]);
      if (!done.ok) return err(done.fault.kind);
    }
    const seeded = await terminal.seedCatalogue(SHOP_CATALOGUE);
    if (!seeded.ok) return err(seeded.fault.kind);
    const [owner] = DOCK_OPERATORS;
    for (const { name, role, pin } of operators.length > 0 ? [] : DOCK_OPERATORS) {
      const by = name === owner.name ? undefined : owner.name;
      const added = await terminal.addOperator(name, role, new Sensitive<string>(pin), by);
      if (!added.ok) return err(added.fault.kind);
    }
    return ok(undefined);
  } finally {
    await terminal.close();
  }
}

function atPort(config: TerminalConfig, port: number): TerminalConfig {
  return { ...config, acquirer: { ...config.acquirer, port } };
}

/** Short waits for people who try things; the rules stay as they are. */
function forTheDock(config: TerminalConfig): TerminalConfig {
  const reversal = { ...config.acquirer.reversal, notFoundGraceMs: 0, retryDelayMs: REVERSAL_RETRY_MS };
  const { cardReader } = config.devices;
  return {
    ...config,
    emv: { ...config.emv, stripeRules: STRIPE_RULES },
    devices: {
      ...config.devices,
      ...(cardReader === undefined
        ? {}
        : { cardReader: { ...cardReader, contactlessReaderName: READER_NAMES.contactless } }),
    },
    acquirer: {
      ...config.acquirer,
      reversal,
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
      replyTimeoutMs: REPLY_TIMEOUT_MS,
      lingerMs: REPLY_TIMEOUT_MS,
      voidNeedsCard: false,
    },
  };
}
