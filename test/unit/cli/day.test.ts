import { describe, expect, test } from "vitest";
import { EXIT } from "../../../main/cli/exit-code.ts";
import { TillLine } from "../../support/till-line.ts";

/**
 * A shop day by command lines, and the JSON that `docs/cli.md` promises to programs. Money is whole fen; a member is
 * only ever added.
 */
const LI = ["--operator", "li"];

describe("a day, as a program sees it", () => {
  test("goods, cash and change", async () => {
    const till = await TillLine.openForCash();
    const sold = till.mustDo(
      await till.run([
        "sale",
        ...LI,
        "--item",
        "6901001100000*2",
        "--pay",
        "cash:100",
        "--json",
        "--lang",
        "en",
      ]),
    );
    expect(sold.json).toEqual({
      ok: true,
      exitCode: 0,
      sale: {
        saleNumber: 1,
        status: "completed",
        receiptNumber: 1,
        totalFen: 5760,
        roundingFen: 0,
        paidFen: 5760,
        dueFen: 0,
        changeFen: 4240,
        lines: [
          {
            lineNumber: 1,
            code: "6901001100000",
            name: "Longjing tea 50 g",
            quantityMilli: 2000,
            sumFen: 5760,
          },
        ],
        tenders: [{ kind: "cash", tenderNumber: 1, amountFen: 5760, status: "paid" }],
        payments: [],
      },
      documents: [{ documentId: "receipt-1", kind: "saleReceipt", number: 1, print: "printed", attempts: 1 }],
    });
    expect(sold.err).toBe("");
  });

  test("a split of cash and card, and its void", async () => {
    const till = await TillLine.open();
    till.insert("debit");
    const words = [
      "sale",
      ...LI,
      "--amount",
      "20",
      "--pay",
      "cash:5.00",
      "--pay",
      "card",
      "--json",
      "--lang",
      "en",
    ];
    const sold = till.mustDo(await till.run(words));
    expect(sold.json).toMatchObject({
      ok: true,
      exitCode: 0,
      sale: {
        totalFen: 2000,
        paidFen: 2000,
        tenders: [
          { kind: "cash", tenderNumber: 1, amountFen: 500, status: "paid" },
          { kind: "card", tenderNumber: 2, amountFen: 1500, status: "paid" },
        ],
        payments: [
          {
            kind: "sale",
            phase: "approved",
            amountFen: 1500,
            tid: "10000001",
            maskedPan: expect.stringMatching(/^\d{6}\*+\d{4}$/),
            label: "PBOC DEBIT",
            pinEntered: true,
            responseCode: "00",
            cryptogramType: "TC",
            message: "Paid CNY 15.00. Take the card.",
          },
        ],
      },
    });
    const voided = till.mustDo(await till.run(["void", ...LI, "--receipt", "1", "--json"]));
    expect(voided.json).toMatchObject({
      ok: true,
      exitCode: 0,
      cashReturnedFen: 500,
      sale: { status: "voided", receiptNumber: 1, voidNumber: 2, paidFen: 0 },
    });
  });

  test("cash that is not enough stays by name, is paid later, or is given back", async () => {
    const till = await TillLine.openForCash();
    const short = await till.run(["sale", ...LI, "--amount", "5", "--pay", "cash:1", "--lang", "en"]);
    expect(short.exitCode).toBe(EXIT.refused);
    expect(short.err).toBe(
      "CNY 1.00 of sale 1 is paid, CNY 4.00 is due. Go on with `jinka sale --resume 1 --pay ...`, or give it back with `jinka void --sale 1`.\n",
    );
    expect((await till.run(["recover", "--lang", "en"])).out).toContain("Sale 1: CNY 1.00 is paid");
    const rest = till.mustDo(
      await till.run(["sale", ...LI, "--resume", "1", "--pay", "cash", "--lang", "en"]),
    );
    expect(rest.out).toBe("Sold: receipt 000001, CNY 5.00.\n");
    await till.run(["sale", ...LI, "--amount", "6", "--pay", "cash:2"]);
    const back = till.mustDo(await till.run(["void", ...LI, "--sale", "2", "--lang", "en"]));
    expect(back.out).toBe("The sale is taken back: number 000002.\nHand back CNY 2.00 in cash.\n");
  });

  test("a tender that is not needed any more is not taken", async () => {
    const till = await TillLine.openForCash();
    const words = ["sale", ...LI, "--amount", "5", "--pay", "cash:10", "--pay", "card", "--lang", "en"];
    const sold = till.mustDo(await till.run(words));
    expect(sold.err).toBe(
      "The sale is paid in full already. The ways of paying that follow were not needed.\n",
    );
    expect(sold.out).toBe("Sold: receipt 000001, CNY 5.00.\nChange: CNY 5.00.\n");
  });

  test("a signature is judged at once, later, or refused", async () => {
    const till = await TillLine.open();
    till.insert("credit");
    const sale = (amount: string) => ["sale", ...LI, "--amount", amount, "--pay", "card", "--lang", "en"];
    const open = till.mustDo(await till.run(sale("30")));
    const stan = Number(/--stan (\d+)/.exec(open.err)?.[1]);
    expect(open.err).toContain("The signature is not judged yet. The payment counts meanwhile.");
    const accepted = await till.run(["signature", "yes", ...LI, "--stan", String(stan), "--lang", "en"]);
    expect(till.mustDo(accepted).out).toBe("The signature is accepted.\n");
    const none = await till.run(["signature", "yes", ...LI, "--receipt", "1", "--json"]);
    expect(none.json).toMatchObject({ exitCode: EXIT.refused, error: { kind: "refused.noSignatureDue" } });
    till.mustDo(await till.run([...sale("31"), "--signature", "yes"]));
    const refused = await till.run([...sale("32"), "--signature", "no", "--json"]);
    expect(refused.json).toMatchObject({
      ok: false,
      exitCode: EXIT.declined,
      error: { kind: "signatureRefused", message: expect.stringContaining("The money goes back") },
      sale: { status: "voided" },
    });
    till.mustDo(await till.run(sale("33")));
    const later = till.mustDo(await till.run(["signature", "no", ...LI, "--receipt", "5", "--lang", "en"]));
    expect(later.out).toContain("CNY 33.00 goes back to the card.");
  });

  test("X, Z and the journal agree", async () => {
    const till = await TillLine.open();
    till.insert("debit");
    till.mustDo(await till.run(["sale", ...LI, "--amount", "12.34", "--pay", "card"]));
    till.mustDo(await till.run(["sale", ...LI, "--amount", "10", "--pay", "cash"]));
    const x = till.mustDo(await till.run(["report", "x", ...LI, "--json"]));
    expect(x.json).toMatchObject({
      ok: true,
      xNumber: 1,
      report: {
        shiftNumber: 1,
        floatFen: 10_000,
        netSaleFen: 2234,
        expectedCashFen: 11_000,
        totals: { saleCount: 2, cashSaleFen: 1000, cardSaleFen: 1234 },
        batches: [{ tid: "10000001", netFen: 1234 }],
        open: [],
      },
    });
    const z = till.mustDo(await till.run(["shift", "close", ...LI, "--counted", "109.00", "--json"]));
    expect(z.json).toMatchObject({
      ok: true,
      zNumber: 1,
      report: { countedFen: 10_900, cashDifferenceFen: -100, netSaleFen: 2234 },
      paper: expect.arrayContaining([expect.stringContaining("-1.00")]),
    });
    const again = till.mustDo(await till.run(["report", "z", "--json"]));
    expect(again.json).toMatchObject({ zNumber: 1, paper: (z.json as { paper: string[] }).paper });
    const journal = till.mustDo(await till.run(["journal", "--limit", "1000", "--json", "--lang", "en"]));
    const { head, rows } = journal.json as {
      head: { seq: number; hash: string };
      rows: { seq: number; at: string; type: string; sentence: string; event: Record<string, unknown> }[];
    };
    expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: head.seq }, (_, i) => i + 1));
    expect(head.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(rows.find(({ type }) => type === "hostApproved")).toMatchObject({
      sentence: "The bank approved (code 00)",
      event: { answer: { responseCode: "00" } },
    });
    expect(rows.find(({ type }) => type === "shiftClosed")?.event).toMatchObject({ countedFen: 10_900 });
    for (const { sentence } of rows) expect(sentence).not.toMatch(/[{}]|undefined/);
    const page = await till.run(["journal", "--limit", "2", "--before", "4", "--json"]);
    expect((page.json as { rows: { seq: number }[] }).rows.map(({ seq }) => seq)).toEqual([2, 3]);
    const chinese = await till.run(["journal", "--limit", "1000", "--lang", "zh-CN"]);
    for (const line of chinese.out.trimEnd().split("\n")) expect(line).toMatch(/[一-鿿]/);
  });

  test("operators, keys and the doctor", async () => {
    const till = await TillLine.open();
    expect((await till.run(["operator", "list", "--json"])).json).toEqual({
      ok: true,
      exitCode: 0,
      operators: [{ name: "li", role: "owner" }],
    });
    expect((await till.run(["operator", "list", "--lang", "zh-CN"])).out).toBe("li  店主\n");
    expect((await till.run(["keys", "status", "--json"])).json).toMatchObject({
      ok: true,
      serial: expect.any(String),
      masterKeyKcv: "0D28E175",
      macKeyKcv: expect.stringMatching(/^[0-9A-F]{8}$/),
    });
    expect((await till.run(["sign-in", "--json"])).json).toMatchObject({ ok: true, batchNumber: 2 });
    const doctor = await till.run(["doctor", "--json"]);
    expect(doctor.json).toMatchObject({
      ok: true,
      exitCode: 0,
      paths: { dataDirectory: till.dataDirectory, keyDirectory: till.keyDirectory },
    });
    const { findings } = doctor.json as { findings: { name: string; isFine: boolean; sentence: string }[] };
    expect(findings.map(({ name }) => name)).toEqual([
      ...["disk", "journal", "clock", "configuration", "operators", "shift"],
      ...["secureModule", "cardReader", "printer", "host", "reversals"],
    ]);
    expect(findings.every(({ isFine, sentence }) => isFine && sentence !== "")).toBe(true);
  });

  test("the language is the shop's, and the command line's where it asks for another", async () => {
    const till = await TillLine.openForCash((file) => ({ ...file, language: "en" }));
    const sale = ["sale", ...LI, "--amount", "5", "--pay", "cash"];
    expect((await till.run(sale, { environment: { LANG: "zh_CN.UTF-8" } })).out).toContain("Sold:");
    expect((await till.run([...sale, "--lang", "zh-CN"])).out).toContain("已售");
  });

  test("setup may come again; the books stay", async () => {
    const till = await TillLine.open();
    till.mustDo(await till.run(["sale", ...LI, "--amount", "5", "--pay", "cash"]));
    const file = await till.writeConfiguration((sample) => ({ ...sample, language: "en" }));
    const again = till.mustDo(await till.run(["setup", "--file", file, "--json"]));
    expect(again.json).toEqual({ ok: true, exitCode: 0, tid: "10000001", mid: "103290070110001" });
    till.insert("debit");
    till.mustDo(await till.run(["sale", ...LI, "--amount", "6", "--pay", "card"]));
    const other = await till.writeConfiguration((sample) => ({
      ...sample,
      acquirer: { ...sample.acquirer, tid: "10000002" },
    }));
    const moved = await till.run(["setup", "--file", other, "--lang", "en"]);
    expect(moved).toMatchObject({ exitCode: EXIT.refused, commits: [] });
    expect(moved.err).toContain("still has records. Nothing was changed. Settle it first.");
  });

  test("a wrong configuration changes nothing, and every mistake has its line", async () => {
    const till = await TillLine.openForCash();
    const file = await till.writeConfiguration((sample) => ({ ...sample, colour: "green", limits: {} }));
    const refused = await till.run(["setup", "--file", file, "--lang", "en"]);
    expect(refused).toMatchObject({ exitCode: EXIT.refused, out: "", commits: [] });
    expect(refused.err).toBe(
      `The file ${file} has mistakes. Nothing was changed. Mend these places:\n` +
        "  limits.saleMaxFen: it is missing\n  colour: there is no such member; check its spelling\n",
    );
    const chinese = await till.run(["setup", "--file", file, "--lang", "zh-CN", "--json"]);
    expect(chinese.json).toMatchObject({
      error: { kind: "refused.config" },
      mistakes: [
        { path: "limits.saleMaxFen", kind: "missing", message: "缺少" },
        { path: "colour", kind: "unknownMember", message: "没有这一项，请核对拼写" },
      ],
    });
  });
});
