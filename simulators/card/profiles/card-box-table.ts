import type { EndReason } from "../../../main/domain/emv/kernel/protocol.ts";

/**
 * The box of test cards: what each is called, and what a right terminal makes of it. The terminal of `expected`
 * has PIN pad and signature, floor limit 0, all CA keys of the test scheme with its revocation list, and a host
 * that approves whatever has a right cryptogram.
 */
export type BoxCard = {
  /** As `createCard` and `jinka simulate card` know it. */
  readonly name: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly expected: CardOutcome;
};

export type CardOutcome =
  /** The host was asked; tag 95 in hexadecimal. */
  | { readonly kind: "approvedOnline"; readonly tvr: string }
  /** The card's signature on its cryptogram is wrong: declined, and nobody was asked. */
  | { readonly kind: "declinedOffline"; readonly tvr: string }
  | { readonly kind: "ended"; readonly reason: EndReason };

function online(tvr: string): CardOutcome {
  return { kind: "approvedOnline", tvr };
}

function ended(reason: EndReason): CardOutcome {
  return { kind: "ended", reason };
}

/** Above the floor limit (B4b8), online PIN entered (B3b3). */
const ONLINE = online("0000048000");
/** Above the floor limit; a signature or nothing. */
const ONLINE_WITHOUT_PIN = online("0000008000");
/** The same after SDA, which EMV 4.2 marks (B1b2). */
const ONLINE_SDA = online("0200008000");
/** DDA failed (B1b4). */
const DDA_FAILED = online("0800048000");
/** SDA selected and failed (B1b7). */
const SDA_FAILED = online("4200008000");
/** CDA failed (B1b3), after the card answered with an ARQC. */
const UNPROVED: CardOutcome = { kind: "declinedOffline", tvr: "0400008000" };

function card(name: string, nameZh: string, nameEn: string, expected: CardOutcome): BoxCard {
  return { name, nameZh, nameEn, expected };
}

export const CARD_BOX: readonly BoxCard[] = [
  card("debit", "借记卡", "debit", ONLINE),
  card("credit", "贷记卡(签名)", "credit with signature", ONLINE_SDA),
  card("debit-offline", "可脱机借记卡", "debit that may approve offline", ONLINE_WITHOUT_PIN),
  card("expired", "过期卡", "expired card", online("0040048000")),
  card("blocked", "应用锁定卡", "card with a blocked application", ended("applicationBlocked")),
  card("wrong-certificate", "发卡行证书损坏的卡", "card with a damaged issuer certificate", DDA_FAILED),
  card("wrong-signature", "复制卡", "copied card", UNPROVED),
  card("quasi-credit", "准贷记卡", "quasi-credit", ONLINE),
  card("e-cash", "纯电子现金卡", "pure electronic cash", ONLINE_WITHOUT_PIN),
  card("dual-interface", "双界面卡", "dual-interface card", ONLINE),
  card("sm-only", "国密单算法卡", "card with SM algorithms only", ONLINE),
  card("dual-algorithm", "双算法卡", "card with RSA and SM algorithms", ONLINE),
  card("foreign", "外卡", "card of another scheme", ended("noCommonApplication")),
  card("not-yet-effective", "未生效卡", "card that is not yet effective", online("0020048000")),
  card("card-blocked", "锁定的卡", "blocked card", ended("cardBlocked")),
  card("pin-blocked", "密码锁定卡", "card whose PIN is blocked", ONLINE),
  card("no-directory", "无支付目录的卡", "card without a directory", ONLINE),
  card("two-applications", "借贷双应用卡", "card with debit and credit", ONLINE),
  card("slow", "慢卡", "slow card", ONLINE),
  card("higher-cryptogram", "越权批准的卡", "card that answers with more than asked", ended("cardNotUsable")),
  card("duplicate-tlv", "数据重复的卡", "card with an object twice", ended("cardNotUsable")),
  card("no-cdol", "缺少 CDOL1 的卡", "card without CDOL1", ended("cardNotUsable")),
  card("no-pan", "缺少卡号的卡", "card without a number", ended("cardNotUsable")),
  card("malformed-tlv", "数据损坏的卡", "card with damaged data", ended("cardNotUsable")),
  card(
    "wrong-template",
    "记录模板错误的卡",
    "card with a record of the wrong template",
    ended("cardNotUsable"),
  ),
  card("empty-record", "空记录的卡", "card with an empty record", ended("cardNotUsable")),
  card("afl-file-out-of-range", "AFL 文件号越界的卡", "card whose AFL names file 31", ended("cardNotUsable")),
  card("afl-reversed", "AFL 首末颠倒的卡", "card whose AFL ends before it begins", ended("cardNotUsable")),
  card("afl-record-zero", "AFL 记录号为零的卡", "card whose AFL names record 0", ended("cardNotUsable")),
  card(
    "afl-too-many-signed",
    "AFL 签名记录过多的卡",
    "card whose AFL signs more than it lists",
    ended("cardNotUsable"),
  ),
  card("afl-empty", "AFL 为空的卡", "card with an empty AFL", ended("cardNotUsable")),
  card(
    "afl-absent-record",
    "AFL 记录不存在的卡",
    "card whose AFL names an absent record",
    ended("cardNotUsable"),
  ),
  card("afl-cut-off", "AFL 不完整的卡", "card whose AFL is cut off", ended("cardNotUsable")),
  card("wrong-issuer-header", "发卡行证书数据头错误", "issuer certificate with a wrong header", DDA_FAILED),
  card("wrong-icc-header", "IC 卡证书数据头错误", "ICC certificate with a wrong header", DDA_FAILED),
  card("wrong-issuer-trailer", "发卡行证书数据尾错误", "issuer certificate with a wrong trailer", DDA_FAILED),
  card("wrong-icc-trailer", "IC 卡证书数据尾错误", "ICC certificate with a wrong trailer", DDA_FAILED),
  card("wrong-issuer-format", "发卡行证书格式字节错误", "issuer certificate with a wrong format", DDA_FAILED),
  card("wrong-icc-format", "IC 卡证书格式字节错误", "ICC certificate with a wrong format", DDA_FAILED),
  card("wrong-issuer-hash", "发卡行证书哈希错误", "issuer certificate with a wrong hash", DDA_FAILED),
  card("wrong-icc-hash", "IC 卡证书哈希错误", "ICC certificate with a wrong hash", DDA_FAILED),
  card(
    "wrong-issuer-hash-algorithm",
    "发卡行证书哈希算法标识错误",
    "issuer certificate with a wrong hash algorithm",
    DDA_FAILED,
  ),
  card(
    "wrong-icc-hash-algorithm",
    "IC 卡证书哈希算法标识错误",
    "ICC certificate with a wrong hash algorithm",
    DDA_FAILED,
  ),
  card(
    "wrong-issuer-key-algorithm",
    "发卡行证书公钥算法标识错误",
    "issuer certificate with a wrong key algorithm",
    DDA_FAILED,
  ),
  card(
    "wrong-icc-key-algorithm",
    "IC 卡证书公钥算法标识错误",
    "ICC certificate with a wrong key algorithm",
    DDA_FAILED,
  ),
  card("wrong-static-header", "静态签名数据头错误", "static signature with a wrong header", SDA_FAILED),
  card("wrong-dynamic-header", "动态签名数据头错误", "dynamic signature with a wrong header", DDA_FAILED),
  card("wrong-combined-header", "复合签名数据头错误", "combined signature with a wrong header", UNPROVED),
  card("wrong-static-trailer", "静态签名数据尾错误", "static signature with a wrong trailer", SDA_FAILED),
  card("wrong-dynamic-trailer", "动态签名数据尾错误", "dynamic signature with a wrong trailer", DDA_FAILED),
  card("wrong-combined-trailer", "复合签名数据尾错误", "combined signature with a wrong trailer", UNPROVED),
  card("wrong-static-format", "静态签名格式字节错误", "static signature with a wrong format", SDA_FAILED),
  card("wrong-dynamic-format", "动态签名格式字节错误", "dynamic signature with a wrong format", DDA_FAILED),
  card("wrong-combined-format", "复合签名格式字节错误", "combined signature with a wrong format", UNPROVED),
  card("wrong-static-hash", "静态签名哈希错误", "static signature with a wrong hash", SDA_FAILED),
  card("wrong-dynamic-hash", "动态签名哈希错误", "dynamic signature with a wrong hash", DDA_FAILED),
  card("wrong-combined-hash", "复合签名哈希错误", "combined signature with a wrong hash", UNPROVED),
  card(
    "wrong-static-hash-algorithm",
    "静态签名哈希算法标识错误",
    "static signature with a wrong hash algorithm",
    SDA_FAILED,
  ),
  card(
    "wrong-dynamic-hash-algorithm",
    "动态签名哈希算法标识错误",
    "dynamic signature with a wrong hash algorithm",
    DDA_FAILED,
  ),
  card(
    "wrong-combined-hash-algorithm",
    "复合签名哈希算法标识错误",
    "combined signature with a wrong hash algorithm",
    UNPROVED,
  ),
  card("wrong-issuer-expired", "发卡行证书过期", "expired issuer certificate", DDA_FAILED),
  card("wrong-issuer-revoked", "发卡行证书已撤销", "revoked issuer certificate", DDA_FAILED),
  card("wrong-issuer-owner", "发卡行标识不符", "issuer certificate of another issuer", DDA_FAILED),
  card("wrong-icc-expired", "IC 卡证书过期", "expired ICC certificate", DDA_FAILED),
  card("wrong-icc-owner", "IC 卡证书卡号不符", "ICC certificate of another card", DDA_FAILED),
  card("unknown-ca", "认证中心公钥未知", "unknown CA key", DDA_FAILED),
  card("expired-ca", "认证中心公钥过期", "expired CA key", DDA_FAILED),
  card(
    "sm-issuer-signature",
    "国密发卡行证书签名错误",
    "SM issuer certificate with a wrong signature",
    DDA_FAILED,
  ),
  card(
    "sm-issuer-format",
    "国密发卡行证书格式字节错误",
    "SM issuer certificate with a wrong format",
    DDA_FAILED,
  ),
  card(
    "sm-issuer-key-algorithm",
    "国密发卡行证书算法标识错误",
    "SM issuer certificate with a wrong key algorithm",
    DDA_FAILED,
  ),
  card("sm-issuer-expired", "国密发卡行证书过期", "expired SM issuer certificate", DDA_FAILED),
  card("sm-issuer-revoked", "国密发卡行证书已撤销", "revoked SM issuer certificate", DDA_FAILED),
  card("sm-issuer-owner", "国密发卡行标识不符", "SM issuer certificate of another issuer", DDA_FAILED),
  card("sm-icc-signature", "国密 IC 卡证书签名错误", "SM ICC certificate with a wrong signature", DDA_FAILED),
  card("sm-icc-format", "国密 IC 卡证书格式字节错误", "SM ICC certificate with a wrong format", DDA_FAILED),
  card("sm-icc-expired", "国密 IC 卡证书过期", "expired SM ICC certificate", DDA_FAILED),
  card("sm-icc-owner", "国密 IC 卡证书卡号不符", "SM ICC certificate of another card", DDA_FAILED),
  card("sm-dynamic-signature", "国密动态签名错误", "SM dynamic signature that is wrong", DDA_FAILED),
  card(
    "sm-dynamic-format",
    "国密动态签名格式字节错误",
    "SM dynamic signature with a wrong format",
    DDA_FAILED,
  ),
  card("pulled@6", "第 6 条命令时拔出的卡", "card pulled at its sixth command", ended("cardRemoved")),
  // With their contacts, and without electronic cash; taps and purses are in tests of their own.
  card("purse", "带电子现金的借记卡", "debit with electronic cash", ONLINE),
  card("purse-two-currencies", "双币电子现金卡", "electronic cash in two currencies", ONLINE),
  card("tap-debit", "闪付借记卡", "contactless debit", ONLINE),
  card("tap-long-key", "长密钥闪付卡", "contactless card with a long key", ONLINE),
  card("tap-old", "旧版闪付卡", "contactless card of PBOC 2.0", ONLINE),
  card("tap-downgraded", "降级签名的闪付卡", "contactless card with a downgraded signature", ONLINE),
  card("tap-credit", "只联机的闪付卡", "contactless card that goes online", ONLINE),
  card("tap-asks-online", "签名失败转联机的闪付卡", "contactless card that falls back to online", ONLINE),
  card("tap-asks-contact", "签名失败转插卡的闪付卡", "contactless card that falls back to contacts", ONLINE),
  card("tap-refuses", "拒绝闪付的卡", "card that refuses a tap", ONLINE),
  card("tap-early", "先扣款的闪付卡", "contactless card that takes the money early", ONLINE),
  card(
    "tap-disobedient",
    "不听联机要求的闪付卡",
    "contactless card that ignores a demand to go online",
    ONLINE,
  ),
  card("tap-expired", "过期闪付卡", "expired contactless card", online("0040048000")),
  card(
    "tap-expired-online",
    "过期转联机的闪付卡",
    "expired contactless card that falls back to online",
    online("0040048000"),
  ),
  card("tap-sm", "国密闪付卡", "contactless card with SM algorithms", ONLINE),
  card("phone", "手机闪付", "phone", ONLINE),
];
