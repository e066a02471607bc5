import { expect, test } from "vitest";
import { equalBytes, toHex } from "../../../../main/domain/bytes.ts";
import type { BehaviourRule } from "../../../../simulators/acquirer/behaviour.ts";
import {
  ask,
  cupMac,
  IDENTITY,
  Line,
  readAnswer,
  reversal,
  type Session,
  sale,
  saleFields,
  signed,
  signIn,
  signInRequest,
  TID,
  unsigned,
  voidSale,
} from "./terminal.ts";
import { withFaults, withSession } from "./with-host.ts";

const saleRequest = (session: Session, stan = 2): Uint8Array =>
  signed(session.macKey, "0200", saleFields(session, stan, 1234));

const echoRequest = unsigned("0820", { ...IDENTITY, 11: "000099", 60: "0011000000013010" });

async function withLine<T>(port: number, work: (line: Line) => Promise<T>): Promise<T> {
  const line = await Line.open(port);
  try {
    return await work(line);
  } finally {
    line.close();
  }
}

/** Sends a sale, then an echo on the same connection: the first frame that comes back is the echo's. */
async function isSilent(session: Session): Promise<boolean> {
  return withLine(session.port, async (line) => {
    line.send(saleRequest(session));
    line.send(echoRequest);
    const first = await line.nextFrame();
    return first !== undefined && readAnswer(first).mti === "0830";
  });
}

test("loseRequest: nothing of it is in the ledger, the connection stays open, and the repeat is the first", async () => {
  await withFaults([{ on: "sale", nth: 1, do: "loseRequest" }], async (session, { ledger }) => {
    expect(await isSilent(session)).toBe(true);
    expect(ledger.entries()).toEqual([]);
    expect(ledger.messages().filter(({ kind }) => kind === "sale")).toEqual([]);
    expect((await sale(session, 2, 1234)).fields[39]).toBe("00");
  });
});

test("loseAnswer: booked, silent, and the log says so", async () => {
  await withFaults([{ on: "sale", nth: 1, do: "loseAnswer" }], async (session, { ledger }) => {
    expect(await isSilent(session)).toBe(true);
    expect(ledger.totals(TID, 1).saleCount).toBe(1);
    const answers = ledger
      .messages()
      .filter(({ kind, direction }) => kind === "sale" && direction === "answer");
    expect(answers).toMatchObject([{ responseCode: "00", fault: "loseAnswer" }]);
  });
});

test("answerLate: booked at once, answered after the delay, while other messages pass", async () => {
  const rules: BehaviourRule[] = [{ on: "sale", nth: 1, do: "answerLate", delayMs: 200 }];
  await withFaults(rules, async (session, { ledger }) => {
    await withLine(session.port, async (line) => {
      line.send(saleRequest(session));
      line.send(echoRequest);
      const echo = await line.nextFrame();
      expect(echo && readAnswer(echo).mti).toBe("0830");
      expect(ledger.totals(TID, 1).saleCount).toBe(1);
      const late = await line.nextFrame();
      expect(late && readAnswer(late).fields[39]).toBe("00");
    });
  });
});

test("slow: held before it is booked", async () => {
  await withFaults([{ on: "sale", nth: 1, do: "slow", delayMs: 200 }], async (session, { ledger }) => {
    await withLine(session.port, async (line) => {
      line.send(saleRequest(session));
      line.send(echoRequest);
      const echo = await line.nextFrame();
      expect(echo && readAnswer(echo).mti).toBe("0830");
      expect(ledger.entries()).toEqual([]);
      const answer = await line.nextFrame();
      expect(answer && readAnswer(answer).fields[39]).toBe("00");
      expect(ledger.totals(TID, 1).saleCount).toBe(1);
    });
  });
});

test("slow: what was on its way arrives although the terminal has hung up", async () => {
  await withFaults([{ on: "sale", nth: 1, do: "slow", delayMs: 50 }], async (session, host) => {
    const booked = new Promise<void>((resolve) => {
      host.on("message", ({ kind, direction }) => kind === "sale" && direction === "answer" && resolve());
    });
    await withLine(session.port, async (line) => {
      line.send(saleRequest(session));
      line.send(echoRequest);
      await line.nextFrame();
    });
    await booked;
    expect(host.ledger.totals(TID, 1).saleCount).toBe(1);
  });
});

test("answerTwice: booked once, the same bytes twice", async () => {
  await withFaults([{ on: "sale", nth: 1, do: "answerTwice" }], async (session, { ledger }) => {
    await withLine(session.port, async (line) => {
      line.send(saleRequest(session));
      const first = await line.nextFrame();
      const second = await line.nextFrame();
      expect(first !== undefined && second !== undefined && equalBytes(first, second)).toBe(true);
    });
    expect(ledger.totals(TID, 1).saleCount).toBe(1);
  });
});

test("wrongMac: booked, and DE64 is there and wrong", async () => {
  await withFaults([{ on: "sale", nth: 1, do: "wrongMac" }], async (session, { ledger }) => {
    const answer = await sale(session, 2, 1234);
    expect(answer.fields[39]).toBe("00");
    expect(answer.fields[64]).toMatch(/^(3[0-9]|4[1-6]){8}$/);
    expect(answer.fields[64]).not.toBe(toHex(cupMac(session.macKey, answer.macInput)));
    expect(ledger.totals(TID, 1).saleCount).toBe(1);
  });
});

test.each([
  { name: "a declined sale", rule: { on: "sale", do: "wrongMac" } as const },
  { name: "a sign-in", rule: { on: "signIn", do: "wrongMac" } as const },
])("wrongMac: also where no MAC would be due, on $name", async ({ rule }) => {
  await withFaults([rule], async (session) => {
    const answer =
      rule.on === "sale"
        ? await sale(session, 2, 1234, { 14: "5012" })
        : await ask(session.port, signInRequest());
    expect(answer.fields[64]).toHaveLength(16);
    expect(answer.fields[64]).not.toBe(toHex(cupMac(session.macKey, answer.macInput)));
  });
});

test("noMac: booked, and DE64 is absent", async () => {
  await withFaults([{ on: "sale", nth: 1, do: "noMac" }], async (session, { ledger }) => {
    const answer = await sale(session, 2, 1234);
    expect(answer.fields[39]).toBe("00");
    expect(answer.fields[64]).toBeUndefined();
    expect(ledger.totals(TID, 1).saleCount).toBe(1);
  });
});

test.each<{ rule: BehaviourRule; field: number; value: string }>([
  { rule: { on: "sale", do: "otherAmount" }, field: 4, value: "000000001235" },
  { rule: { on: "sale", do: "otherStan" }, field: 11, value: "000003" },
  { rule: { on: "sale", do: "otherCode", code: "A2" }, field: 39, value: "A2" },
  { rule: { on: "sale", do: "otherCode", code: "10" }, field: 39, value: "10" },
])("$rule.do: booked as asked, DE$field of the answer is $value under a right MAC", async (row) => {
  await withFaults([row.rule], async (session, { ledger }) => {
    const answer = await sale(session, 2, 1234);
    expect(answer.fields[row.field]).toBe(row.value);
    expect(answer.fields[64]).toBe(toHex(cupMac(session.macKey, answer.macInput)));
    expect(ledger.entries()).toMatchObject([{ stan: 2, amountFen: 1234n, state: "approved" }]);
  });
});

test("otherCode with a code that approves nothing carries no MAC, although the sale is booked", async () => {
  await withFaults([{ on: "sale", do: "otherCode", code: "98" }], async (session, { ledger }) => {
    const answer = await sale(session, 2, 1234);
    expect([answer.fields[39], answer.fields[64]]).toEqual(["98", undefined]);
    expect(ledger.totals(TID, 1).saleCount).toBe(1);
  });
});

test("refuse: a sale is declined in the books, no money moves, and its reversal is 00", async () => {
  await withFaults([{ on: "sale", nth: 1, do: "refuse", code: "98" }], async (session, { ledger }) => {
    const before = ledger.accounts();
    expect((await sale(session, 2, 1234)).fields[39]).toBe("98");
    expect(ledger.entries()).toMatchObject([{ state: "declined", responseCode: "98" }]);
    expect((await sale(session, 2, 1234)).fields[39]).toBe("94");
    expect((await reversal(session, 2, 1234)).fields[39]).toBe("00");
    expect(ledger.accounts()).toEqual(before);
  });
});

test.each(["77", "A0", "97", "30"])(
  "refuse with %s: not processed, the same sale may come again",
  async (code) => {
    await withFaults([{ on: "sale", nth: 1, do: "refuse", code }], async (session, { ledger }) => {
      expect((await sale(session, 2, 1234)).fields[39]).toBe(code);
      expect(ledger.entries()).toEqual([]);
      expect((await sale(session, 2, 1234)).fields[39]).toBe("00");
    });
  },
);

test("refuse: a refused void leaves the sale, a refused reversal too, a refused sign-in the keys", async () => {
  await withSession({}, async (session, host) => {
    const sold = await sale(session, 2, 1234);
    host.setBehaviour([
      { on: "void", nth: 1, do: "refuse", code: "96" },
      { on: "reversal", nth: 1, do: "refuse", code: "96" },
      { on: "signIn", nth: 1, do: "refuse", code: "96" },
      { on: "echo", nth: 1, do: "refuse", code: "91" },
    ]);
    const original = { stan: 2, rrn: sold.fields[37] ?? "" };
    expect((await voidSale(session, 3, 1234, original)).fields[39]).toBe("96");
    expect((await reversal(session, 2, 1234)).fields[39]).toBe("96");
    const refusedSignIn = await ask(session.port, signInRequest());
    expect([refusedSignIn.fields[39], refusedSignIn.fields[62]]).toEqual(["96", undefined]);
    expect((await ask(session.port, echoRequest)).fields[39]).toBe("91");
    expect(host.ledger.entries().map(({ state }) => state)).toEqual(["approved", "declined"]);
    expect((await voidSale(session, 4, 1234, original)).fields[39]).toBe("00");
  });
});

test("refuse: a request without STAN is refused and stands nowhere", async () => {
  await withFaults([{ on: "sale", do: "refuse", code: "96" }], async (session, { ledger }) => {
    const { 11: _stan, ...fields } = saleFields(session, 2, 1234);
    expect((await ask(session.port, signed(session.macKey, "0200", fields))).fields[39]).toBe("96");
    expect(ledger.entries()).toEqual([]);
  });
});

test.each([
  { do: "close" as const, bookedCount: 1 },
  { do: "resetAfterFirstByte" as const, bookedCount: 0 },
])("$do: the connection is reset without an answer, and $bookedCount sales are booked", async (row) => {
  await withFaults([{ on: "sale", nth: 1, do: row.do }], async (session, { ledger }) => {
    await withLine(session.port, async (line) => {
      line.send(saleRequest(session));
      expect(await line.untilClosed()).toHaveLength(0);
      expect(line.wasReset).toBe(true);
    });
    expect(ledger.totals(TID, 1).saleCount).toBe(row.bookedCount);
    expect(ledger.messages().some(({ kind }) => kind === "sale")).toBe(row.bookedCount === 1);
  });
});

test("garbage: booked, and a frame of the right length holds no message", async () => {
  await withFaults([{ on: "sale", nth: 1, do: "garbage" }], async (session, { ledger }) => {
    await withLine(session.port, async (line) => {
      line.send(saleRequest(session));
      const noise = await line.nextFrame();
      expect(noise).toHaveLength(150);
      expect(noise?.[2]).toBe(0xff);
      line.send(echoRequest);
      const echo = await line.nextFrame();
      expect(echo && readAnswer(echo).mti).toBe("0830");
    });
    expect(ledger.totals(TID, 1).saleCount).toBe(1);
  });
});

test("halfAnswer: booked, half the bytes, then the end in order", async () => {
  await withFaults([{ on: "sale", nth: 1, do: "halfAnswer" }], async (session, { ledger }) => {
    await withLine(session.port, async (line) => {
      line.send(saleRequest(session));
      const half = await line.untilClosed();
      expect(half).toHaveLength(75);
      expect(line.wasReset).toBe(false);
    });
    expect(ledger.totals(TID, 1).saleCount).toBe(1);
  });
});

test("a reversal meets its own faults: the answer is lost, and the repeat is 00", async () => {
  await withSession({}, async (session, host) => {
    await sale(session, 2, 1234);
    host.setBehaviour([{ on: "reversal", nth: 1, do: "close" }]);
    await expect(reversal(session, 2, 1234)).rejects.toThrow();
    expect(host.ledger.entries()[0]?.state).toBe("reversed");
    expect((await reversal(session, 2, 1234)).fields[39]).toBe("00");
  });
});

test("new rules count from the moment they are set", async () => {
  await withSession({}, async (session, host) => {
    await sale(session, 2, 1);
    host.setBehaviour([{ on: "sale", nth: 2, do: "noMac" }]);
    expect((await sale(session, 3, 1)).fields[64]).toBeDefined();
    expect((await sale(session, 4, 1)).fields[64]).toBeUndefined();
    expect((await sale(session, 5, 1)).fields[64]).toBeDefined();
    host.setBehaviour([]);
    expect((await signIn(session.port)).batch).toBe("000001");
  });
});
