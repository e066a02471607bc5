import { expect } from "vitest";
import { AcquirerIso8583 } from "../../../../drivers/acquirer-iso8583/acquirer-iso8583.ts";
import type { AcquirerConfig } from "../../../../drivers/acquirer-iso8583/config.ts";
import type { ExchangeOutcome } from "../../../../main/domain/payment/exchange.ts";
import type { StrayAnswer } from "../../../../main/ports/acquirer.ts";
import { GOLDEN_MAC_KEY } from "../../../fixtures/iso8583/golden-messages.ts";
import { type AnswerChange, answerFrame, type HostScript, TestHost } from "./test-host.ts";
import { TEST_CONFIG } from "./test-requests.ts";
import { TestSecureModule } from "./test-secure-module.ts";

export type Bench = {
  readonly host: TestHost;
  readonly acquirer: AcquirerIso8583;
  readonly module: TestSecureModule;
  readonly strays: StrayAnswer[];
};

const benches: Bench[] = [];

/** A scripted host and the driver before it. Times are long where they must not come into play. */
export async function bench(script: HostScript, change: Partial<AcquirerConfig> = {}): Promise<Bench> {
  const host = await TestHost.start(script);
  const module = new TestSecureModule(GOLDEN_MAC_KEY);
  const config = { ...TEST_CONFIG, port: host.port, replyTimeoutMs: 5000, lingerMs: 5000, ...change };
  const acquirer = new AcquirerIso8583(config, module);
  const strays: StrayAnswer[] = [];
  acquirer.onStrayAnswer((stray) => strays.push(stray));
  const made = { host, acquirer, module, strays };
  benches.push(made);
  return made;
}

/** Belongs into `afterEach` of a file that uses {@link bench}. */
export async function closeBenches(): Promise<void> {
  for (const { acquirer, host } of benches.splice(0)) {
    await acquirer.close();
    await host.stop();
  }
}

export const answering =
  (goldenHex: string, change: AnswerChange = {}): HostScript =>
  (socket) =>
    socket.write(answerFrame(goldenHex, change));

/** For waits that a test sits through. */
export const SHORT_MS = 150;

export async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500 && !condition(); tries++) await new Promise((done) => setTimeout(done, 5));
  expect(condition()).toBe(true);
}

export const outcomeOf = (outcome: ExchangeOutcome): string =>
  outcome.outcome === "notSent" || outcome.outcome === "unknown"
    ? `${outcome.outcome} ${outcome.fault.kind}`
    : outcome.outcome;
