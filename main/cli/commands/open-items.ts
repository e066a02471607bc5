import type { Command } from "commander";
import { dateAndTime } from "../../domain/business-time.ts";
import { formatYuan } from "../../domain/money.ts";
import type { Language } from "../../domain/text/language.ts";
import { sixDigits } from "../../domain/text/six-digits.ts";
import { sayOfOpenItems } from "../../domain/unknown/open-item-say.ts";
import type { OpenItemKey } from "../../domain/unknown/open-item-text-tables.ts";
import { type UnknownOutcome, unknownOutcomes } from "../../domain/unknown/unknown-outcome.ts";
import { sayOfClearing } from "../clearing-say.ts";
import type { Say } from "../command-line.ts";
import type { Run } from "../run.ts";

export function addOpenItemsCommand(program: Command, run: Run, _say: Say, language: Language): void {
  program
    .command("open-items")
    .description(sayOfClearing(language, "help.openItems"))
    .action((_options: object, command: Command) =>
      run(command, (session) =>
        session.withTerminal(async (terminal) => {
          const { output } = session;
          const items = unknownOutcomes(terminal.world, terminal.parts.clock.businessNow());
          for (const item of items) for (const line of linesOf(item, output.language)) output.line(line);
          if (items.length === 0) output.line(sayOfOpenItems(output.language, "item.none"));
          return output.done({
            items: items.map(viewOf),
          });
        }),
      ),
    );
}

function linesOf(item: UnknownOutcome, language: Language): string[] {
  const { what, sent, known, next, may, deadline } = item;
  const say = (key: OpenItemKey, parameters = {}) => sayOfOpenItems(language, key, parameters);
  const { attempts, refusals, lastResponseCode: code = "-" } = known;
  return [
    say("item.line", {
      tid: sent.tid,
      batch: sixDigits(sent.batchNumber),
      stan: sixDigits(sent.stan),
      amount: formatYuan(sent.amountFen),
      time: dateAndTime(sent.startedAt),
      pan: sent.maskedPan ?? "-",
    }),
    `  ${say(`what.${what}`)}`,
    say("item.sent", { message: say(`sent.${sent.message}`), attempts, refusals, code }),
    `  ${say(next.action === "none" ? "next.none" : `next.${next.action}.${next.when}`)}`,
    ...(deadline === undefined ? [] : [deadlineLine(deadline, language)]),
    say("item.may", { list: may.map((one) => say(`may.${one}`)).join(", ") }),
  ];
}

function deadlineLine(
  { path, dueDate, daysLeft, level }: NonNullable<UnknownOutcome["deadline"]>,
  language: Language,
): string {
  const key: OpenItemKey = level === "overdue" ? "deadline.missed" : `deadline.${path}`;
  return sayOfOpenItems(language, key, { time: dueDate, days: daysLeft });
}

/** For programs: times are the shop's. */
function viewOf({ sent: { startedAt, ...sent }, ...item }: UnknownOutcome): object {
  return { ...item, sent: { ...sent, at: dateAndTime(startedAt) } };
}
