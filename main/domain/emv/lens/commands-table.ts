import type { Language } from "../../text/language.ts";

/**
 * The commands that the APDU lens knows: EMV and PBOC (emv-pboc sections 2, 3, 4.5, 7, 10 to 12, 15, 16.7 and 18), the
 * purse and its PSAM (purse-psam sections 2 and 4), the rest of ISO/IEC 7816-4, and the reader's own commands of PC/SC
 * part 3 (class FF).
 */

export type Words = Readonly<Record<Language, string>>;

export type CommandKind =
  | "select"
  | "readRecord"
  | "readBinary"
  | "updateBinary"
  | "updateRecord"
  | "appendRecord"
  | "getProcessingOptions"
  | "generateAc"
  | "internalAuthenticate"
  | "externalAuthenticate"
  | "getData"
  | "putData"
  | "getChallenge"
  | "getResponse"
  | "verify"
  | "changePin"
  | "issuerScript"
  | "pinScript"
  | "purse"
  | "other"
  | "secretOther";

/** Which values of CLA a row is about: bit 8 clear, bit 8 set, or the reader's own FF. */
export type CommandClass = "interindustry" | "proprietary" | "reader";

export type CommandRow = {
  readonly kind: CommandKind;
  readonly classes: readonly CommandClass[];
  readonly ins: number;
  readonly p1?: number;
  readonly name: string;
  readonly purpose: Words;
};

const BOTH = ["interindustry", "proprietary"] as const;

function row(
  kind: CommandKind,
  classes: CommandClass | readonly CommandClass[],
  ins: number,
  name: string,
  en: string,
  zh: string,
  p1?: number,
): CommandRow {
  const list = typeof classes === "string" ? [classes] : classes;
  return {
    kind,
    classes: list,
    ins,
    name,
    purpose: { en, "zh-CN": zh },
    ...(p1 === undefined ? {} : { p1 }),
  };
}

/** The first row that fits is the one. */
export const COMMANDS: readonly CommandRow[] = [
  row("select", "interindustry", 0xa4, "SELECT", "choose an application or a file", "选择应用或文件"),
  row("readRecord", "interindustry", 0xb2, "READ RECORD", "read one record", "读取一条记录"),
  row("readBinary", "interindustry", 0xb0, "READ BINARY", "read from a transparent file", "读取透明文件"),
  row(
    "updateBinary",
    "interindustry",
    0xd6,
    "UPDATE BINARY",
    "write into a transparent file",
    "更新透明文件",
  ),
  row("updateRecord", "interindustry", 0xdc, "UPDATE RECORD", "replace a record", "更新记录"),
  row("appendRecord", "interindustry", 0xe2, "APPEND RECORD", "add a record", "追加记录"),
  row(
    "getProcessingOptions",
    "proprietary",
    0xa8,
    "GET PROCESSING OPTIONS",
    "begin the transaction",
    "获取处理选项，开始交易",
  ),
  row("generateAc", "proprietary", 0xae, "GENERATE AC", "ask for a cryptogram", "请求应用密文"),
  row(
    "internalAuthenticate",
    "interindustry",
    0x88,
    "INTERNAL AUTHENTICATE",
    "have the card sign (DDA)",
    "内部认证（DDA）",
  ),
  row(
    "externalAuthenticate",
    BOTH,
    0x82,
    "EXTERNAL AUTHENTICATE",
    "give the card the issuer's proof",
    "外部认证，向卡片提供发卡行认证数据",
  ),
  row("getData", BOTH, 0xca, "GET DATA", "read one data object", "读取数据对象"),
  row(
    "getData",
    "reader",
    0xca,
    "GET DATA (reader)",
    "ask the reader about the card",
    "读取读卡器中的卡片信息",
  ),
  row("putData", BOTH, 0xda, "PUT DATA", "write one data object", "写入数据对象"),
  row("getChallenge", "interindustry", 0x84, "GET CHALLENGE", "ask for a random number", "取随机数"),
  row(
    "getResponse",
    "interindustry",
    0xc0,
    "GET RESPONSE",
    "fetch the waiting answer (T=0)",
    "取响应数据（T=0）",
  ),
  row("verify", "interindustry", 0x20, "VERIFY", "check the PIN", "校验 PIN"),
  row("changePin", "interindustry", 0x24, "CHANGE REFERENCE DATA", "change the PIN", "修改 PIN"),
  row("changePin", "interindustry", 0x2c, "RESET RETRY COUNTER", "unblock the PIN", "重置 PIN 重试计数器"),
  row("issuerScript", "proprietary", 0x16, "CARD BLOCK", "block the whole card (script)", "卡片锁定（脚本）"),
  row(
    "issuerScript",
    "proprietary",
    0x18,
    "APPLICATION UNBLOCK",
    "unblock the application (script)",
    "应用解锁（脚本）",
  ),
  row(
    "issuerScript",
    "proprietary",
    0x1e,
    "APPLICATION BLOCK",
    "block the application (script)",
    "应用锁定（脚本）",
  ),
  row(
    "pinScript",
    "proprietary",
    0x24,
    "PIN CHANGE/UNBLOCK",
    "change or unblock the PIN (script)",
    "PIN 修改/解锁（脚本）",
  ),
  row("purse", "proprietary", 0x5c, "GET BALANCE", "read the purse's balance", "读取钱包余额"),
  row("purse", "proprietary", 0x50, "INITIALIZE FOR LOAD", "begin a load", "圈存初始化", 0x00),
  row("purse", "proprietary", 0x50, "INITIALIZE FOR PURCHASE", "begin a purchase", "消费初始化", 0x01),
  row("purse", "proprietary", 0x50, "INITIALIZE FOR CASH WITHDRAW", "begin a withdrawal", "取现初始化", 0x02),
  row(
    "purse",
    "proprietary",
    0x50,
    "INITIALIZE FOR CAPP PURCHASE",
    "begin a compound purchase",
    "复合消费初始化",
    0x03,
  ),
  row(
    "purse",
    "proprietary",
    0x50,
    "INITIALIZE FOR UPDATE",
    "begin a change of the overdraft limit",
    "修改透支限额初始化",
    0x04,
  ),
  row("purse", "proprietary", 0x50, "INITIALIZE FOR UNLOAD", "begin an unload", "圈提初始化", 0x05),
  row("purse", "proprietary", 0x52, "CREDIT FOR LOAD", "book the load", "圈存"),
  row("purse", "proprietary", 0x54, "DEBIT FOR PURCHASE", "book the purchase", "消费扣款", 0x01),
  row("purse", "proprietary", 0x54, "DEBIT FOR UNLOAD", "book the unload", "圈提", 0x03),
  row("purse", "proprietary", 0x58, "UPDATE OVERDRAFT LIMIT", "book the new limit", "修改透支限额"),
  row(
    "purse",
    "proprietary",
    0x5a,
    "GET TRANSACTION PROVE",
    "ask whether the last transaction was booked",
    "取交易认证",
  ),
  row(
    "changePin",
    "proprietary",
    0x5e,
    "CHANGE PIN / RELOAD PIN",
    "change or reload the PIN",
    "修改/重装 PIN",
  ),
  row(
    "purse",
    "proprietary",
    0x70,
    "INIT SAM FOR PURCHASE",
    "have the PSAM make MAC1",
    "PSAM 消费初始化，计算 MAC1",
  ),
  row("purse", "proprietary", 0x72, "CREDIT SAM FOR PURCHASE", "have the PSAM check MAC2", "PSAM 校验 MAC2"),
  row(
    "secretOther",
    "proprietary",
    0x1a,
    "INIT FOR DESCRYPT",
    "choose a key of the PSAM",
    "PSAM 通用计算初始化",
  ),
  row("secretOther", "proprietary", 0xfa, "DES CRYPT", "have the PSAM compute", "PSAM 通用加密计算"),
  row(
    "other",
    "proprietary",
    0xdc,
    "UPDATE CAPP DATA CACHE",
    "write a compound application's record",
    "更新复合应用数据缓存",
  ),
  row(
    "other",
    "proprietary",
    0xde,
    "UPDATE CAPP DATA CACHE",
    "write a segment fee record",
    "更新扩展应用数据缓存",
  ),
  row("readRecord", "proprietary", 0xb4, "READ CAPP DATA", "read a segment fee record", "读取扩展应用数据"),
  row("other", "proprietary", 0x12, "SECURITY UPDATE", "update under a MAC", "安全更新"),
  row("other", "interindustry", 0x70, "MANAGE CHANNEL", "open or close a channel", "管理逻辑通道"),
  row("other", "interindustry", 0xc2, "ENVELOPE", "carry a longer command", "信封命令"),
  row("other", "interindustry", 0x22, "MANAGE SECURITY ENVIRONMENT", "choose keys", "管理安全环境"),
  row(
    "secretOther",
    "interindustry",
    0x2a,
    "PERFORM SECURITY OPERATION",
    "sign, verify or encipher",
    "执行安全操作",
  ),
  row("other", "interindustry", 0x04, "DEACTIVATE FILE", "invalidate a file", "停用文件"),
  row("other", "interindustry", 0x44, "ACTIVATE FILE", "make a file valid again", "激活文件"),
  row(
    "other",
    "proprietary",
    0x2a,
    "COMPUTE CRYPTOGRAPHIC CHECKSUM",
    "make a dynamic card code (magnetic stripe mode)",
    "计算动态校验码（磁条模式）",
  ),
  row("other", "proprietary", 0xf2, "GET STATUS", "list applications (GlobalPlatform)", "获取状态"),
  row("secretOther", "proprietary", 0xd8, "PUT KEY", "load keys (GlobalPlatform)", "装载密钥"),
  row("secretOther", "proprietary", 0xe2, "STORE DATA", "personalise (GlobalPlatform)", "个人化数据"),
  row("secretOther", "reader", 0x82, "LOAD KEYS (reader)", "load a key into the reader", "向读卡器装载密钥"),
  row(
    "other",
    "reader",
    0x86,
    "GENERAL AUTHENTICATE (reader)",
    "open a sector of a storage card",
    "扇区认证",
  ),
  row("readBinary", "reader", 0xb0, "READ BINARY (reader)", "read a storage card", "读取存储卡"),
  row("updateBinary", "reader", 0xd6, "UPDATE BINARY (reader)", "write to a storage card", "写入存储卡"),
];

/** Application identifiers and names in full, hexadecimal (emv-pboc 2.5, purse-psam section 1). */
export const APPLICATION_NAMES: Readonly<Record<string, Words>> = {
  "315041592E5359532E4444463031": {
    en: "1PAY.SYS.DDF01: list of applications (contact)",
    "zh-CN": "1PAY.SYS.DDF01：支付系统环境（接触）",
  },
  "325041592E5359532E4444463031": {
    en: "2PAY.SYS.DDF01: list of applications (contactless)",
    "zh-CN": "2PAY.SYS.DDF01：近距离支付系统环境（非接触）",
  },
  A000000333010101: { en: "UnionPay debit", "zh-CN": "银联借记" },
  A000000333010102: { en: "UnionPay credit", "zh-CN": "银联贷记" },
  A000000333010103: { en: "UnionPay quasi-credit", "zh-CN": "银联准贷记" },
  A000000333010106: { en: "UnionPay electronic cash", "zh-CN": "银联纯电子现金" },
  A000000333010108: { en: "UnionPay US common debit", "zh-CN": "银联美国通用借记" },
  A000000632010105: { en: "Transport Union purse", "zh-CN": "交通联合电子钱包" },
  A000000632010106: { en: "Transport Union electronic cash", "zh-CN": "交通联合电子现金" },
  A00000000386980701: { en: "city one-card purse", "zh-CN": "城市一卡通钱包" },
  A00000000386980702: { en: "city one-card monthly pass", "zh-CN": "城市一卡通月票" },
};

/** Registered providers: the first five bytes of an application identifier. */
export const PROVIDER_NAMES: Readonly<Record<string, Words>> = {
  A000000333: { en: "an application of UnionPay", "zh-CN": "银联应用" },
  A000000632: { en: "an application of Transport Union", "zh-CN": "交通联合应用" },
  A000000003: { en: "an application of Visa", "zh-CN": "Visa 应用" },
  A000000004: { en: "an application of Mastercard", "zh-CN": "万事达应用" },
  A000000025: { en: "an application of American Express", "zh-CN": "美国运通应用" },
  A000000065: { en: "an application of JCB", "zh-CN": "JCB 应用" },
  A000000152: { en: "an application of Discover", "zh-CN": "Discover 应用" },
};
