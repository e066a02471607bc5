import { bit } from "./named-bits.ts";

export const TVR_LENGTH = 5;

/**
 * Terminal verification results, tag 95: 5 bytes (EMV Book 3, annex C5; emv-pboc section 8). TACs and IACs
 * have the same shape.
 */
export const TVR = {
  odaNotPerformed: bit(1, 0x80, "offline data authentication was not performed", "未进行脱机数据认证"),
  sdaFailed: bit(1, 0x40, "SDA failed", "静态数据认证失败"),
  iccDataMissing: bit(1, 0x20, "ICC data missing", "卡片数据缺失"),
  onExceptionFile: bit(1, 0x10, "card appears on terminal exception file", "卡号在终端异常文件中"),
  ddaFailed: bit(1, 0x08, "DDA failed", "动态数据认证失败"),
  cdaFailed: bit(1, 0x04, "CDA failed", "复合动态数据认证失败"),
  sdaSelected: bit(1, 0x02, "SDA selected", "已选择静态数据认证"),
  versionsDiffer: bit(
    2,
    0x80,
    "ICC and terminal have different application versions",
    "卡片与终端的应用版本不一致",
  ),
  expired: bit(2, 0x40, "expired application", "应用已过有效期"),
  notYetEffective: bit(2, 0x20, "application not yet effective", "应用尚未生效"),
  serviceNotAllowed: bit(
    2,
    0x10,
    "requested service not allowed for card product",
    "卡产品不允许所请求的服务",
  ),
  newCard: bit(2, 0x08, "new card", "新卡"),
  cvmNotSuccessful: bit(3, 0x80, "cardholder verification was not successful", "持卡人验证不成功"),
  unrecognisedCvm: bit(3, 0x40, "unrecognised CVM", "未知的持卡人验证方法"),
  pinTryLimitExceeded: bit(3, 0x20, "PIN try limit exceeded", "PIN 重试次数超限"),
  pinPadNotWorking: bit(
    3,
    0x10,
    "PIN entry required and PIN pad not present or not working",
    "要求输入 PIN，但无密码键盘或密码键盘故障",
  ),
  pinNotEntered: bit(
    3,
    0x08,
    "PIN entry required, PIN pad present, but PIN was not entered",
    "要求输入 PIN，有密码键盘，但未输入 PIN",
  ),
  onlinePinEntered: bit(3, 0x04, "online PIN entered", "已输入联机 PIN"),
  floorLimitExceeded: bit(4, 0x80, "transaction exceeds floor limit", "交易超过最低限额"),
  lowerOfflineLimitExceeded: bit(4, 0x40, "lower consecutive offline limit exceeded", "超过连续脱机交易下限"),
  upperOfflineLimitExceeded: bit(4, 0x20, "upper consecutive offline limit exceeded", "超过连续脱机交易上限"),
  randomlySelected: bit(
    4,
    0x10,
    "transaction selected randomly for online processing",
    "交易被随机选择联机处理",
  ),
  merchantForcedOnline: bit(4, 0x08, "merchant forced transaction online", "商户强制交易联机"),
  defaultTdolUsed: bit(5, 0x80, "default TDOL used", "使用了缺省 TDOL"),
  issuerAuthenticationFailed: bit(5, 0x40, "issuer authentication failed", "发卡行认证失败"),
  scriptFailedBefore: bit(
    5,
    0x20,
    "script processing failed before final GENERATE AC",
    "最后一次 GENERATE AC 命令之前脚本处理失败",
  ),
  scriptFailedAfter: bit(
    5,
    0x10,
    "script processing failed after final GENERATE AC",
    "最后一次 GENERATE AC 命令之后脚本处理失败",
  ),
} as const;
