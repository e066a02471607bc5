import { assertDefined } from "../assert.ts";
import type { Language } from "../text/language.ts";
import { say } from "../text/say.ts";
import type { TerminalConfig } from "../till/config.ts";
import type { World } from "../world.ts";
import type { ReceiptLine } from "./document.ts";

/** The configuration that every paper needs; only a terminal that is set up issues papers. */
export function paperConfig(world: World): TerminalConfig {
  return assertDefined(world.till.config, "a terminal that issues papers is set up");
}

export function shopName(config: TerminalConfig, language: Language): string {
  return language === "zh-CN" ? config.shop.nameZh : config.shop.nameEn;
}

/** Name, address and telephone of the shop: the top of every paper for a customer. */
export function headingLines(config: TerminalConfig, language: Language): ReceiptLine[] {
  const { shop } = config;
  const address = language === "zh-CN" ? shop.addressZh : shop.addressEn;
  const lines: ReceiptLine[] = [
    { kind: "text", text: shopName(config, language), align: "centre", size: "double" },
  ];
  if (address !== undefined) lines.push({ kind: "text", text: address, align: "centre" });
  if (shop.phone !== undefined) {
    lines.push({ kind: "text", text: say(language, "paper.phone", { phone: shop.phone }), align: "centre" });
  }
  return lines;
}
