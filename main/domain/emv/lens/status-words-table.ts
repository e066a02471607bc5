import type { CommandKind, Words } from "./commands-table.ts";

/**
 * Status words (ISO/IEC 7816-4 5.1.3; emv-pboc sections 2, 3, 7 and 11; purse-psam section 2). A meaning that a command
 * gives to one of them stands first.
 */

const words = (en: string, zh: string): Words => ({ en, "zh-CN": zh });

export const STATUS_WORDS_OF_COMMANDS: Readonly<
  Partial<Record<CommandKind, Readonly<Record<number, Words>>>>
> = {
  select: {
    25219: words("selected, and blocked", "已选择，但应用或文件已锁定"),
    27265: words("the card is blocked, or does not know SELECT", "卡片已锁定或不支持选择命令"),
    27266: words("there is no such application or file (any more)", "没有（更多）该应用或文件"),
  },
  readRecord: { 27267: words("there is no such record", "没有该记录") },
  getProcessingOptions: {
    27013: words(
      "conditions of use not satisfied: take another application or interface",
      "使用条件不满足：请更换应用或界面",
    ),
    27014: words("see the phone: the holder has to confirm there", "请查看手机：需持卡人在手机上确认"),
  },
  externalAuthenticate: {
    25344: words("issuer authentication failed", "发卡行认证失败"),
    27013: words("issuer authentication was done already", "发卡行认证已执行过"),
  },
  verify: {
    27011: words("the PIN is blocked: no tries are left", "PIN 已锁定：无剩余次数"),
    27012: words("the PIN cannot be used: no tries are left", "PIN 不可用：无剩余次数"),
  },
  getData: { 27272: words("the card does not have this data object", "卡片没有该数据对象") },
};

export const STATUS_WORDS: Readonly<Record<number, Words>> = {
  36864: words("done", "成功"),
  25088: words("warning, nothing changed", "警告，状态未改变"),
  25217: words("part of the answer may be damaged", "部分返回数据可能损坏"),
  25218: words("the file ended before the answer was complete", "已到文件末尾，数据不足"),
  25219: words("the file or application is blocked", "文件或应用已锁定"),
  25220: words("the FCI has the wrong form, or the file is invalidated", "FCI 格式错误或文件无效"),
  25344: words("authentication failed", "认证失败"),
  25600: words("execution error, nothing changed", "执行错误，状态未改变"),
  25856: words("execution error, something changed", "执行错误，状态已改变"),
  25985: words("the memory failed", "存储器故障"),
  26368: words("wrong length", "长度错误"),
  26624: words("not supported for this class", "CLA 功能不支持"),
  26753: words("logical channels not supported", "不支持逻辑通道"),
  26754: words("secure messaging not supported", "不支持安全报文"),
  26880: words("not allowed", "命令不允许"),
  26881: words("not allowed in this state", "当前状态不允许该命令"),
  27009: words("wrong kind of file", "文件类型不符"),
  27010: words("security status not satisfied", "安全状态不满足"),
  27011: words("authentication method blocked", "认证方法已锁定"),
  27012: words("reference data invalidated, or no random number", "引用数据无效或未取随机数"),
  27013: words("conditions of use not satisfied", "使用条件不满足"),
  27014: words("no file is selected", "未选择文件"),
  27015: words("secure messaging data missing", "缺少安全报文数据"),
  27016: words("secure messaging data wrong (MAC)", "安全报文数据错误（MAC）"),
  27136: words("wrong P1 or P2", "P1 P2 错误"),
  27264: words("wrong data", "数据错误"),
  27265: words("function not supported, or application locked", "功能不支持或应用已锁定"),
  27266: words("file or application not found", "未找到文件或应用"),
  27267: words("record not found", "未找到记录"),
  27268: words("not enough space", "空间不足"),
  27270: words("wrong P1 or P2", "P1 P2 错误"),
  27272: words("referenced data not found", "未找到引用数据"),
  27392: words("wrong P1 or P2, or offset beyond the file", "P1 P2 错误或偏移超出文件"),
  27904: words("the card does not know this instruction", "不支持该指令（INS）"),
  28160: words("the card does not know this class", "不支持该类别（CLA）"),
  28416: words("error without diagnosis", "未知错误"),
  37633: words("not enough money", "余额不足"),
  37634: words("MAC wrong", "MAC 错误"),
  37635: words("application locked for good", "应用已永久锁定"),
  37889: words("not enough money", "余额不足"),
  37890: words("the transaction counter has reached its end", "交易计数器已达最大值"),
  37891: words("there is no key of this index", "密钥索引不支持"),
  37894: words("the MAC or TAC asked for is not available", "所需 MAC 或 TAC 不可用"),
};

/** By SW1, where SW2 is a number or unknown. */
export const STATUS_CLASSES: Readonly<Record<number, Words>> = {
  98: words("warning, nothing changed", "警告，状态未改变"),
  99: words("warning, something changed", "警告，状态已改变"),
  100: words("execution error, nothing changed", "执行错误，状态未改变"),
  101: words("execution error, something changed", "执行错误，状态已改变"),
  102: words("security error", "安全相关错误"),
  103: words("wrong length", "长度错误"),
  104: words("function of this class not supported", "CLA 功能不支持"),
  105: words("command not allowed", "命令不允许"),
  106: words("wrong P1, P2 or data", "P1 P2 或数据错误"),
  107: words("wrong P1 or P2", "P1 P2 错误"),
  109: words("the card does not know this instruction", "不支持该指令（INS）"),
  110: words("the card does not know this class", "不支持该类别（CLA）"),
  111: words("error without diagnosis", "未知错误"),
};
