import { describe, expect, test } from "vitest";
import { fromHex } from "../../../../main/domain/bytes.ts";
import { createCard } from "../../../../simulators/card/create-card.ts";
import type { CardProfile } from "../../../../simulators/card/profile.ts";
import { debit } from "../../../../simulators/card/profiles/debit.ts";
import { VirtualCard, type VirtualCardOptions } from "../../../../simulators/card/virtual-card.ts";
import { ask, readApplication, selectName, send } from "./bench.ts";

const PSE = "315041592E5359532E4444463031";
const DEBIT_AID = "A000000333010101";
const DEBIT_GPO = "80A800000B830900000000000123015600";

function on(profile: CardProfile, options: VirtualCardOptions = {}): VirtualCard {
  const card = new VirtualCard(profile, options);
  card.powerOn();
  return card;
}

/** Debit that answers directly, so that a test shows one command and one answer. */
const direct = () => on(debit, { protocol: "T=1" });

describe("T=0", () => {
  test("data after data has to be fetched, in one or more pieces", () => {
    const card = on(debit);
    expect(send(card, selectName(PSE))).toBe("6120");
    expect(send(card, "00C0000021")).toBe("6C20");
    expect(send(card, "00C0000002")).toBe("6F1E611E");
    expect(send(card, "00C000001E").slice(-4)).toBe("9000");
    expect(send(card, "00C0000001")).toBe("6985");
  });

  test("the expected length must be right", () => {
    const card = on(debit);
    ask(card, selectName(PSE));
    expect(send(card, "00B2010C00")).toBe("6C1D");
    expect(send(card, "00B2010C1D").slice(-4)).toBe("9000");
    expect(send(card, "00B2020C00")).toBe("6A83");
  });

  test("an answer that is not fetched is lost with the next command", () => {
    const card = on(debit);
    send(card, selectName(PSE));
    send(card, "00B2010C00");
    expect(send(card, "00C0000020")).toBe("6985");
  });

  test("a reader may hand over the Le of a case 4 command, or not", () => {
    const card = on(debit);
    expect(send(card, `00A404000E${PSE}`)).toBe("6120");
    expect(send(card, `00A404000E${PSE}00`)).toBe("6120");
    expect(send(card, `00A404000E${PSE}0000`)).toBe("6700");
  });

  test("a warning comes first and its data can still be fetched", () => {
    const card = createCard("blocked");
    if (card === undefined) throw new Error("there is a blocked card");
    card.powerOn();
    expect(send(card, selectName(DEBIT_AID))).toBe("6283");
    const announced = send(card, "00C0000000");
    expect(announced).toMatch(/^6C..$/);
    expect(send(card, `00C00000${announced.slice(2)}`).slice(-4)).toBe("9000");
  });

  test("a record of 254 bytes is announced with its own length", () => {
    const card = on(debit);
    ask(card, selectName(DEBIT_AID));
    ask(card, DEBIT_GPO);
    expect(send(card, "00B2011400")).toBe("6CFE");
  });

  test("both protocols carry the same card", () => {
    const over = (protocol: "T=0" | "T=1") => readApplication(on(debit, { protocol }), DEBIT_AID);
    expect(over("T=0")).toEqual(over("T=1"));
  });
});

describe("what goes wrong on purpose", () => {
  const fault = (plan: VirtualCardOptions["faults"]) => on(debit, { protocol: "T=1", faults: plan ?? [] });

  test.each(["before", "after"] as const)(
    "a card pulled %s a command has or has not executed it",
    (moment) => {
      const card = fault([{ kind: "pull", atCommand: 2, moment }]);
      ask(card, selectName(DEBIT_AID));
      expect(send(card, DEBIT_GPO)).toBe("pulled");
      expect(card.memory()?.atc).toBe(moment === "after" ? 0x10 : 0x0f);
      expect(send(card, DEBIT_GPO)).toBe("silence");
    },
  );

  test("a mute card answers nothing until it is powered up again", () => {
    const card = fault([{ kind: "mute", atCommand: 2 }]);
    expect(send(card, selectName(PSE)).slice(-4)).toBe("9000");
    expect(send(card, "00B2010C00")).toBe("silence");
    expect(send(card, "00B2010C00")).toBe("silence");
    card.powerOn();
    expect(send(card, selectName(PSE)).slice(-4)).toBe("9000");
  });

  test("garbage replaces one answer", () => {
    const card = fault([{ kind: "garbage", atCommand: 1, answer: fromHex("FF") }]);
    expect(send(card, selectName(PSE))).toBe("FF");
    expect(send(card, "00B2010C00").slice(-4)).toBe("9000");
  });

  test("a delay is handed to whoever holds the card", () => {
    const always = fault([{ kind: "delay", delayMs: 40 }]);
    expect([1, 2].map(() => always.exchange(fromHex(selectName(PSE))).delayMs)).toEqual([40, 40]);
    const once = fault([{ kind: "delay", delayMs: 40, atCommand: 2 }]);
    expect([1, 2, 3].map(() => once.exchange(fromHex(selectName(PSE))).delayMs)).toEqual([0, 40, 0]);
  });

  test("a card that does not answer to reset stays silent", () => {
    const card = new VirtualCard(debit, { faults: [{ kind: "muteAtReset" }] });
    expect(card.powerOn()).toBeUndefined();
    expect(send(card, selectName(PSE))).toBe("silence");
  });

  test("the pulled card is a debit card or any other, by name", () => {
    for (const name of ["pulled@2", "debit@2", "credit@2"]) {
      const card = createCard(name, { protocol: "T=1" });
      card?.powerOn();
      expect(card && send(card, selectName(PSE)).slice(-4)).toBe("9000");
      expect(card && send(card, "00B2010C00")).toBe("pulled");
    }
    for (const name of ["pulled", "pulled@0", "unknown", "debit@", "debit@99999", ""])
      expect(createCard(name)).toBeUndefined();
  });

  test("two cards of one profile do not share a memory", () => {
    const [first, second] = [direct(), direct()];
    ask(first, selectName(DEBIT_AID));
    ask(first, DEBIT_GPO);
    expect([first.memory()?.atc, second.memory()?.atc]).toEqual([0x10, 0x0f]);
  });
});
