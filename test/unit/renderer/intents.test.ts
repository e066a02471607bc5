import { describe, expect, it } from "vitest";
import type { CommandAnswer, TillCommand } from "../../../main/ipc/contract.ts";
import { Intents } from "../../../renderer/till/intents.ts";

/** A terminal that answers when it is told to. */
function slowTerminal() {
  const sent: TillCommand[] = [];
  const answers: ((answer: CommandAnswer) => void)[] = [];
  const intents = new Intents({
    send: (command) => {
      sent.push(command);
      return new Promise((resolve) => answers.push(resolve));
    },
  });
  return { sent, intents, answer: (index: number) => answers[index]?.({ ok: true }) };
}

describe("an intent", () => {
  it("is sent once for a doubled click", async () => {
    const { sent, intents, answer } = slowTerminal();
    const first = intents.send({ kind: "tenderCash", givenFen: 20_000 });
    const second = intents.send({ kind: "tenderCash", givenFen: 20_000 });
    answer(0);
    expect(await Promise.all([first, second])).toEqual([{ ok: true }, { ok: true }]);
    expect(sent).toHaveLength(1);
  });

  it("is sent once even when the second hand wants another sum", () => {
    const { sent, intents } = slowTerminal();
    void intents.send({ kind: "tenderCash", givenFen: 20_000 });
    void intents.send({ kind: "tenderCash", givenFen: 10_000 });
    expect(sent).toEqual([{ kind: "tenderCash", givenFen: 20_000 }]);
  });

  it("can be had again when it was answered", async () => {
    const { sent, intents, answer } = slowTerminal();
    const first = intents.send({ kind: "hold" });
    answer(0);
    await first;
    void intents.send({ kind: "hold" });
    expect(sent).toHaveLength(2);
  });

  it("counts every scan: two bottles are two bottles", () => {
    const { sent, intents } = slowTerminal();
    void intents.send({ kind: "scan", code: "6901001102745" });
    void intents.send({ kind: "scan", code: "6901001102745" });
    expect(sent).toHaveLength(2);
  });

  it("changes different lines beside each other, and each quantity once", () => {
    const { sent, intents } = slowTerminal();
    void intents.send({ kind: "setQuantity", lineNumber: 1, quantityMilli: 2000 });
    void intents.send({ kind: "setQuantity", lineNumber: 1, quantityMilli: 3000 });
    void intents.send({ kind: "setQuantity", lineNumber: 1, quantityMilli: 3000 });
    void intents.send({ kind: "setQuantity", lineNumber: 2, quantityMilli: 2000 });
    expect(sent).toHaveLength(3);
  });

  it("is under way until it is answered", async () => {
    const { intents, answer } = slowTerminal();
    let changes = 0;
    intents.onChange(() => {
      changes += 1;
    });
    const sending = intents.send({ kind: "hold" });
    expect([...intents.names]).toEqual(["hold"]);
    answer(0);
    await sending;
    expect([...intents.names]).toEqual([]);
    expect(changes).toBe(2);
  });
});
