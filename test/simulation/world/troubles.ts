import type { CardFaultPlan } from "../../../simulators/card/card-fault.ts";
import { accountBehind } from "./customer.ts";
import type { LineState } from "./network.ts";
import { NO_NETWORK_FAULTS } from "./network.ts";
import type { SimulatedShop } from "./shop.ts";

/** What goes wrong around the till before an action, and how it is put right again. */

export function makeTroubles(shop: SimulatedShop): void {
  const { random, swarm } = shop;
  if (random.chance(swarm.outage)) beginOutage(shop);
  if (random.chance(swarm.flapping)) flap(shop);
  if (random.chance(swarm.printer)) troublePrinter(shop);
  if (random.chance(swarm.disk)) troubleDisk(shop);
  if (random.chance(swarm.clock)) setClock(shop);
  if (random.chance(swarm.pad)) troublePad(shop);
  if (random.chance(swarm.reader)) troubleReader(shop);
  if (random.chance(swarm.crash)) planCrash(shop);
  if (random.chance(swarm.hotlist)) troubleHotlist(shop);
  chooseCustomer(shop);
  shop.cancel = new AbortController();
  if (random.chance(swarm.cancel)) {
    const { cancel } = shop;
    shop.time.at(random.int(1, 5_000), () => cancel.abort());
    shop.strikes.count("cashier: cancelled");
  }
}

function beginOutage(shop: SimulatedShop): void {
  const { random, network } = shop;
  const state = random.pick<LineState>(["refused", "unreachable", "connectHangs", "silent"]);
  const forMs = random.int(1, random.pick([10, 60, 240])) * 60_000;
  network.state = state;
  network.cut(state === "silent" ? "silently" : "reset");
  shop.time.at(forMs, () => {
    network.state = "up";
  });
  shop.strikes.count("line: outages");
  shop.note(`-- the line is ${state} for ${Math.round(forMs / 60_000)} minutes`);
}

function flap(shop: SimulatedShop): void {
  const { random, network, time } = shop;
  let atMs = 0;
  for (let i = random.int(3, 20); i > 0; i--) {
    atMs += random.int(100, 8_000);
    time.at(atMs, () => {
      network.state = "refused";
      network.cut("reset");
    });
    atMs += random.int(100, 8_000);
    time.at(atMs, () => {
      network.state = "up";
    });
  }
  shop.strikes.count("line: flapping");
  shop.note("-- the line flaps");
}

function troublePrinter(shop: SimulatedShop): void {
  const { random, counter } = shop;
  const { printer } = counter;
  const what = random.pick(["paper", "cover", "offline", "knife", "cable", "power"] as const);
  if (what === "paper") printer.cutPaperTo(random.int(0, 200));
  else if (what === "cover") printer.openCover();
  else if (what === "offline") printer.goOffline();
  else if (what === "knife") printer.jamCutter();
  else if (what === "cable") counter.printerLink.unplug();
  else printer.powerCycle();
  shop.strikes.count(`printer: ${what}`);
  shop.note(`-- printer: ${what}`);
  shop.time.at(random.int(1, 120) * 60_000, () => healPrinter(shop));
}

function healPrinter({ counter }: SimulatedShop): void {
  if (counter.isPrinterDead) return;
  counter.printer.loadPaper(1_000_000);
  counter.printer.closeCover();
  counter.printer.goOnline();
  counter.printer.clearCutter();
  counter.printerLink.plugIn();
}

function troubleDisk(shop: SimulatedShop): void {
  const { random } = shop;
  shop.diskFault = random.pick([0.2, 0.6, 1]);
  shop.power.diskFault = shop.diskFault;
  shop.note(`-- the disk refuses ${shop.diskFault * 100} % of all commits`);
  shop.time.at(random.int(1, 20) * 60_000, () => healDisk(shop));
}

function healDisk(shop: SimulatedShop): void {
  shop.diskFault = 0;
  shop.power.diskFault = 0;
}

function setClock(shop: SimulatedShop): void {
  const wrongMinutes = shop.random.pick([-26 * 60, -180, -30, 0, 12, 24 * 60, 30 * 60]);
  shop.clockWrongMs = wrongMinutes * 60_000;
  shop.strikes.count("clock: set");
  shop.note(`-- the clock is ${wrongMinutes} minutes wrong`);
}

function troublePad(shop: SimulatedShop): void {
  const { random, counter } = shop;
  const { pad, padLink } = counter;
  if (random.chance(0.5)) {
    pad.trouble.isDead = true;
    shop.time.at(random.int(1, 30) * 60_000, () => {
      pad.trouble.isDead = false;
    });
    shop.strikes.count("pad: dead");
  } else {
    padLink.unplugAfterBytes(random.pick(["toPad", "toTill"]), random.int(1, 400));
    shop.time.at(random.int(1, 30) * 60_000, () => padLink.plugIn());
    shop.strikes.count("pad: cable pulled");
  }
  shop.note("-- the pad is in trouble");
}

function troubleReader(shop: SimulatedShop): void {
  const { random, counter, time } = shop;
  const { reader } = counter;
  const what = random.pick(["held", "service"] as const);
  if (what === "held") {
    const letGo = reader.hold();
    time.at(60_000, letGo);
  } else {
    time.at(random.int(0, 3_000), () => reader.stopService());
    time.at(60_000, () => reader.startService());
  }
  shop.strikes.count(`reader: ${what}`);
}

/** A new version names a card, or nobody any more; or the list cannot be read for a while. */
function troubleHotlist(shop: SimulatedShop): void {
  const { random, hotlist, wallet, time } = shop;
  if (random.chance(0.3)) {
    hotlist.isSilent = true;
    time.at(random.int(1, 60) * 60_000, () => {
      hotlist.isSilent = false;
    });
    shop.note("-- the hotlist cannot be read");
    return;
  }
  const card = random.pick([wallet.dual, wallet.second, "debit", "purse", "nobody"]);
  if (card === "nobody") hotlist.list();
  else hotlist.list(accountBehind(card).pan);
  shop.note(`-- hotlist version ${hotlist.version}: ${card}`);
}

function planCrash(shop: SimulatedShop): void {
  const { random } = shop;
  const at = random.pick(["beforeCommit", "afterCommit", "apdu", "time"] as const);
  if (at === "time") shop.planCrash({ at, afterMs: random.int(1, random.pick([2_000, 100_000])) });
  else shop.planCrash({ at, nth: random.int(1, at === "apdu" ? 20 : 8) });
}

function chooseCustomer(shop: SimulatedShop): void {
  const { random, swarm, counter } = shop;
  counter.pad.usualCustomer = { kind: "digits", pin: "123456" };
  if (!random.chance(swarm.customer)) return;
  const what = random.pick(["wrong PIN", "wrong PIN once", "bypass", "cancel", "timeout"] as const);
  if (what === "wrong PIN") counter.pad.usualCustomer = { kind: "digits", pin: "654321" };
  else if (what === "wrong PIN once") counter.pad.customers.push({ kind: "digits", pin: "111222" });
  else counter.pad.usualCustomer = { kind: what };
  shop.strikes.count(`customer: ${what}`);
}

/** A tap is over after seven to nine commands; with the answer to the last one most cards take the money. */
function leavesTheField({ random, strikes }: SimulatedShop): CardFaultPlan {
  strikes.count("card: left the field too early");
  const moment = random.pick(["before", "after"] as const);
  return { kind: "pull", atCommand: random.int(5, 9), moment };
}

/** What the next card does wrong. */
export function cardFaults(shop: SimulatedShop, way: "slot" | "field" | "stripe" = "slot"): CardFaultPlan[] {
  const { random, swarm, strikes } = shop;
  if (way === "field" && random.chance(swarm.shakyHand)) return [leavesTheField(shop)];
  if (!random.chance(swarm.cardFault)) return [];
  const atCommand = random.int(1, 24);
  const what = random.pick([
    "pulled before",
    "pulled after",
    "mute",
    "garbage",
    "muteAtReset",
    "slow",
  ] as const);
  strikes.count(`card: ${what}`);
  switch (what) {
    case "pulled before":
      return [{ kind: "pull", atCommand, moment: "before" }];
    case "pulled after":
      return [{ kind: "pull", atCommand, moment: "after" }];
    case "mute":
      return [{ kind: "mute", atCommand }];
    case "garbage":
      return [{ kind: "garbage", atCommand, answer: random.bytes(random.int(2, 40)) }];
    case "muteAtReset":
      return [{ kind: "muteAtReset" }];
    default:
      return [{ kind: "delay", delayMs: random.int(10, 3_000) }];
  }
}

/** All faults end; what they have done is still there. */
export function healEverything(shop: SimulatedShop): void {
  shop.areStartsDangerous = false;
  shop.hotlist.isSilent = false;
  shop.hotlist.list();
  shop.host.faults = new Map();
  shop.network.faults = NO_NETWORK_FAULTS;
  shop.network.state = "up";
  shop.counter.isPrinterDead = false;
  healPrinter(shop);
  healDisk(shop);
  shop.clockWrongMs = 0;
  shop.counter.pad.trouble.isDead = false;
  shop.counter.pad.customers.length = 0;
  shop.counter.pad.usualCustomer = { kind: "digits", pin: "123456" };
  if (shop.isRunning) shop.power.plan(undefined);
  shop.cancel = undefined;
}
