import { expect, test } from "vitest";
import { fromHex, toHex } from "../../../../../main/domain/bytes.ts";
import { chooseCvm } from "../../../../../main/domain/emv/contactless/cardholder-verification.ts";
import type { FastDda } from "../../../../../main/domain/emv/contactless/fast-dda.ts";
import { startSession } from "../../../../../main/domain/emv/kernel/session.ts";
import { startTransaction } from "../../../../../main/domain/emv/kernel/terminal-data.ts";
import { APPLICATION, input, PARAMETERS } from "../../../simulators/card/contactless/tap.ts";

/** The CTQ against the TTQ (emv-pboc section 16.4). */

const NO_CVM = "26004080";
const CVM = "26404080";
const CVM_NO_PAD = "22404080";
const CVM_NO_PAPER = "24404080";
const CVM_NEITHER = "20404080";

type Case = {
  readonly name: string;
  readonly ttq: string;
  /** Tag 9F6C; absent: the card gives none. */
  readonly ctq?: string;
  readonly goesOnline: boolean;
  /** Tag 9F69. */
  readonly relatedData?: string;
  readonly fastDda?: FastDda;
  readonly noCvmBelowFen?: bigint;
  /** Method and 9F34, or the fault. */
  readonly expected: string;
};

const SIGNED = { version: 1, signedQualifiers: fromHex("0080") } as const;

const CASES: readonly Case[] = [
  { name: "no CTQ and no CVM required: none", ttq: NO_CVM, goesOnline: true, expected: "none 1F0002" },
  { name: "no CTQ and a CVM required: signature", ttq: CVM, goesOnline: true, expected: "signature 1E0000" },
  { name: "no CTQ, a CVM required, no paper", ttq: CVM_NO_PAPER, goesOnline: true, expected: "noCommonCvm" },
  { name: "a CTQ of one byte is none", ttq: CVM, ctq: "80", goesOnline: true, expected: "signature 1E0000" },
  {
    name: "an empty CTQ and no CVM required: none",
    ttq: NO_CVM,
    ctq: "0000",
    goesOnline: true,
    expected: "none 1F0002",
  },
  {
    name: "an empty CTQ where a CVM is required is no CVM",
    ttq: CVM,
    ctq: "0000",
    goesOnline: true,
    expected: "noCommonCvm",
  },
  { name: "online PIN", ttq: CVM, ctq: "8000", goesOnline: true, expected: "onlinePin 020000" },
  {
    name: "online PIN counts before signature",
    ttq: CVM,
    ctq: "C000",
    goesOnline: true,
    expected: "onlinePin 020000",
  },
  {
    name: "online PIN also where the terminal asked for none",
    ttq: NO_CVM,
    ctq: "8000",
    goesOnline: true,
    expected: "onlinePin 020000",
  },
  {
    name: "no pad: the signature that the card takes as well",
    ttq: CVM_NO_PAD,
    ctq: "C000",
    goesOnline: true,
    expected: "signature 1E0000",
  },
  {
    name: "no pad, and the card takes nothing else",
    ttq: CVM_NO_PAD,
    ctq: "8000",
    goesOnline: true,
    expected: "noCommonCvm",
  },
  {
    name: "an online PIN cannot be checked offline",
    ttq: CVM,
    ctq: "8000",
    goesOnline: false,
    expected: "noCommonCvm",
  },
  { name: "signature", ttq: CVM, ctq: "4000", goesOnline: false, expected: "signature 1E0000" },
  {
    name: "signature without paper",
    ttq: CVM_NEITHER,
    ctq: "4000",
    goesOnline: false,
    expected: "noCommonCvm",
  },
  {
    name: "a phone online, without 9F69",
    ttq: CVM,
    ctq: "0080",
    goesOnline: true,
    expected: "onDevice 3F0000",
  },
  {
    name: "a phone online, whose 9F69 agrees",
    ttq: CVM,
    ctq: "0080",
    goesOnline: true,
    relatedData: "0111223344008000",
    expected: "onDevice 3F0000",
  },
  {
    name: "a phone online, whose 9F69 contradicts",
    ttq: CVM,
    ctq: "0080",
    goesOnline: true,
    relatedData: "0111223344000000",
    expected: "deviceCvmNotProven",
  },
  {
    name: "a phone offline, signed",
    ttq: CVM,
    ctq: "0080",
    goesOnline: false,
    fastDda: SIGNED,
    expected: "onDevice 3F0000",
  },
  {
    name: "a phone offline, signed otherwise",
    ttq: CVM,
    ctq: "0080",
    goesOnline: false,
    fastDda: { version: 1, signedQualifiers: fromHex("0000") },
    expected: "deviceCvmNotProven",
  },
  {
    name: "a phone offline with a signature that does not cover it",
    ttq: CVM,
    ctq: "0080",
    goesOnline: false,
    fastDda: { version: 0 },
    expected: "deviceCvmNotProven",
  },
  {
    name: "a small amount online asks for nothing where that is granted",
    ttq: CVM,
    ctq: "8000",
    goesOnline: true,
    noCvmBelowFen: 100_000n,
    expected: "none 1F0002",
  },
  {
    name: "a phone that has verified keeps that also for a small amount",
    ttq: CVM,
    ctq: "0080",
    goesOnline: true,
    noCvmBelowFen: 100_000n,
    expected: "onDevice 3F0000",
  },
  {
    name: "the grant is for online transactions only",
    ttq: CVM,
    ctq: "4000",
    goesOnline: false,
    noCvmBelowFen: 100_000n,
    expected: "signature 1E0000",
  },
];

test.each(CASES)("$name", ({ ttq, ctq, goesOnline, relatedData, fastDda, noCvmBelowFen, expected }) => {
  const transaction = startTransaction(startSession(input(15_000n).transaction), {
    aid: APPLICATION.aid,
    label: "TEST",
    language: undefined,
    parameters: APPLICATION,
    fci: [],
  });
  transaction.terminal.set(0x9f66, fromHex(ttq));
  if (ctq !== undefined) transaction.card.set(0x9f6c, fromHex(ctq));
  if (relatedData !== undefined) transaction.card.set(0x9f69, fromHex(relatedData));
  const parameters = noCvmBelowFen === undefined ? PARAMETERS : { ...PARAMETERS, noCvmBelowFen };
  const chosen = chooseCvm(transaction, parameters, { goesOnline, ...(fastDda && { fastDda }) });
  const said = chosen.ok ? `${chosen.value} ${toHex(transaction.cvmResults)}` : chosen.fault;
  expect(said).toBe(expected);
});
