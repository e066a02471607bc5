import type { FieldLayout } from "./apdu-part.ts";
import type { Words } from "./commands-table.ts";

/** Fields of purse and PSAM commands and answers by their INS (purse-psam sections 2 and 4). */

const words = (en: string, zh: string): Words => ({ en, "zh-CN": zh });

const field = (en: string, zh: string, length: number, as?: FieldLayout["as"]): FieldLayout =>
  as === undefined ? { name: words(en, zh), length } : { name: words(en, zh), length, as };

const BALANCE = field("balance", "余额", 4, "money");
const AMOUNT = field("amount", "金额", 4, "money");
const TERMINAL = field("terminal number", "终端机编号", 6);
const KEY_INDEX = field("key index", "密钥索引", 1);
const KEY_VERSION = field("key version", "密钥版本", 1);
const ALGORITHM = field("algorithm", "算法标识", 1);
const RANDOM = field("random number", "随机数", 4);
const DATE = field("date", "日期", 4);
const TIME = field("time", "时间", 3);
const TYPE = field("transaction type", "交易类型", 1);
const ONLINE_COUNTER = field("online transaction counter", "联机交易序号", 2);
const OFFLINE_COUNTER = field("offline transaction counter", "脱机交易序号", 2);
const OVERDRAFT = field("overdraft limit", "透支限额", 3);
const TERMINAL_COUNTER = field("terminal transaction number", "终端交易序号", 4);
const mac = (name: string): FieldLayout => field(name, name, 4);

const PSAM_PURCHASE = [
  ...[RANDOM, OFFLINE_COUNTER, AMOUNT, TYPE, DATE, TIME, KEY_VERSION, ALGORITHM],
  field("card number", "卡号", 8, "secret"),
];

/** Whichever layout has as many bytes as the command. */
export const PURSE_COMMANDS: Readonly<Record<number, readonly (readonly FieldLayout[])[]>> = {
  80: [
    [KEY_INDEX, AMOUNT, TERMINAL],
    [KEY_INDEX, TERMINAL],
  ],
  82: [[DATE, TIME, mac("MAC2")]],
  84: [
    [TERMINAL_COUNTER, DATE, TIME, mac("MAC1")],
    [DATE, TIME, mac("MAC2")],
  ],
  88: [[OVERDRAFT, DATE, TIME, mac("MAC2")]],
  90: [[field("transaction counter", "交易序号", 2)]],
  112: [PSAM_PURCHASE, [...PSAM_PURCHASE, field("issuer or city factor", "发卡机构或城市分散因子", 8)]],
  114: [[mac("MAC2")]],
};

export const PURSE_ANSWERS: Readonly<Record<number, readonly (readonly FieldLayout[])[]>> = {
  80: [
    [BALANCE, OFFLINE_COUNTER, OVERDRAFT, KEY_VERSION, ALGORITHM, RANDOM],
    [BALANCE, ONLINE_COUNTER, KEY_VERSION, ALGORITHM, RANDOM, mac("MAC1")],
    [BALANCE, ONLINE_COUNTER, OVERDRAFT, KEY_VERSION, ALGORITHM, RANDOM, mac("MAC1")],
  ],
  82: [[mac("TAC")]],
  84: [[mac("TAC"), mac("MAC2")], [mac("MAC3")]],
  88: [[mac("TAC")]],
  90: [[mac("MAC"), mac("TAC")], [mac("TAC")]],
  92: [[BALANCE]],
  112: [[TERMINAL_COUNTER, mac("MAC1")]],
};
