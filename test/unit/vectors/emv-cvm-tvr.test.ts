import { expect, test } from "vitest";
import { fromHex, toHex } from "../../../main/domain/bytes.ts";
import { parseCvmList } from "../../../main/domain/emv/cvm.ts";
import { processingRestrictions } from "../../../main/domain/emv/kernel/processing-restrictions.ts";
import { terminalRiskManagement } from "../../../main/domain/emv/kernel/terminal-risk-management.ts";
import { application, noonOf, TERMINAL, transactionWith } from "../domain/emv/kernel-fixtures.ts";
import { type Exchange, play, scriptedCard } from "../domain/emv/scripted-card.ts";
import { readVectors } from "./emv-vectors.ts";

type Vector = {
  readonly id: string;
  readonly cvm_list?: string;
  readonly expect?: string;
  readonly x?: number;
  readonly y?: number;
  readonly rules?: readonly (readonly [string, string])[];
  readonly terminal_config?: Readonly<Record<string, string>>;
  readonly txn_params?: Readonly<Record<string, string>>;
  readonly icc?: Readonly<Record<string, string>>;
  readonly expected_tvr?: string;
  readonly expected_tsi?: string;
  readonly apdus?: readonly Exchange[];
  readonly txn_log?: readonly { readonly pan: string; readonly amount: number }[];
};

/** What the same card paid last, of the log that the vector gives (EMV Book 3, 10.6.1). */
function earlierAmountFen({ icc, txn_log }: Vector): bigint {
  const log = txn_log?.filter(({ pan }) => pan.replace(/F+$/, "") === icc?.["5A"]) ?? [];
  return BigInt(log.at(-1)?.amount ?? 0);
}

function judgeList(vector: Vector): void {
  const list = parseCvmList(fromHex(vector.cvm_list ?? ""));
  if (vector.expect === "error") {
    expect(list.ok).toBe(false);
    return;
  }
  if (!list.ok) throw new Error(list.fault.kind);
  expect(list.value.x).toBe(BigInt(vector.x ?? 0));
  expect(list.value.y).toBe(BigInt(vector.y ?? 0));
  const rules = list.value.rules.map(({ codeByte, condition }) => [
    toHex(Uint8Array.of(codeByte)),
    toHex(Uint8Array.of(condition)),
  ]);
  expect(rules).toEqual(vector.rules);
}

function judgeRestrictions({ icc, txn_params, terminal_config, expected_tvr }: Vector): void {
  const parameters = application("A0000000031010", true, {
    applicationVersion: fromHex(terminal_config?.["9F09"] ?? ""),
  });
  const transaction = transactionWith(
    icc ?? {},
    {
      time: noonOf(`20${txn_params?.["9A"]}`),
      transactionType: Number.parseInt(txn_params?.["9C"] ?? "", 16),
      terminal: {
        ...TERMINAL,
        terminalType: Number.parseInt(terminal_config?.["9F35"] ?? "", 16),
        countryCode: Number(terminal_config?.["9F1A"]),
        additionalTerminalCapabilities: fromHex(terminal_config?.["9F40"] ?? ""),
      },
    },
    parameters,
  );
  processingRestrictions(transaction);
  expect(toHex(transaction.tvr)).toBe(expected_tvr);
}

function judgeRiskManagement(vector: Vector): void {
  const { icc, txn_params, terminal_config, expected_tvr, expected_tsi } = vector;
  const parameters = application("A0000000031010", true, {
    floorLimitFen: BigInt(`0x${terminal_config?.["9F1B"]}`),
  });
  const transaction = transactionWith(
    icc ?? {},
    { amountFen: BigInt(`0x${txn_params?.["81"]}`) },
    parameters,
  );
  const card = scriptedCard(vector.apdus ?? []);
  const { result } = play(terminalRiskManagement(transaction, earlierAmountFen(vector)), card);
  expect(result.ok).toBe(true);
  expect(card.remaining()).toBe(0);
  expect(toHex(transaction.tvr)).toBe(expected_tvr);
  expect(toHex(transaction.tsi)).toBe(expected_tsi);
}

test("every published CVM list and TVR is met", () => {
  const vectors = readVectors<Vector>("emv/cvm_tvr.json");
  if (vectors === undefined) return;
  for (const vector of vectors) {
    if (vector.cvm_list !== undefined) judgeList(vector);
    else if (vector.id.startsWith("emv_processing_restrictions_test")) judgeRestrictions(vector);
    else judgeRiskManagement(vector);
  }
  expect(vectors).toHaveLength(18);
});
