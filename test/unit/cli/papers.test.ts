import { expect, test } from "vitest";
import { EXIT } from "../../../main/cli/exit-code.ts";
import { TillLine } from "../../support/till-line.ts";

const SALE = ["sale", "--operator", "li", "--pay", "cash"];

type Row = {
  readonly name: string;
  prepare(till: TillLine): void;
  mend(till: TillLine): void;
  readonly en: string;
  readonly zh: string;
};

const ROWS: readonly Row[] = [
  {
    name: "unplugged",
    prepare: (till) => till.counter.printerLink.unplug(),
    mend: (till) => till.counter.printerLink.plugIn(),
    en: "the printer is unplugged or switched off",
    zh: "打印机未连接或未开机",
  },
  {
    name: "out of paper",
    prepare: (till) => till.counter.printer.cutPaperTo(0),
    mend: (till) => till.counter.printer.loadPaper(30_000),
    en: "the printer is out of paper",
    zh: "打印机缺纸",
  },
  {
    name: "out of paper in the middle of a receipt",
    prepare: (till) => till.counter.printer.cutPaperTo(20),
    mend: (till) => till.counter.printer.loadPaper(30_000),
    en: "the printer is out of paper",
    zh: "打印机缺纸",
  },
  {
    name: "open",
    prepare: (till) => till.counter.printer.openCover(),
    mend: (till) => till.counter.printer.closeCover(),
    en: "the cover of the printer is open",
    zh: "打印机上盖打开",
  },
  {
    name: "offline",
    prepare: (till) => till.counter.printer.goOffline(),
    mend: (till) => till.counter.printer.goOnline(),
    en: "the printer is offline",
    zh: "打印机脱机",
  },
];

test.each(ROWS)("a printer that is $name changes no sale, and the papers come later", async (row) => {
  const till = await TillLine.openForCash();
  row.prepare(till);
  const english = await till.run([...SALE, "--amount", "5", "--lang", "en"]);
  expect(english).toMatchObject({ exitCode: EXIT.done, out: "Sold: receipt 000001, CNY 5.00.\n" });
  expect(english.err).toBe(
    `A paper was not printed: ${row.en}. The sale is done. It prints by itself with the next command, when the printer is ready.\n`,
  );
  const chinese = await till.run([...SALE, "--amount", "6", "--lang", "zh-CN"]);
  expect(chinese).toMatchObject({ exitCode: EXIT.done, out: "已售：小票 000002，¥6.00。\n" });
  expect(chinese.err).toContain(`单据没有打印：${row.zh}。交易已完成。`);
  const again = await till.run(["reprint", "--operator", "li", "--receipt", "1", "--lang", "en"]);
  expect(again.exitCode).toBe(EXIT.unavailable);
  expect(again.err).toContain(`${row.en}. Nothing else changed. Put that right and try again.`);
  expect((await till.run(["doctor", "--lang", "en"])).out).toContain("! Papers: 2 not printed yet.");
  row.mend(till);
  const recovered = await till.run(["recover", "--lang", "en"]);
  expect(recovered).toMatchObject({ exitCode: EXIT.done });
  expect(recovered.out).toContain("Papers that were still owed are printed: 2.\nNothing is open.\n");
  const printed = till.mustDo(await till.run(["reprint", "--operator", "li", "--receipt", "1", "--json"]));
  expect(printed.json).toMatchObject({
    documents: [{ documentId: "receipt-1", kind: "saleReceipt", number: 1, print: "printed" }],
  });
});

test("a shop without a printer sells, and says so when a copy is asked for", async () => {
  const till = await TillLine.openForCash((file) => ({ ...file, devices: { cardReader: { kind: "pcsc" } } }));
  till.devices = {};
  till.mustDo(await till.run([...SALE, "--amount", "5"]));
  const again = await till.run(["reprint", "--operator", "li", "--receipt", "1", "--lang", "en"]);
  expect(again).toMatchObject({ exitCode: EXIT.unavailable });
  expect(again.err).toBe("No printer is configured. Nothing was printed. Add it to terminal.json.\n");
});
