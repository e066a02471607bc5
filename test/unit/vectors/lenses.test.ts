import { expect, test } from "vitest";
import { explainEscpos } from "../../../drivers/printer-escpos/lens.ts";
import { fromHex } from "../../../main/domain/bytes.ts";
import { explainApdus } from "../../../main/domain/emv/lens/apdu-lens.ts";
import { readVectors } from "./emv-vectors.ts";
import { readEscposVectors } from "./escpos-vectors.ts";

type Trace = {
  readonly id: string;
  readonly exchanges?: readonly { readonly c: string; readonly r: string | null }[];
};

/** This one was recorded byte by byte, so that headers, procedure bytes and data stand in lines of their own. */
const NOT_APDUS: ReadonlySet<string> = new Set(["pboc-ec-t0-javashuo"]);

test("every APDU of the recorded traces is found and named, whichever way the trace is written", () => {
  const traces = readVectors<Trace>("emv/apdu_traces.json") ?? [];
  for (const { id, exchanges = [] } of traces.filter((trace) => !NOT_APDUS.has(trace.id))) {
    const answered = (sign: string, text: string | null): string =>
      text ? `${sign}${text.replace(/../g, "$& ")}\n` : "";
    for (const [asked, told] of [
      ["> ", "< "],
      ["00000023 APDU: ", "00000144 SW: "],
    ] as const) {
      const text = exchanges.map(({ c, r }) => answered(asked, c) + answered(told, r)).join("");
      const nodes = explainApdus(text, "en");
      const wanted = exchanges.flatMap(({ r }) => (r ? ["command", "response"] : ["command"]));
      expect(
        nodes.map((node) => ("error" in node ? node.error : node.kind)),
        id,
      ).toEqual(wanted);
      expect(JSON.stringify(nodes), id).not.toContain("does not fit the list");
    }
  }
});

test("the streams of other encoders are read without a remainder, and show their text and nothing else", () => {
  for (const vector of readEscposVectors("escpos_php_commands")) {
    const nodes = explainEscpos(fromHex(String(vector["hex"])), "en");
    expect(nodes.filter((node) => "error" in node)).toEqual([]);
    const text = nodes.map((node) => ("text" in node ? node.text : "")).join("");
    expect(text, String(vector["id"])).toBe(String(vector["text"] ?? "").replaceAll("\n", ""));
  }
  const streams = [
    ...readEscposVectors("python_escpos").flatMap((vector) => (vector["outputs"] ?? []) as string[]),
    ...readEscposVectors("receiptline_streams").map((vector) => String(vector["hex"])),
  ];
  for (const hex of streams) {
    expect(explainEscpos(fromHex(hex), "en").filter((node) => "error" in node)).toEqual([]);
  }
});
