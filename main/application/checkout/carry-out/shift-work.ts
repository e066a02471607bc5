import { shiftId } from "../../../domain/ids.ts";
import { formatYuan } from "../../../domain/money.ts";
import { reportShift } from "../../../domain/shift/report.ts";
import { say } from "../../../domain/text/say.ts";
import { currentShift } from "../../../domain/world.ts";
import type { CommandAnswer } from "../../../ipc/contract.ts";
import { type Asked, type Context, DONE, notDone, refuse, refuseHere } from "../context.ts";
import { isSignatureDue, leaveSale } from "./selling.ts";

/** The shift from its float to its Z. */

export async function openShift(context: Context, asked: Asked<"openShift">): Promise<CommandAnswer> {
  const { terminal } = context;
  const id = shiftId(terminal.parts.entropy.uuid());
  const floatFen = BigInt(asked.command.floatFen);
  const command = { kind: "openShift", shiftId: id, operator: asked.operator.name, floatFen } as const;
  const done = await terminal.submit([command], asked.id);
  if (!done.ok) return notDone(context, done.fault);
  context.changed();
  return DONE;
}

export async function reportX(context: Context, asked: Asked<"reportX">): Promise<CommandAnswer> {
  const { terminal, screen } = context;
  const number = terminal.world.till.nextXNumber;
  const done = await terminal.submit([{ kind: "reportX", operator: asked.operator.name }], asked.id);
  if (!done.ok) return notDone(context, done.fault);
  screen.notify({
    tone: "quiet",
    sentence: (language) => say(language, "till.xDone", { number }),
    documentId: `x-${number}`,
  });
  context.changed();
  return DONE;
}

/** Counted blind: what should lie in the drawer is told behind the count, never before it. */
export async function closeShift(context: Context, asked: Asked<"closeShift">): Promise<CommandAnswer> {
  const { terminal, screen } = context;
  if (isSignatureDue(context)) return refuseHere(context, "signatureFirst");
  const shift = currentShift(terminal.world);
  if (shift === undefined) return refuse(context, { kind: "noShiftOpen" });
  const number = terminal.world.till.nextZNumber;
  const expectedFen = reportShift(terminal.world, shift.shiftId).expectedCashFen;
  const countedFen = BigInt(asked.command.countedFen);
  const command = { kind: "closeShift", operator: asked.operator.name, countedFen } as const;
  const done = await terminal.submit([command], asked.id);
  if (!done.ok) return notDone(context, done.fault);
  const figures = {
    number,
    counted: formatYuan(countedFen),
    expected: formatYuan(expectedFen),
    difference: formatYuan(countedFen - expectedFen),
  };
  screen.notify({
    tone: countedFen === expectedFen ? "good" : "unknown",
    sentence: (language) =>
      say(language, countedFen === expectedFen ? "till.zBalanced" : "till.zDiffers", figures),
    documentId: `z-${number}`,
  });
  leaveSale(context);
  return DONE;
}
