import { say } from "../../../domain/text/say.ts";
import { currentBatch } from "../../../domain/world.ts";
import type { DeviceView } from "../../../ipc/contract.ts";
import type { Context } from "../context.ts";
import type { WatchedDevice } from "../device-watch.ts";
import { minuteText } from "./minute-text.ts";
import { deviceSentence, type Findings } from "./show-screen.ts";

/** The devices that this lane is configured for; what it never had is not missing. */
export function showDevices(context: Context, findings: Findings): DeviceView[] {
  const { cardReader, pinPad, printer, cashDrawer, acquirer } = context.terminal.parts;
  const devices: DeviceView[] = [];
  if (cardReader !== undefined) devices.push(watched(context, "cardReader", findings));
  if (pinPad !== undefined) devices.push(watched(context, "pinPad", findings));
  if (printer !== undefined) devices.push(showPrinter(context, findings));
  if (cashDrawer !== undefined) devices.push(showDrawer(context, findings));
  if (acquirer !== undefined) devices.push(showHost(context));
  return devices;
}

function watched({ screen }: Context, device: WatchedDevice, findings: Findings): DeviceView {
  const finding = findings(device);
  if (finding === undefined) {
    return { device, state: "unknown", sentence: say(screen.language, `till.device.${device}.unknown`) };
  }
  return { device, state: finding.health, sentence: deviceSentence(device, finding, screen.language) };
}

/** A printer that is ready may still owe papers: they are counted behind its state. */
function showPrinter(context: Context, findings: Findings): DeviceView {
  const view = watched(context, "printer", findings);
  const { screen, terminal } = context;
  const owed = [...terminal.world.documents.values()].filter(({ print }) => print === "failed").length;
  if (owed === 0) return view;
  const owes = say(screen.language, "till.device.printer.owes", { count: owed });
  const separator = screen.language === "zh-CN" ? "" : " ";
  const state = view.state === "ok" ? "warning" : view.state;
  return { ...view, state, sentence: `${view.sentence}${separator}${owes}` };
}

/** It hangs on the printer's cable and says nothing itself. */
function showDrawer({ screen }: Context, findings: Findings): DeviceView {
  const printer = findings("printer");
  const isSilent = printer?.health === "missing";
  const state = printer === undefined ? "unknown" : isSilent ? "missing" : "ok";
  const key = isSilent ? "till.device.cashDrawer.silent" : "till.device.cashDrawer.ok";
  return { device: "cashDrawer", state, sentence: say(screen.language, key) };
}

function showHost({ screen, terminal }: Context): DeviceView {
  const batch = currentBatch(terminal.world);
  const { language } = screen;
  if (batch?.offlineSince !== undefined) {
    const since = minuteText(batch.offlineSince);
    return {
      device: "host",
      state: "missing",
      sentence: say(language, "till.device.host.offline", { since }),
    };
  }
  return batch?.signedIn === undefined
    ? { device: "host", state: "unknown", sentence: say(language, "till.device.host.notSignedIn") }
    : { device: "host", state: "ok", sentence: say(language, "till.device.host.ok") };
}
