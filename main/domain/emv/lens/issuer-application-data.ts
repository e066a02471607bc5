import { fromHex, isHex, toHex } from "../../bytes.ts";
import type { Language } from "../../text/language.ts";
import { bit, explainBits } from "../named-bits.ts";
import type { LensNode } from "../tlv-lens.ts";

/**
 * Issuer application data of PBOC, tag 9F10 (emv-pboc 13.5): length (07), key derivation index, cryptogram version, CVR
 * (its length 03, then three bytes), algorithm; then the issuer's own data.
 */

const CVR_LENGTH_OFFSET = 3;
const CVR_LENGTH = 3;
const FIXED_LENGTH = 7;

/** The first byte of the CVR holds two numbers besides its bits, so they are not in this table. */
const CVR = {
  issuerAuthenticationFailed: bit(1, 0x08, "issuer authentication done and failed", "发卡行认证已执行但失败"),
  offlinePinDone: bit(1, 0x04, "offline PIN done", "已执行脱机 PIN"),
  offlinePinFailed: bit(1, 0x02, "offline PIN failed", "脱机 PIN 失败"),
  couldNotGoOnline: bit(1, 0x01, "could not go online", "不能联机"),
  lastOnlineNotCompleted: bit(2, 0x80, "the last online transaction was not completed", "上次联机交易未完成"),
  pinTriesExceeded: bit(2, 0x40, "PIN try limit exceeded", "PIN 重试次数超限"),
  velocityExceeded: bit(2, 0x20, "velocity checking limits exceeded", "超过频度检查限制"),
  newCard: bit(2, 0x10, "new card", "新卡"),
  lastAuthenticationFailed: bit(
    2,
    0x08,
    "issuer authentication failed on the last online transaction",
    "上次联机交易发卡行认证失败",
  ),
  authenticationMissing: bit(
    2,
    0x04,
    "issuer authentication not performed after going online",
    "联机后未执行发卡行认证",
  ),
  blockedByPin: bit(2, 0x02, "application blocked by the PIN", "因 PIN 超限应用锁定"),
  sdaFailed: bit(2, 0x01, "SDA failed on the last declined offline transaction", "上次脱机拒绝交易 SDA 失败"),
  scriptFailed: bit(3, 0x08, "a script command failed on the last transaction", "上次交易脚本处理失败"),
  ddaFailed: bit(3, 0x04, "DDA failed on the last declined transaction", "上次拒绝交易 DDA 失败"),
  ddaDone: bit(3, 0x02, "DDA performed", "已执行 DDA"),
} as const;

const CRYPTOGRAMS = ["AAC", "TC", "ARQC", "-"] as const;

/** The same objects, with what any 9F10 among them says in words. */
export function withIssuerWords(node: LensNode, language: Language): LensNode {
  if ("error" in node) return node;
  if (node.children !== undefined) {
    return { ...node, children: node.children.map((child) => withIssuerWords(child, language)) };
  }
  if (node.tag !== "9F10" || !isHex(node.value)) return node;
  const explained = explainIssuerApplicationData(fromHex(node.value), language);
  return explained.length === 0 ? node : { ...node, explained };
}

/** Nothing for the data of other schemes. */
function explainIssuerApplicationData(value: Uint8Array, language: Language): string[] {
  const [length, keyIndex = 0, version = 0, cvrLength] = value;
  if (length !== FIXED_LENGTH || value.length < FIXED_LENGTH + 1 || cvrLength !== CVR_LENGTH) return [];
  const cvr = value.slice(CVR_LENGTH_OFFSET + 1, CVR_LENGTH_OFFSET + 1 + CVR_LENGTH);
  const [first = 0, , third = 0] = cvr;
  const isEnglish = language === "en";
  const hex = (byte: number): string => toHex(Uint8Array.of(byte));
  const named = Uint8Array.of(first & 0x0f, cvr[1] ?? 0, third & 0x0e);
  return [
    isEnglish
      ? `key index ${hex(keyIndex)}, cryptogram version ${hex(version)}`
      : `密钥索引 ${hex(keyIndex)}，密文版本 ${hex(version)}`,
    cryptogramLine(2, (first >> 6) & 3, isEnglish),
    cryptogramLine(1, (first >> 4) & 3, isEnglish),
    ...explainBits(CVR, named, language).map((line) => `CVR ${line}`),
    isEnglish
      ? `CVR: ${third >> 4} script commands after the second GENERATE AC`
      : `CVR：第二次 GENERATE AC 之后的脚本命令 ${third >> 4} 条`,
  ];
}

function cryptogramLine(turn: 1 | 2, value: number, isEnglish: boolean): string {
  const isNone = turn === 2 && value === 2;
  if (isEnglish) {
    return `CVR: ${turn === 1 ? "first" : "second"} GENERATE AC: ${isNone ? "not asked for" : CRYPTOGRAMS[value]}`;
  }
  return `CVR：第${turn === 1 ? "一" : "二"}次 GENERATE AC：${isNone ? "未请求" : CRYPTOGRAMS[value]}`;
}
