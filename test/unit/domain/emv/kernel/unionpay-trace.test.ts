import { expect, test } from "vitest";
import { fromHex, toHex } from "../../../../../main/domain/bytes.ts";
import type { TransactionInput } from "../../../../../main/domain/emv/kernel/protocol.ts";
import { readCard } from "../../../../../main/domain/emv/kernel/read-card.ts";
import { runTransaction } from "../../../../../main/domain/emv/kernel/transaction.ts";
import { application, TERMINAL, transactionInput } from "../kernel-fixtures.ts";
import { play, scriptedCard } from "../scripted-card.ts";
import { CA_KEY_09, UNIONPAY_TRACE, UNIONPAY_TRACE_UNPREDICTABLE_NUMBER } from "../unionpay-trace.ts";

/** The terminal of the recording: Australia, SDA and DDA, signature and no CVM, floor limit zero. */
const ABROAD: TransactionInput = transactionInput({
  amountFen: 6580n,
  time: { epochMs: Date.UTC(2015, 2, 16, 16, 1, 36), utcOffsetMinutes: 0 },
  unpredictableNumber: UNIONPAY_TRACE_UNPREDICTABLE_NUMBER,
  applications: [application("A0000003330101", true, { applicationVersion: fromHex("0020") })],
  caKeys: [CA_KEY_09],
  terminal: {
    ...TERMINAL,
    terminalCapabilities: fromHex("E028C0"),
    countryCode: 36,
    currencyCode: 36,
    merchantName: new Uint8Array(),
  },
});

test("a recorded UnionPay transaction is repeated byte by byte, from PSE to TC", () => {
  const card = scriptedCard(UNIONPAY_TRACE);
  const asked: string[] = [];
  const { result } = play(runTransaction(ABROAD), card, {
    choose: ({ candidates }) => {
      asked.push(...candidates.map(({ label, priority }) => `${priority} ${label}`));
      return 0;
    },
    host: {
      kind: "hostAnswered",
      approved: true,
      responseCode: "00",
      iccData: fromHex("91081122334455667788"),
    },
  });
  expect(card.remaining()).toBe(0);
  expect(asked).toEqual(
    ["1 UICC CREDIT", "2 UICC DEBIT", "3 UICC QUASICREDIT"].map((line) => line.slice(0, 18)),
  );
  expect(result).toMatchObject({ kind: "approved", by: "online" });
  if (result.kind !== "approved") return;
  expect(toHex(result.cryptogram.tvr)).toBe("0000008040");
  expect(toHex(result.cryptogram.tsi)).toBe("F800");
  expect(toHex(result.cryptogram.cvmResults)).toBe("5E0300");
  expect(result.cryptogram).toMatchObject({ cryptogramType: "TC", atc: 6, signatureRequired: true });
});

test("the same card is read for a void without a cryptogram", () => {
  const reading = UNIONPAY_TRACE.filter(([command]) => !/^(0088|0082|80AE|80CA)/.test(command));
  const card = scriptedCard(reading);
  const { result } = play(readCard(ABROAD), card);
  expect(card.remaining()).toBe(0);
  expect(result.kind).toBe("read");
  if (result.kind !== "read") return;
  expect(result.facts.card.pan.reveal()).toBe("6210948000000011");
  expect(result.facts.card.track2?.reveal()).toBe("6210948000000011D301020100000");
  expect(result.facts.card).toMatchObject({ expiry: "3010", panSequenceNumber: 1 });
  expect(result.facts.label).toBe("UICC CREDIT");
  expect(JSON.stringify(result)).not.toContain("6210948000000011");
});

test("a card that is not the one that paid is not read further", () => {
  const reading = UNIONPAY_TRACE.filter(([command]) => !/^(0088|0082|80AE|80CA)/.test(command));
  const { result } = play(readCard(ABROAD), scriptedCard(reading), { accept: false });
  expect(result).toMatchObject({ kind: "ended", reason: "cancelled" });
});

test("a card that is taken away while it is read for a void ends the flow", () => {
  const { result } = play(readCard(ABROAD), () => undefined);
  expect(result).toMatchObject({ kind: "ended", reason: "cardRemoved", phase: "beforeFirstGenerateAc" });
});
