import type { Item } from "../../../domain/catalogue/item.ts";
import { labelledQuantity, readLabel } from "../../../domain/catalogue/label.ts";
import type { Command } from "../../../domain/command.ts";
import { saleId } from "../../../domain/ids.ts";
import { ok, type Result } from "../../../domain/result.ts";
import type { Discount as DomainDiscount } from "../../../domain/sale/discount.ts";
import type { SaleState } from "../../../domain/sale/state.ts";
import { paidFen } from "../../../domain/sale/totals.ts";
import { say } from "../../../domain/text/say.ts";
import type { CommandAnswer, Discount } from "../../../ipc/contract.ts";
import type { JournalFault } from "../../../ports/journal.ts";
import {
  type Asked,
  type Context,
  currentSale,
  DONE,
  journalFault,
  notDone,
  refuse,
  refuseHere,
} from "../context.ts";

/** The basket: goods in and out, what is given up of their price, and baskets that wait. */

type Goods = { readonly item: Item; readonly quantityMilli: number; readonly labelFen?: bigint };

/** Goods that are keyed in by their amount bear the usual rate. */
const OPEN_ITEM_VAT_PERCENT = 13;

export async function scan(
  context: Context,
  { command, id, operator }: Asked<"scan">,
): Promise<CommandAnswer> {
  const code = command.code.trim();
  const goods = await goodsOf(context, code);
  if (!goods.ok) return journalFault(context, goods.fault);
  if (goods.value === undefined) return refuse(context, { kind: "unknownItem", code: shortened(code) });
  return ring(context, goods.value, { id, operator });
}

export async function addItem(context: Context, asked: Asked<"addItem">): Promise<CommandAnswer> {
  const { code, quantityMilli } = asked.command;
  const found = await context.lookup.findItem(code);
  if (!found.ok) return journalFault(context, found.fault);
  if (found.value === undefined) return refuse(context, { kind: "unknownItem", code: shortened(code) });
  return ring(context, { item: found.value, quantityMilli: quantityMilli ?? 1000 }, asked);
}

export function addAmount(context: Context, asked: Asked<"addAmount">): Promise<CommandAnswer> {
  const { amountFen, name } = asked.command;
  const typed = name?.trim() ?? "";
  const item: Item = {
    code: "",
    nameZh: typed === "" ? say("zh-CN", "paper.openItem") : typed,
    nameEn: typed === "" ? say("en", "paper.openItem") : typed,
    priceFen: BigInt(amountFen),
    vatRatePercent: OPEN_ITEM_VAT_PERCENT,
    unit: "piece",
  };
  return ring(context, { item, quantityMilli: 1000 }, asked);
}

/** The code as it stands in the catalogue, or else what a scale has printed. */
async function goodsOf(context: Context, code: string): Promise<Result<Goods | undefined, JournalFault>> {
  if (code === "") return ok(undefined);
  const found = await context.lookup.findItem(code);
  if (!found.ok) return found;
  if (found.value !== undefined) return ok({ item: found.value, quantityMilli: 1000 });
  const label = readLabel(code, context.terminal.world.till.config?.labels);
  if (label === undefined) return ok(undefined);
  const labelled = await context.lookup.findItem(label.itemCode);
  if (!labelled.ok || labelled.value === undefined) return labelled.ok ? ok(undefined) : labelled;
  const quantity = labelledQuantity(label, labelled.value);
  return ok(quantity === undefined ? undefined : { item: labelled.value, ...quantity });
}

/** Codes in a sentence: what somebody pasted may be a novel. */
function shortened(code: string): string {
  const characters = [...code];
  return characters.length <= 40 ? code : `${characters.slice(0, 40).join("")}...`;
}

/** Puts goods into the basket; the first ones open the sale in the same commit. */
async function ring(
  context: Context,
  goods: Goods,
  { id, operator }: Pick<Asked<"scan">, "id" | "operator">,
): Promise<CommandAnswer> {
  const { terminal, screen } = context;
  if (isSignatureDue(context)) return refuseHere(context, "signatureFirst");
  const sale = currentSale(context);
  const target = sale?.saleId ?? saleId(terminal.parts.entropy.uuid());
  const commands: Command[] =
    sale === undefined
      ? [
          { kind: "openSale", saleId: target, operator: operator.name },
          { kind: "addLine", saleId: target, ...goods },
        ]
      : [lineFor(sale, goods)];
  const done = await terminal.submit(commands, id);
  if (!done.ok) return notDone(context, done.fault);
  // Asked again after a restart nothing happens, and there is no such sale.
  if (terminal.world.sales.has(target)) screen.saleId = target;
  screen.stage = { at: "basket" };
  context.changed();
  return DONE;
}

/** One more of the same is a larger quantity of the line that is there; weighed goods lie apart. */
function lineFor(sale: SaleState, goods: Goods): Command {
  const { item, quantityMilli } = goods;
  const same = sale.lines.findLast(
    (line) =>
      line.item.code !== "" &&
      line.item.code === item.code &&
      line.item.priceFen === item.priceFen &&
      line.labelFen === undefined &&
      line.discount === undefined,
  );
  const isMore = same !== undefined && item.unit === "piece" && goods.labelFen === undefined;
  if (!isMore) return { kind: "addLine", saleId: sale.saleId, ...goods };
  return {
    kind: "setQuantity",
    saleId: sale.saleId,
    lineNumber: same.lineNumber,
    quantityMilli: same.quantityMilli + quantityMilli,
  };
}

/** The customer of the last card still has to sign: one thing after the other. */
export function isSignatureDue({ terminal, screen }: Context): boolean {
  return screen.signatureOf !== undefined
    ? terminal.world.payments.get(screen.signatureOf)?.signature === "pending"
    : false;
}

export function setQuantity(context: Context, asked: Asked<"setQuantity">): Promise<CommandAnswer> {
  const { lineNumber, quantityMilli } = asked.command;
  return change(context, asked, (sale) => ({ kind: "setQuantity", saleId: sale, lineNumber, quantityMilli }));
}

export function removeLine(context: Context, asked: Asked<"removeLine">): Promise<CommandAnswer> {
  const { lineNumber } = asked.command;
  return change(context, asked, (sale) => ({ kind: "removeLine", saleId: sale, lineNumber }));
}

export function discountLine(context: Context, asked: Asked<"discountLine">): Promise<CommandAnswer> {
  const { lineNumber, discount } = asked.command;
  const operator = asked.operator.name;
  return change(context, asked, (sale) => {
    return { kind: "discountLine", saleId: sale, lineNumber, operator, ...given(discount) };
  });
}

export function discountBasket(context: Context, asked: Asked<"discountBasket">): Promise<CommandAnswer> {
  const { discount } = asked.command;
  const operator = asked.operator.name;
  return change(context, asked, (sale) => {
    return { kind: "discountBasket", saleId: sale, operator, ...given(discount) };
  });
}

function given(discount: Discount | null): { readonly discount?: DomainDiscount } {
  if (discount === null) return {};
  return discount.kind === "amount"
    ? { discount: { kind: "amount", amountFen: BigInt(discount.amountFen) } }
    : { discount };
}

async function change(
  context: Context,
  { id }: Pick<Asked<"scan">, "id">,
  command: (sale: SaleState["saleId"]) => Command,
): Promise<CommandAnswer> {
  const sale = currentSale(context);
  if (sale === undefined) return refuseHere(context, "stale");
  const done = await context.terminal.submit([command(sale.saleId)], id);
  if (!done.ok) return notDone(context, done.fault);
  context.changed();
  return DONE;
}

export async function hold(context: Context, { id, operator }: Asked<"hold">): Promise<CommandAnswer> {
  const sale = currentSale(context);
  if (sale === undefined) return refuse(context, { kind: "saleEmpty" });
  const command: Command = { kind: "holdSale", saleId: sale.saleId, operator: operator.name };
  const done = await context.terminal.submit([command], id);
  if (!done.ok) return notDone(context, done.fault);
  leaveSale(context);
  return DONE;
}

/** Takes a basket up again; the one in front of the cashier, if there is one with goods, waits in its place. */
export async function resume(
  context: Context,
  { command, id, operator }: Asked<"resume">,
): Promise<CommandAnswer> {
  const { terminal, screen } = context;
  if (isSignatureDue(context)) return refuseHere(context, "signatureFirst");
  const wanted = terminal.world.sales.get(saleId(command.saleId));
  if (wanted?.status !== "open") return refuseHere(context, "stale");
  const current = currentSale(context);
  const name = operator.name;
  const commands: Command[] = [{ kind: "resumeSale", saleId: wanted.saleId, operator: name }];
  if (current !== undefined && current.saleId !== wanted.saleId) {
    commands.unshift(
      current.lines.length === 0
        ? { kind: "cancelSale", saleId: current.saleId, operator: name }
        : { kind: "holdSale", saleId: current.saleId, operator: name },
    );
  }
  const done = await terminal.submit(commands, id);
  if (!done.ok) return notDone(context, done.fault);
  screen.saleId = wanted.saleId;
  screen.stage = paidFen(wanted) > 0n ? { at: "tender" } : { at: "basket" };
  context.changed();
  return DONE;
}

export async function cancelSale(
  context: Context,
  { id, operator }: Asked<"cancelSale">,
): Promise<CommandAnswer> {
  const sale = currentSale(context);
  if (sale === undefined) return refuseHere(context, "stale");
  const command: Command = { kind: "cancelSale", saleId: sale.saleId, operator: operator.name };
  const done = await context.terminal.submit([command], id);
  if (!done.ok) return notDone(context, done.fault);
  leaveSale(context);
  return DONE;
}

/** An empty counter, for the next customer. */
export function leaveSale(context: Context): void {
  context.screen.saleId = undefined;
  context.screen.stage = { at: "basket" };
  context.changed();
}
