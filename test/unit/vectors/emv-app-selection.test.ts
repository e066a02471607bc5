import { describe, expect, test } from "vitest";
import { fromHex, toHex } from "../../../main/domain/bytes.ts";
import { buildCandidateList } from "../../../main/domain/emv/kernel/build-candidate-list.ts";
import { initiateApplication } from "../../../main/domain/emv/kernel/initiate-application.ts";
import { readApplicationData } from "../../../main/domain/emv/kernel/read-application-data.ts";
import { selectApplication } from "../../../main/domain/emv/kernel/select-application.ts";
import { startSession } from "../../../main/domain/emv/kernel/session.ts";
import { primitive } from "../../../main/domain/emv/tlv.ts";
import { transmit } from "../../../main/domain/emv/transport.ts";
import { application, transactionInput, transactionWith } from "../domain/emv/kernel-fixtures.ts";
import { type Exchange, play, scriptedCard, tpduCard } from "../domain/emv/scripted-card.ts";
import { readVectors } from "./emv-vectors.ts";

type Vector = {
  readonly id: string;
  readonly exchanges: readonly { readonly c: string; readonly r: string }[];
  readonly upstream_checks: readonly string[] | null;
  readonly afl?: string;
  readonly aip_verify?: string;
  readonly afl_verify?: string;
  readonly data?: string;
};

/** "candidate list (terminal AIDs exact/partial: ...)" of the vectors' subject. */
const APPLICATIONS = [
  application("A0000000031010", true),
  application("A0000000032010", false),
  application("A0000000032020", false),
  application("A0000000041010", true),
  application("A0000000043060", true),
];

const script = ({ exchanges }: Vector): Exchange[] => exchanges.map(({ c, r }) => [c, r]);

/** The condition that makes the upstream test fail is "!= OUTCOME"; this is the outcome. */
const outcomeOf = ({ upstream_checks: checks }: Vector): string | undefined =>
  checks?.[0]?.replace("!= ", "");

/** What upstream expects of its list, by test: its own source shows the names. */
const CANDIDATES: Readonly<Record<string, readonly string[]>> = {
  test_pse_app_supported: ["A0000000031010"],
  test_aid_multi_exact_match_app_supported: ["A0000000032020", "A0000000032010"],
  test_aid_multi_partial_match_app_supported: ["A000000004101010", "A000000004101020"],
  test_sorted_app_priority: [
    "A000000003101001",
    "A000000003101002",
    "A000000003101003",
    "A000000003101004",
    "A000000003101005",
    "A000000003101006",
    "A0000000041010",
  ],
  test_app_cardholder_confirmation: ["A0000000031010"],
};

function judgeCandidateList(vector: Vector, name: string): void {
  const card = scriptedCard(script(vector));
  const session = startSession(transactionInput({ applications: APPLICATIONS }));
  const { result: list } = play(buildCandidateList(session), card);
  expect(card.remaining()).toBe(0);
  if (outcomeOf(vector) === "EMV_OUTCOME_CARD_BLOCKED") {
    expect(list).toMatchObject({ ok: false, fault: { reason: "cardBlocked" } });
    return;
  }
  if (!list.ok) throw new Error(list.fault.detail);
  expect(list.value.applications.map(({ candidate }) => toHex(candidate.aid))).toEqual(
    CANDIDATES[name] ?? [],
  );
  if (outcomeOf(vector) !== "EMV_OUTCOME_NOT_ACCEPTED") return;
  // Upstream has one outcome for "none in common" and "all of them blocked"; people are told which it is.
  const { result: selected } = play(selectApplication(session, list.value), scriptedCard([]));
  const reason = name === "test_aid_blocked" ? "applicationBlocked" : "noCommonApplication";
  expect(selected).toMatchObject({ ok: false, fault: { reason } });
}

/**
 * The scripts of final selection follow the candidate list of test_pse; the AID in their SELECT is the one
 * that is chosen.
 */
function judgeFinalSelection(vector: Vector, name: string, pse: Vector): void {
  const aid = vector.exchanges[0]?.c.slice(10, -2) ?? "";
  // Upstream empties its list before test_select_app6; here the terminal knows nothing else.
  const only = name === "test_select_app6" ? [application(aid, false)] : APPLICATIONS;
  const session = startSession(transactionInput({ applications: only }));
  const card = scriptedCard([...script(pse), ...script(vector)]);
  const { result: list } = play(buildCandidateList(session), card);
  if (!list.ok) throw new Error(list.fault.detail);
  let askedAgain: string[] | undefined;
  const { result } = play(selectApplication(session, list.value), card, {
    choose: ({ candidates }) => {
      const aids = candidates.map((candidate) => toHex(candidate.aid));
      if (aids.includes(aid)) return aids.indexOf(aid);
      askedAgain = aids;
      return "cancelled";
    },
  });
  expect(card.remaining()).toBe(0);
  switch (outcomeOf(vector)) {
    case "EMV_OUTCOME_TRY_AGAIN":
      expect(askedAgain).toHaveLength(6);
      break;
    case "EMV_OUTCOME_CARD_ERROR":
      expect(result).toMatchObject({ ok: false, fault: { reason: "cardNotUsable" } });
      break;
    case "EMV_OUTCOME_NOT_ACCEPTED":
      expect(result).toMatchObject({ ok: false, fault: { reason: "noCommonApplication" } });
      break;
    default:
      expect(result.ok && toHex(result.value.aid)).toBe(aid);
  }
}

function judgeInitiation(vector: Vector): void {
  const transaction = transactionWith({});
  transaction.terminal.set(0x9f33, fromHex("60F0C8"));
  const fci = outcomeOf(vector) === undefined ? [] : [primitive(0x9f38, fromHex("9F3303"))];
  const card = scriptedCard(script(vector));
  const { result } = play(initiateApplication(transaction, fci), card);
  expect(card.remaining()).toBe(0);
  if (outcomeOf(vector) === "EMV_OUTCOME_GPO_NOT_ACCEPTED") {
    expect(result).toEqual({ ok: true, value: "conditionsNotSatisfied" });
  } else if (outcomeOf(vector) === "EMV_OUTCOME_CARD_ERROR") {
    expect(result).toMatchObject({ ok: false, fault: { reason: "cardNotUsable" } });
  } else {
    expect(result).toEqual({ ok: true, value: "initiated" });
    expect(toHex(transaction.card.get(0x82) ?? fromHex(""))).toBe(vector.aip_verify);
    expect(toHex(transaction.card.get(0x94) ?? fromHex(""))).toBe(vector.afl_verify);
  }
}

function judgeReading(vector: Vector): void {
  const transaction = transactionWith({ "82": "7800", "94": vector.afl ?? "" });
  const card = scriptedCard(script(vector));
  const { result } = play(readApplicationData(transaction), card);
  expect(card.remaining()).toBe(0);
  if (outcomeOf(vector) === undefined) expect(result.ok).toBe(true);
  else expect(result).toMatchObject({ ok: false, fault: { reason: "cardNotUsable" } });
}

/** The commands of upstream's T=0 tests, as APDUs; the reader's part is played by the test card. */
const TPDU_COMMANDS: Readonly<Record<string, string>> = {
  test_tpdu_case_1_normal: "12345678",
  test_tpdu_case_2_normal: "00B2010C00",
  test_tpdu_case_2_error_early: "00B2010C00",
  test_tpdu_case_3_normal: "0082000004DEADBEEF",
  test_tpdu_case_3_error_late: "0082000004DEADBEEF",
  test_tpdu_case_4_normal: "00A404000E315041592E5359532E444446303100",
  test_tpdu_case_4_error_early: "00A404000E315041592E5359532E444446303100",
  test_tpdu_case_4_normal_advanced: "00A404000E315041592E5359532E444446303100",
};

/**
 * Upstream's data are the answer without its status word, or the status word alone where there is nothing
 * else.
 */
function judgeTransport(vector: Vector, name: string): void {
  const card = scriptedCard(script(vector));
  const { result } = play(transmit(fromHex(TPDU_COMMANDS[name] ?? "")), tpduCard(card));
  expect(card.remaining()).toBe(0);
  if (!result.ok) throw new Error(result.fault.kind);
  const { data, sw } = result.value;
  expect(data.length > 0 ? toHex(data) : sw.toString(16).toUpperCase()).toBe(vector.data);
  if (data.length > 0) expect(sw).toBe(0x9000);
}

describe("the published exchanges of selection, initiation, reading and T=0", () => {
  test("every one of them is played to its end with the published outcome", () => {
    const vectors = readVectors<Vector>("emv/app_selection_and_read.json");
    if (vectors === undefined) return;
    const pse = vectors.find(({ id }) => id === "emv_select_application_test:test_pse");
    if (pse === undefined) throw new Error("the candidate list of final selection is missing");
    const judged = { emv_build_candidate_list_test: 0, emv_select_application_test: 0, others: 0 };
    for (const vector of vectors) {
      const [group, name = ""] = vector.id.split(":");
      if (group === "emv_build_candidate_list_test") judgeCandidateList(vector, name);
      else if (vector === pse) judgeCandidateList(vector, "test_sorted_app_priority");
      else if (group === "emv_select_application_test") judgeFinalSelection(vector, name, pse);
      else if (group === "emv_initiate_application_processing_test") judgeInitiation(vector);
      else if (group === "emv_read_application_data_test") judgeReading(vector);
      else if (group === "emv_ttl_tpdu_test") judgeTransport(vector, name);
      else throw new Error(`no judge for ${vector.id}`);
      if (group === "emv_build_candidate_list_test" || group === "emv_select_application_test")
        judged[group] += 1;
      else judged.others += 1;
    }
    expect(judged).toEqual({ emv_build_candidate_list_test: 10, emv_select_application_test: 7, others: 16 });
  });
});
