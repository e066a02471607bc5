import { expect, test } from "vitest";
import {
  decodeSettlementText,
  readSettlementMapping,
  STANDARD_MAPPING,
} from "../../../../main/config/settlement-mapping.ts";
import { readSettlementFile } from "../../../../main/domain/reconcile/read-settlement-file.ts";

const HEADING =
  "settlementDate,tid,mid,batchNumber,stan,rrn,type,amountFen,cardLast4,responseCode,approvalCode,feeFen";
const ROW = "2026-11-23,10000001,898100012340003,000007,000042,000000000042,sale,1234,0001,00,A00042,5";

const RECORD = {
  line: 2,
  settlementDate: "2026-11-23",
  tid: "10000001",
  mid: "898100012340003",
  batchNumber: 7,
  stan: 42,
  rrn: "000000000042",
  type: "sale",
  amountFen: 1234n,
  cardLast4: "0001",
  responseCode: "00",
  approvalCode: "A00042",
  feeFen: 5n,
};

const read = (...lines: string[]) => readSettlementFile(lines.join("\r\n"), STANDARD_MAPPING);

test("our own columns are read, with and without the last line's end, a byte order mark and quotes", () => {
  expect(read(HEADING, ROW, "")).toEqual({ ok: true, value: [RECORD] });
  expect(read(HEADING, ROW)).toEqual({ ok: true, value: [RECORD] });
  expect(readSettlementFile(`\uFEFF${HEADING}\n${ROW}\n`, STANDARD_MAPPING)).toEqual({
    ok: true,
    value: [RECORD],
  });
  expect(read(HEADING, ROW.replaceAll(/[^,]+/g, '"$&"'))).toEqual({ ok: true, value: [RECORD] });
  expect(read(HEADING)).toEqual({ ok: true, value: [] });
});

test("what is empty is absent, and of a card number only the last four digits are taken", () => {
  expect(read(HEADING, ",10000001,,7,42,,void,0,622202******0001,,,-7")).toEqual({
    ok: true,
    value: [
      {
        ...{ line: 2, tid: "10000001", batchNumber: 7, stan: 42, type: "void", amountFen: 0n },
        ...{ cardLast4: "0001", feeFen: -7n },
      },
    ],
  });
});

const BAD: readonly { readonly name: string; readonly lines: readonly string[]; readonly fault: object }[] = [
  { name: "nothing", lines: [""], fault: { kind: "noHeading" } },
  {
    name: "an unknown column",
    lines: [`${HEADING},remark`, `${ROW},x`],
    fault: { kind: "unknownColumn", column: "remark" },
  },
  {
    name: "a file without a heading, whose digits are not shown",
    lines: [ROW],
    fault: { kind: "unknownColumn", column: "2026-11-23" },
  },
  { name: "a column twice", lines: [`${HEADING},stan`], fault: { kind: "columnTwice", column: "stan" } },
  {
    name: "a column that is needed and missing",
    lines: [HEADING.replace(",amountFen", "")],
    fault: { kind: "columnMissing", column: "amountFen" },
  },
  {
    name: "a row that is too short",
    lines: [HEADING, ROW, ROW.replace(",5", "")],
    fault: { kind: "wrongCellCount", line: 3, cells: 11, columns: 12 },
  },
  {
    name: "a quote inside a cell",
    lines: [HEADING, ROW.replace("sale", 'sa"le')],
    fault: { kind: "strayQuote", line: 2 },
  },
  {
    name: "an open quote",
    lines: [HEADING, ROW.replace("sale", '"sale')],
    fault: { kind: "openQuote", line: 2 },
  },
  {
    name: "an unknown type",
    lines: [HEADING, ROW.replace("sale", "消费")],
    fault: { kind: "unknownType", line: 2 },
  },
  ...[
    ["amountFen", "1234", "12.34"],
    ["amountFen", "1234", "-1234"],
    ["amountFen", "1234", "1".repeat(13)],
    ["stan", "000042", "0000421"],
    ["batchNumber", "000007", "x"],
    ["rrn", "000000000042", "0000000000421"],
    ["cardLast4", "0001", "001"],
    ["responseCode", "00", "0"],
    ["feeFen", "5", "0.5"],
  ].map(([column = "", from = "", to = ""]) => ({
    name: `${column} ${to}`,
    lines: [HEADING, `${ROW},`.replace(`,${from},`, `,${to},`).slice(0, -1)],
    fault: { kind: "badValue", line: 2, column },
  })),
];

test.each(BAD)("$name is a fault by name", ({ lines, fault }) => {
  expect(read(...lines)).toMatchObject({ ok: false, fault });
});

/** 清算日期 and so on in GBK, by hand: the mapping names them, the file has them. */
const CHINESE = {
  format: "jinka-settlement-mapping",
  formatVersion: 1,
  encoding: "gbk",
  separator: ";",
  amountUnit: "yuan",
  columns: { tid: "终端号", batchNumber: "批次", stan: "凭证号", type: "交易", amountFen: "金额" },
  ignored: ["备注"],
  types: { 消费: "sale", 撤销: "void" },
};

test("another acquirer's file is read by a mapping: GBK, its words, yuan", () => {
  const mapping = readSettlementMapping(JSON.stringify(CHINESE));
  if (!mapping.ok) throw new Error("the mapping is good");
  // 终端号;批次;凭证号;交易;金额;备注
  const heading = "d6d5b6cbbac53bc5fab4ce3bc6bed6a4bac53bbdbbd2d73bbdf0b6ee3bb1b8d7a20a";
  // 10000001;7;42;消费;12.3;
  const row = "31303030303030313b373b34323bcffbb7d13b31322e333b0a";
  const text = decodeSettlementText(Buffer.from(heading + row, "hex"), mapping.value.encoding);
  expect(readSettlementFile(text ?? "", mapping.value)).toEqual({
    ok: true,
    value: [{ line: 2, tid: "10000001", batchNumber: 7, stan: 42, type: "sale", amountFen: 1230n }],
  });
  expect(decodeSettlementText(Buffer.from(heading, "hex"), "utf-8")).toBeUndefined();
});

const BAD_MAPPINGS: readonly (readonly [string, object])[] = [
  ["{", { kind: "notJson" }],
  [JSON.stringify({ ...CHINESE, encoding: "latin1" }), { kind: "mistake", path: "encoding" }],
  [JSON.stringify({ ...CHINESE, colums: {} }), { kind: "mistake", path: "colums" }],
  [JSON.stringify({ ...CHINESE, types: { x: "gift" } }), { kind: "mistake", path: "types.x" }],
  [JSON.stringify({ ...CHINESE, columns: { pan: "卡号" } }), { kind: "mistake", path: "columns.pan" }],
  ["[]", { kind: "mistake", path: "" }],
];

test.each(BAD_MAPPINGS)("the mapping %s is refused by name", (text, fault) => {
  expect(readSettlementMapping(text)).toEqual({ ok: false, fault });
});
