import { shopName } from "../../../domain/receipt/heading.ts";
import { currentShift } from "../../../domain/world.ts";
import { CONTRACT_VERSION, type TillView } from "../../../ipc/contract.ts";
import { type Context, currentSale } from "../context.ts";
import { minuteText } from "./minute-text.ts";
import { possibleCommands } from "./possible.ts";
import { showBank } from "./show-bank.ts";
import { showBasket, showHeld } from "./show-basket.ts";
import { showDevices } from "./show-devices.ts";
import { type Findings, showScreen } from "./show-screen.ts";

/** The whole view of one moment, from the world on disk and from what is on the screen alone. */
export function showTill(context: Context, findings: Findings, revision: number): TillView {
  const { terminal, screen, bank } = context;
  const { world } = terminal;
  const { config } = world.till;
  const shift = currentShift(world);
  const sale = currentSale(context);
  const screenView = showScreen(context, findings);
  const progress = bank.view(screen.language);
  return {
    contractVersion: CONTRACT_VERSION,
    revision,
    language: screen.language,
    shopName: config === undefined ? "" : shopName(config, screen.language),
    training: config?.training === true,
    now: minuteText(terminal.parts.clock.businessNow()),
    ...(screen.operator === undefined
      ? {}
      : { operator: { name: screen.operator.name, role: screen.operator.role } }),
    ...(shift === undefined
      ? {}
      : {
          shift: {
            shiftNumber: shift.shiftNumber,
            openedAt: minuteText(shift.openedAt),
            openedBy: shift.openedBy,
          },
        }),
    screen: screenView,
    basket: showBasket(world, sale),
    held: screen.operator === undefined ? [] : showHeld(world, sale, screen.language),
    bank: showBank(context, findings),
    devices: showDevices(context, findings),
    ...(progress === undefined ? {} : { progress }),
    notices: screen.notices.map(({ sentence, ...notice }) => ({
      ...notice,
      sentence: sentence(screen.language),
    })),
    possible: possibleCommands(context, screenView),
  };
}
