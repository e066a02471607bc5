import { sealCard } from "../../main/application/card-record.ts";
import { journaledIccData } from "../../main/application/icc-data.ts";
import { fromHex } from "../../main/domain/bytes.ts";
import type { CardData, IccDataObject } from "../../main/domain/payment/card-data.ts";
import { Sensitive } from "../../main/domain/sensitive.ts";
import { approvedCard, sampleCard, TEA } from "../support/scenario.ts";
import type { BenchShop } from "./bench-shop.ts";
import { extendPast, type Past } from "./past.ts";

const SALES_PER_COMMIT = 100;

/** A card number that is in use nowhere; the last four digits count the cards. */
const PAN_START = "622848001234";

/** DE55 of an offline approval as the kernel leaves it (cup-8583 section 6); the TC is a number, nobody checks it here. */
const ICC_DATA: readonly (readonly [tag: number, value: string])[] = [
  [0x9f26, "0102030405060708"],
  [0x9f27, "40"],
  [0x9f10, "07010103940000010A0100000000000000000000"],
  [0x9f37, "1E78EEBC"],
  [0x9f36, "0001"],
  [0x95, "0000000000"],
  [0x9a, "261123"],
  [0x9c, "00"],
  [0x9f02, "000000001234"],
  [0x5f2a, "0156"],
  [0x82, "7D00"],
  [0x9f1a, "0156"],
  [0x9f03, "000000000000"],
  [0x9f33, "E0F8C8"],
  [0x9f34, "1F0302"],
  [0x9f35, "22"],
  [0x9f1e, "4A494E4B41303031"],
  [0x84, "A000000333010101"],
  [0x9f09, "0030"],
  [0x9f41, "00000001"],
  [0x8a, "5931"],
];

/**
 * So many sales that the card approved by itself, with their sealed cards: what the till holds after days without a line.
 * The same decisions and the same store as at a till, without flushing each commit.
 */
export async function giveOfflineRecords(shop: BenchShop, recordCount: number): Promise<void> {
  const objects: IccDataObject[] = ICC_DATA.map(([tag, hex]) => ({ tag, value: fromHex(hex) }));
  const iccData = journaledIccData(objects);
  const roundCount = Math.ceil(recordCount / SALES_PER_COMMIT);
  await extendPast(shop, roundCount, (past, round) => {
    const count = Math.min(SALES_PER_COMMIT, recordCount - round * SALES_PER_COMMIT);
    for (let i = 0; i < count; i++) sellOffline(past, iccData, round * SALES_PER_COMMIT + i);
  });
}

function sellOffline(past: Past, iccData: string, i: number): void {
  const sale = past.openSale([TEA, 1000]);
  const payment = past.startPayment(sale);
  const pan = PAN_START + String(i % 10_000).padStart(4, "0");
  const card: CardData = { pan: new Sensitive(pan), expiry: "3012", panSequenceNumber: 1 };
  const { sealedDigest: _none, ...journaled } = sampleCard();
  const kept = sealCard(past.sealer, payment, card, {
    ...journaled,
    pinEntered: false,
    maskedPan: `622848******${pan.slice(-4)}`,
  });
  past.sealed.push(kept.sealed);
  const end = approvedCard();
  past.finishCard(payment, { ...end, offline: true, card: kept.card, iccData } as typeof end);
}
