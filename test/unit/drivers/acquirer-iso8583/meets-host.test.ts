import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { AcquirerIso8583 } from "../../../../drivers/acquirer-iso8583/acquirer-iso8583.ts";
import type { AcquirerConfig } from "../../../../drivers/acquirer-iso8583/config.ts";
import { fromHex, toHex } from "../../../../main/domain/bytes.ts";
import type {
  AcquirerRequest,
  ExchangeOutcome,
  SaleRequest,
} from "../../../../main/domain/payment/exchange.ts";
import { Sensitive } from "../../../../main/domain/sensitive.ts";
import { TEST_TMK_HEX } from "../../../../simulators/acquirer/keys.ts";
import type { StartOptions } from "../../../../simulators/acquirer/server.ts";
import { desDecrypt } from "../../../../simulators/crypto/des.ts";
import { TEST_ACCOUNTS } from "../../../../simulators/issuer/accounts-table.ts";
import { withHost } from "../../simulators/acquirer/with-host.ts";
import { TEST_CONFIG } from "./test-requests.ts";
import { TestSecureModule } from "./test-secure-module.ts";

/** The driver before the simulated host, which has tables of its own, over TCP. */

const ACCOUNT = TEST_ACCOUNTS.find(({ cardName }) => cardName === "credit");
if (ACCOUNT === undefined) throw new Error("the test bank has a credit card");

const numbered = (stan: number) => ({ stan, batchNumber: 1 });

const typedIn = (stan: number) =>
  ({
    ...numbered(stan),
    amountFen: 12_840n,
    card: { pan: new Sensitive(ACCOUNT.pan), expiry: ACCOUNT.expiry },
    entryMode: "manual",
    iccData: [],
  }) as const;

const sale = (stan: number): SaleRequest => ({ ...typedIn(stan), kind: "sale" });

type Line = (request: AcquirerRequest) => Promise<ExchangeOutcome>;

async function withLine(
  options: Partial<StartOptions>,
  change: Partial<AcquirerConfig>,
  macKeyHex: string,
  work: (line: Line) => Promise<void>,
): Promise<void> {
  await withHost(options, async ({ port }) => {
    const config = { ...TEST_CONFIG, port, lingerMs: 0, replyTimeoutMs: 3_000, ...change };
    const driver = new AcquirerIso8583(config, new TestSecureModule(macKeyHex));
    try {
      await work((request) => driver.exchange(request));
    } finally {
      await driver.close();
    }
  });
}

/** A UnionPay line that has signed in: the MAC key is the one that the host delivered. */
async function withSignedIn(
  options: Partial<StartOptions>,
  work: (line: Line) => Promise<void>,
): Promise<void> {
  let macKey = "";
  // The seed makes the keys, so a second host hands out the same.
  await withLine({ ...options, seed: "meeting" }, {}, "00".repeat(16), async (line) => {
    const signedIn = await line({ ...numbered(1), kind: "signIn", operatorNumber: "01" });
    if (signedIn.outcome !== "approved") throw new Error(signedIn.outcome);
    const wrapped = signedIn.answer.workingKeys?.macKey.cryptogram ?? new Uint8Array(0);
    macKey = toHex(desDecrypt(fromHex(TEST_TMK_HEX), wrapped));
  });
  await withLine({ ...options, seed: "meeting" }, {}, macKey, async (line) => {
    await line({ ...numbered(1), kind: "signIn", operatorNumber: "01" });
    await work(line);
  });
}

const approved = (outcome: ExchangeOutcome) => {
  if (outcome.outcome !== "approved") throw new Error(inspect(outcome));
  return outcome.answer;
};

describe("the UnionPay dialect", () => {
  test("sale, void, pre-authorisation, completion, balance, reversal, echo and sign-out", async () => {
    await withSignedIn({}, async (line) => {
      approved(await line({ ...numbered(2), kind: "echo" }));
      const { rrn = "", approvalCode = "" } = approved(await line(sale(3)));
      approved(
        await line({
          ...typedIn(4),
          kind: "void",
          rrn,
          approvalCode,
          original: { batchNumber: 1, stan: 3 },
        }),
      );
      const held = approved(await line({ ...typedIn(5), kind: "preAuthorisation" }));
      const reference = {
        approvalCode: held.approvalCode ?? "",
        original: { batchNumber: 1, stan: 5, date: held.hostDate ?? "" },
      };
      approved(await line({ ...typedIn(6), kind: "completion", ...reference }));
      expect(approved(await line({ ...typedIn(7), kind: "balance" })).balances).toHaveLength(1);
      approved(await line(sale(8)));
      approved(
        await line({ ...typedIn(8), kind: "reversal", reversed: "sale", pinEntered: false, reason: "98" }),
      );
      approved(await line({ ...numbered(9), kind: "signOut" }));
    });
  });

  test("downloads, page by page", async () => {
    const keys = Array.from({ length: 11 }, (_, index) => {
      const name = `9F0605A0000003339F2201${(index + 1).toString(16).padStart(2, "0")}`;
      return { name, listed: "DF050420301231", content: `${name}DF050420301231` };
    });
    const hotlist = Array.from(
      { length: 40 },
      (_, index) => `6222021700000${index.toString().padStart(3, "0")}`,
    );
    const downloads = { parameters: "111012603", caKeys: keys, hotlist, hotlistWidth: 14 };
    await withSignedIn(
      {
        downloads: { ...downloads, parameters: "11101260", hotlist: hotlist.map((pan) => pan.slice(0, 14)) },
      },
      async (line) => {
        const wanted = { ...numbered(10), kind: "download" } as const;
        expect(approved(await line({ ...wanted, wanted: { what: "parameters" } })).download).toEqual({
          what: "parameters",
          parameters: { connectTimeoutS: 10, replyTimeoutS: 60 },
        });
        const list = approved(
          await line({ ...wanted, stan: 11, wanted: { what: "caKeyList", receivedCount: 0 } }),
        );
        expect(list.download).toMatchObject({ state: "more" });
        const rest = approved(
          await line({ ...wanted, stan: 12, wanted: { what: "caKeyList", receivedCount: 8 } }),
        );
        expect(rest.download).toMatchObject({ state: "complete" });
        const key = approved(
          await line({
            ...wanted,
            stan: 13,
            wanted: { what: "caKey", rid: fromHex("A000000333"), index: 2 },
          }),
        );
        expect(key.download).toMatchObject({ what: "caKey", state: "complete" });
        const seen: string[] = [];
        for (let page = 0; page < 5 && seen.length < hotlist.length; page++) {
          const answer = approved(
            await line({
              ...wanted,
              stan: 20 + page,
              wanted: { what: "hotlist", receivedCount: seen.length },
            }),
          );
          if (answer.download?.what !== "hotlist") throw new Error("a page");
          seen.push(...answer.download.pans.map((pan) => pan.reveal()));
          expect(answer.download.totalCount).toBe(seen.length);
        }
        expect(seen).toEqual(hotlist.map((pan) => pan.slice(0, 14)));
        approved(await line({ ...numbered(30), kind: "downloadEnd", of: "hotlist" }));
      },
    );
  });
});

test("ISO 8583:1987 with injected keys: sign-on, echo, sale, void and reversal", async () => {
  const macKey = "0123456789ABCDEFFEDCBA9876543210";
  const injectedKeys = { pinKey: new Sensitive(fromHex(macKey)), macKey: new Sensitive(fromHex(macKey)) };
  const change = { dialect: "iso8583-1987", tpdu: "", header: "", macAlgorithm: "x9.19" } as const;
  const options = { dialect: "iso8583-1987", injectedKeys, macAlgorithm: "x9.19" } as const;
  await withLine(options, change, macKey, async (line) => {
    approved(await line({ ...numbered(1), kind: "signIn", operatorNumber: "01" }));
    approved(await line({ ...numbered(2), kind: "echo" }));
    const { rrn = "" } = approved(await line(sale(3)));
    approved(await line({ ...typedIn(4), kind: "void", rrn, original: { batchNumber: 1, stan: 3 } }));
    approved(await line(sale(5)));
    approved(
      await line({ ...typedIn(5), kind: "reversal", reversed: "sale", pinEntered: false, reason: "98" }),
    );
  });
});

test("TLS", async () => {
  const tls = {
    cert: readFileSync("test/fixtures/tls/host-certificate.pem", "utf8"),
    key: readFileSync("test/fixtures/tls/host-key.pem", "utf8"),
  };
  const caFile = "test/fixtures/tls/host-certificate.pem";
  await withLine({ tls }, { tls: { caFile, serverName: "host.test" } }, "00".repeat(16), async (line) => {
    approved(await line({ ...numbered(1), kind: "echo" }));
  });
});
