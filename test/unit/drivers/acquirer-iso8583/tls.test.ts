import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type AddressInfo, createServer as createTcpServer, type Server } from "node:net";
import { createServer } from "node:tls";
import { afterEach, describe, expect, test } from "vitest";
import { AcquirerIso8583 } from "../../../../drivers/acquirer-iso8583/acquirer-iso8583.ts";
import { FrameReader } from "../../../../drivers/acquirer-iso8583/codec/frame.ts";
import type { TlsConfig } from "../../../../drivers/acquirer-iso8583/config.ts";
import { acquirerConfigFault } from "../../../../drivers/acquirer-iso8583/config-fault.ts";
import { GOLDEN_MAC_KEY, SALE_ANSWER } from "../../../fixtures/iso8583/golden-messages.ts";
import { answerFrame } from "./test-host.ts";
import { SALE_CHIP_PIN, TEST_CONFIG } from "./test-requests.ts";
import { TestSecureModule } from "./test-secure-module.ts";

/** Self-signed for host.test, valid for a hundred years: a fixture, and no secret. */
const CERTIFICATE_FILE = "test/fixtures/tls/host-certificate.pem";
const certificate = readFileSync(CERTIFICATE_FILE);
const key = readFileSync("test/fixtures/tls/host-key.pem");
const SHA256 = new X509Certificate(certificate).fingerprint256.replaceAll(":", "");

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  server.listen(0, "127.0.0.1").unref();
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** A host under TLS, and how many requests it has seen. */
async function tlsHost(): Promise<{ port: number; seen: { requests: number } }> {
  const seen = { requests: 0 };
  const server = createServer({ cert: certificate, key }, (socket) => {
    const reader = new FrameReader();
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      for (const _ of reader.push(chunk).frames) {
        seen.requests += 1;
        socket.write(answerFrame(SALE_ANSWER));
      }
    });
  });
  server.on("tlsClientError", () => {});
  return { port: await listen(server), seen };
}

async function sell(port: number, tls: TlsConfig, connectTimeoutMs = 3_000) {
  const config = { ...TEST_CONFIG, port, tls, connectTimeoutMs, replyTimeoutMs: 3_000, lingerMs: 0 };
  const acquirer = new AcquirerIso8583(config, new TestSecureModule(GOLDEN_MAC_KEY));
  try {
    return await acquirer.exchange(SALE_CHIP_PIN);
  } finally {
    await acquirer.close();
  }
}

describe("a host that proves who it is gets the sale", () => {
  const cases: readonly { name: string; tls: TlsConfig }[] = [
    { name: "by an authority of ours", tls: { caFile: CERTIFICATE_FILE, serverName: "host.test" } },
    { name: "by its own certificate", tls: { certificateSha256: SHA256 } },
    {
      name: "by both",
      tls: { caFile: CERTIFICATE_FILE, serverName: "host.test", certificateSha256: SHA256.toLowerCase() },
    },
  ];
  for (const { name, tls } of cases) {
    test(name, async () => {
      const { port, seen } = await tlsHost();
      expect(await sell(port, tls)).toMatchObject({ outcome: "approved" });
      expect(seen.requests).toBe(1);
    });
  }
});

describe("any other host gets nothing, and nothing has to be reversed", () => {
  const cases: readonly { name: string; tls: TlsConfig }[] = [
    { name: "no authority of the system vouches for it", tls: { serverName: "host.test" } },
    {
      name: "its certificate bears another name",
      tls: { caFile: CERTIFICATE_FILE, serverName: "other.test" },
    },
    { name: "its certificate is not the pinned one", tls: { certificateSha256: "0".repeat(64) } },
    {
      name: "its authority is right and its certificate is not the pinned one",
      tls: { caFile: CERTIFICATE_FILE, serverName: "host.test", certificateSha256: "0".repeat(64) },
    },
    { name: "the file of the authorities is not there", tls: { caFile: "test/fixtures/tls/none.pem" } },
    { name: "the file of the authorities holds none", tls: { caFile: "package.json" } },
  ];
  for (const { name, tls } of cases) {
    test(name, async () => {
      const { port, seen } = await tlsHost();
      expect(await sell(port, tls)).toMatchObject({ outcome: "notSent", fault: { kind: "unreachable" } });
      expect(seen.requests).toBe(0);
    });
  }

  test("it speaks no TLS", async () => {
    const port = await listen(
      createTcpServer((socket) => {
        socket.on("error", () => {});
        socket.end("hello, this is no TLS");
      }),
    );
    expect(await sell(port, { certificateSha256: SHA256 })).toMatchObject({ outcome: "notSent" });
  });

  test("it takes the connection and says nothing", async () => {
    const port = await listen(createTcpServer((socket) => socket.on("error", () => {})));
    expect(await sell(port, { certificateSha256: SHA256 }, 200)).toMatchObject({
      outcome: "notSent",
      fault: { kind: "connectTimedOut" },
    });
  });
});

test("a pinned certificate that is no SHA-256 is a mistake of the configuration", () => {
  expect(acquirerConfigFault({ ...TEST_CONFIG, tls: { certificateSha256: "ab" } })).toContain("SHA-256");
});
