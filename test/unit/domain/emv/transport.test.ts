import { expect, test } from "vitest";
import { fromHex, toHex } from "../../../../main/domain/bytes.ts";
import { EXCHANGES_PER_COMMAND_MAX, transmit } from "../../../../main/domain/emv/transport.ts";
import { commandsOf, type Exchange, play, scriptedCard, tpduCard } from "./scripted-card.ts";

const SELECT_PSE = "00A404000E315041592E5359532E444446303100";

test.each<{ name: string; command: string; exchanges: readonly Exchange[]; data: string; sw: number }>([
  {
    name: "an answer in one piece",
    command: "00B2010C00",
    exchanges: [["00B2010C00", "70009000"]],
    data: "7000",
    sw: 0x9000,
  },
  { name: "an error", command: "00B2010C00", exchanges: [["00B2010C00", "6A83"]], data: "", sw: 0x6a83 },
  {
    name: "61xx: fetch xx bytes",
    command: SELECT_PSE,
    exchanges: [
      [SELECT_PSE, "6103"],
      ["00C0000003", "6F01AA9000"],
    ],
    data: "6F01AA",
    sw: 0x9000,
  },
  {
    name: "61xx twice, with data in between",
    command: SELECT_PSE,
    exchanges: [
      [SELECT_PSE, "6102"],
      ["00C0000002", "6F016101"],
      ["00C0000001", "AA9000"],
    ],
    data: "6F01AA",
    sw: 0x9000,
  },
  {
    name: "6Cxx: ask again for xx bytes",
    command: "00B2010C00",
    exchanges: [
      ["00B2010C00", "6C02"],
      ["00B2010C02", "70009000"],
    ],
    data: "7000",
    sw: 0x9000,
  },
  {
    name: "6Cxx to a command with data",
    command: SELECT_PSE,
    exchanges: [
      [SELECT_PSE, "6C02"],
      [`${SELECT_PSE.slice(0, -2)}02`, "70009000"],
    ],
    data: "7000",
    sw: 0x9000,
  },
  {
    name: "a warning without data: GET RESPONSE, and the warning stays (test_pse_blocked)",
    command: SELECT_PSE,
    exchanges: [
      [SELECT_PSE, "6283"],
      ["00C0000000", "6C02"],
      ["00C0000002", "6F009000"],
    ],
    data: "6F00",
    sw: 0x6283,
  },
  {
    name: "a warning after which there is nothing to fetch",
    command: SELECT_PSE,
    exchanges: [
      [SELECT_PSE, "6283"],
      ["00C0000000", "6D00"],
    ],
    data: "",
    sw: 0x6283,
  },
  {
    name: "a warning with its data",
    command: SELECT_PSE,
    exchanges: [[SELECT_PSE, "6F006283"]],
    data: "6F00",
    sw: 0x6283,
  },
  {
    name: "a warning to a command that expects no data (a wrong PIN)",
    command: "0020008008241234FFFFFFFFFF",
    exchanges: [["0020008008241234FFFFFFFFFF", "63C2"]],
    data: "",
    sw: 0x63c2,
  },
  {
    name: "61xx to a command that expects no data",
    command: "0082000004DEADBEEF",
    exchanges: [["0082000004DEADBEEF", "6102"]],
    data: "",
    sw: 0x6102,
  },
])("$name", ({ command, exchanges, data, sw }) => {
  const card = scriptedCard(exchanges);
  const { result } = play(transmit(fromHex(command)), card);
  expect(card.remaining()).toBe(0);
  expect(result.ok && { data: toHex(result.value.data), sw: result.value.sw }).toEqual({ data, sw });
});

test.each([
  { name: "always more", answer: "AA61FF" },
  { name: "always another length", answer: "6C10" },
])("a card that announces $name is given up after a bounded number of exchanges", ({ answer }) => {
  const { result, requests } = play(transmit(fromHex(SELECT_PSE)), () => fromHex(answer));
  expect(result).toEqual({ ok: false, fault: { kind: "tooManyExchanges" } });
  expect(commandsOf(requests)).toHaveLength(EXCHANGES_PER_COMMAND_MAX);
});

test("a card that is gone, and one that answers less than a status word, are faults", () => {
  expect(play(transmit(fromHex(SELECT_PSE)), () => undefined).result).toEqual({
    ok: false,
    fault: { kind: "cardGone" },
  });
  expect(play(transmit(fromHex(SELECT_PSE)), () => fromHex("90")).result).toEqual({
    ok: false,
    fault: { kind: "answerTooShort" },
  });
});

test.each<{ name: string; command: string; exchanges: readonly Exchange[]; data: string; sw: number }>([
  { name: "case 1", command: "12345678", exchanges: [["1234567800", "9000"]], data: "", sw: 0x9000 },
  {
    name: "case 2",
    command: "00B2010C00",
    exchanges: [
      ["00B2010C00", "6C1C"],
      ["00B2010C1C", "B2701A61184F07A0000000031010500A564953412044454249548701019000"],
    ],
    data: "701A61184F07A0000000031010500A56495341204445424954870101",
    sw: 0x9000,
  },
  {
    name: "case 3",
    command: "0082000004DEADBEEF",
    exchanges: [
      ["0082000004", "82"],
      ["DEADBEEF", "6581"],
    ],
    data: "",
    sw: 0x6581,
  },
  {
    name: "case 4, in two parts",
    command: SELECT_PSE,
    exchanges: [
      ["00A404000E", "A4"],
      ["315041592E5359532E4444463031", "6126"],
      ["00C0000026", "C06F24840E315041592E5359532E44446114"],
      ["00C0000014", "C0463031A5128801015F2D08656E6573667264659F1101019000"],
    ],
    data: "6F24840E315041592E5359532E4444463031A5128801015F2D08656E6573667264659F110101",
    sw: 0x9000,
  },
])(
  "over T=0 with its procedure bytes: $name (openemv emv_ttl_tpdu_test)",
  ({ command, exchanges, data, sw }) => {
    const card = scriptedCard(exchanges);
    const { result } = play(transmit(fromHex(command)), tpduCard(card));
    expect(card.remaining()).toBe(0);
    expect(result.ok && { data: toHex(result.value.data), sw: result.value.sw }).toEqual({ data, sw });
  },
);
