import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sha1 } from "@noble/hashes/legacy.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { expect, test } from "vitest";
import { driveKernel } from "../../../main/application/card-session/drive-kernel.ts";
import { CardTracing } from "../../../main/application/card-trace.ts";
import { fromHex, toHex } from "../../../main/domain/bytes.ts";
import type { Kernel, KernelResult } from "../../../main/domain/emv/kernel/protocol.ts";
import { runTransaction } from "../../../main/domain/emv/kernel/transaction.ts";
import { createCardTraceFiles } from "../../../main/system/card-trace-files.ts";
import { must } from "../../support/journal.ts";
import { tempDir } from "../../support/temp-dir.ts";
import { transactionInput } from "../domain/emv/kernel-fixtures.ts";
import { PROFILE_RECORDS, profileCard } from "../domain/emv/profile-card.ts";
import { recorded } from "../domain/emv/trace/recorded.ts";

const ID = "7c0ffee0-0000-4000-8000-000000000042";

test("a trace is one file for the owner only, and is found by its payment", async () => {
  const directory = tempDir();
  const files = createCardTraceFiles(directory);
  expect(must(await files.find(ID))).toBeUndefined();
  expect(must(await files.list())).toEqual([]);
  const { masked } = recorded();
  must(await files.keep(masked));
  expect(must(await files.find(ID))).toEqual(masked);
  const [name = ""] = readdirSync(join(directory, "traces"));
  expect(statSync(join(directory, "traces", name)).mode & 0o777).toBe(0o600);
  expect(statSync(join(directory, "traces")).mode & 0o777).toBe(0o700);
});

test("the last five hundred are kept", async () => {
  const directory = tempDir();
  const files = createCardTraceFiles(directory);
  const { masked } = recorded();
  const small = { ...masked, entries: [], decisions: [] };
  for (let i = 0; i < 503; i++) {
    const at = { ...small.at, epochMs: small.at.epochMs + i };
    must(await files.keep({ ...small, at, paymentId: `p-${i}` }));
  }
  const kept = must(await files.list());
  expect(kept).toHaveLength(500);
  expect([kept[0], kept.at(-1)]).toEqual(["p-502", "p-3"]);
  expect(readdirSync(join(directory, "traces")).filter((name) => name.endsWith(".tmp"))).toEqual([]);
});

test("what is no trace any more is a fault, and a payment's id is no path", async () => {
  const directory = tempDir();
  const files = createCardTraceFiles(directory);
  must(await files.keep(recorded().masked));
  const [name = ""] = readdirSync(join(directory, "traces"));
  writeFileSync(join(directory, "traces", name), "{}");
  expect(await files.find(ID)).toEqual({ ok: false, fault: { kind: "damaged" } });
  expect((await files.keep({ ...recorded().masked, paymentId: "../../x" })).ok).toBe(false);
  expect(must(await files.find("../../x"))).toBeUndefined();
  expect(await createCardTraceFiles("/proc/none").keep(recorded().masked)).toMatchObject({
    ok: false,
    fault: { kind: "storageFailed" },
  });
});

/** This lane has no way of its own to verify the holder, so the kernel may not ask for one. */
const NOT_ASKED = {
  verifyPinAtReader: () => Promise.reject(new Error("asked to verify a PIN")),
  encipherPinAtPad: () => Promise.reject(new Error("asked to encipher a PIN")),
  checkIdentityDocument: () => Promise.reject(new Error("asked to check a document")),
};

/** Drives a whole sale as the terminal does, with the card's PAN, track and name planted in it. */
async function charge(directory: string, isTestCard?: (pan: string) => boolean): Promise<void> {
  const log = { write: () => undefined };
  const parts = { cardTraces: createCardTraceFiles(directory), log, ...(isTestCard && { isTestCard }) };
  const tracing = new CardTracing(parts);
  const input = transactionInput();
  const about = { kernel: "contact", paymentId: ID, stan: 42, at: input.time };
  const card = profileCard({
    records: { "1/1": `${PROFILE_RECORDS["1/1"]}`, "3/2": PROFILE_RECORDS["3/2"] ?? "" },
  });
  const kernel = tracing.record(about, input, runTransaction(input)) as Kernel<KernelResult>;
  const result = await driveKernel(kernel, {
    card: {
      atr: new Uint8Array(),
      interface: "contact",
      readerName: "",
      transceive: async (command) => ({ ok: true, value: card(command) ?? new Uint8Array() }),
    },
    chooseApplication: async () => 0,
    cardIdentified: async () => ({ kind: "proceed" }),
    captureOnlinePin: async () => "entered",
    goOnline: async () => ({
      kind: "hostAnswered",
      approved: true,
      responseCode: "00",
      iccData: fromHex("910AC0FFEE1122334455" + "3030" + "72089F180400000001"),
    }),
    cardFault: () => undefined,
    ...NOT_ASKED,
  });
  expect(result?.kind).toBe("approved");
  await tracing.keep();
}

const PAN = "6228000100001117";
const CANARIES = {
  PAN,
  "track 2": "6228000100001117D3012201",
  "track 1 digits": PROFILE_RECORDS["1/1"]?.slice(-44) ?? "",
  name: toHex(new TextEncoder().encode("FULL FUNCTIONAL")),
  "issuer certificate": PROFILE_RECORDS["2/1"]?.slice(20, 60) ?? "",
  "card certificate": PROFILE_RECORDS["2/2"]?.slice(20, 60) ?? "",
  ARPC: "C0FFEE1122334455",
};

/** As ASCII, UTF-16, base64, packed at the other nibble, and as digests. */
function formsOf(digits: string): readonly string[] {
  const text = Buffer.from(digits, "latin1");
  return [
    digits,
    text.toString("hex").toUpperCase(),
    text.toString("base64").replace(/=+$/, ""),
    Buffer.from(digits, "utf16le").toString("hex").toUpperCase(),
    toHex(sha256(text)),
    toHex(sha1(text)),
  ];
}

test("no card number, track, name, certificate or issuer's cryptogram is in the files", async () => {
  const directory = tempDir();
  await charge(directory);
  const [name = ""] = readdirSync(join(directory, "traces"));
  const file = readFileSync(join(directory, "traces", name), "utf8");
  expect(file.length).toBeGreaterThan(5_000);
  for (const [what, digits] of Object.entries(CANARIES)) {
    expect(digits.length, what).toBeGreaterThan(10);
    for (const form of formsOf(digits))
      expect(file.toUpperCase().includes(form.toUpperCase()), what).toBe(false);
  }
  // What the receipt shows is there, and so is what the mask leaves of the number.
  expect(file).toContain("622800******1117");
  expect(file).toContain("A1A2A3A4A5A6A7");
});

test("the search finds them in an unmasked trace, which only a test card's may be", async () => {
  const directory = tempDir();
  await charge(directory, (pan) => pan === PAN);
  const [name = ""] = readdirSync(join(directory, "traces"));
  const file = readFileSync(join(directory, "traces", name), "utf8");
  for (const [what, digits] of Object.entries(CANARIES)) expect(file.includes(digits), what).toBe(true);
  const other = tempDir();
  await charge(other, (pan) => pan === "6228480000000000001");
  const trace = must(await createCardTraceFiles(other).find(ID));
  expect(trace?.masked).toBe(true);
});
