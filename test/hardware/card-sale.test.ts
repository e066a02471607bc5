import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EXIT } from "../../main/cli/exit-code.ts";
import { RealCounter, rowsOf } from "../support/real-counter.ts";
import { hardwareAvailable } from "./pcscd.ts";
import { socatAvailable } from "./serial-port.ts";

const LI = ["--operator", "li"];
const ENGLISH = ["--lang", "en"];
const JSON_TOO = ["--json", ...ENGLISH];

/** The sale of this day, counted at the host, whose answer takes its time. */
const SLOW_SALE = 6;

/** The last command of the debit card over T=0, with what 61xx and 6Cxx repeat. */
const SECOND_GENERATE_AC = "38";

const available = hardwareAvailable();
const missing = available.ok ? undefined : available.missing;
const reason = missing ?? (socatAvailable() ? undefined : "socat is not installed (Debian package socat).");

if (reason !== undefined) {
  test(`a card sale over real devices is not tested here: ${reason}`, () => {
    console.log(`${reason} A card sale over real devices was not tested.`);
  });
} else {
  describe("a day over real pcscd and real serial lines, each device a process of its own", () => {
    let counter: RealCounter;
    let cardFen = 0;

    const cardSale = (amount: string, ...more: readonly string[]) =>
      counter.jinka(["sale", ...LI, "--amount", amount, "--pay", "card", ...ENGLISH, ...more]);

    beforeAll(async () => {
      counter = await RealCounter.open([{ on: "sale", nth: SLOW_SALE, do: "answerLate", delayMs: 1_500 }]);
      await counter.setUp();
      await counter.must(["operator", "add", "li"]);
      await counter.loadKeys();
      await counter.must(["shift", "open", ...LI, "--float", "100"]);
    });
    afterAll(() => counter?.close());

    test("the doctor finds every device and the host", async () => {
      const doctor = await counter.must(["doctor", ...ENGLISH]);
      expect(doctor.out).toContain("+ Card reader: Virtual PCD");
      expect(doctor.out).toContain("+ PIN pad: VPP00001, master key 0D28E175");
      expect(doctor.out).toContain("+ Printer: ready");
      expect(doctor.out).toMatch(/\+ Clearing host: 127\.0\.0\.1:\d+ answers, signed in/);
      expect(doctor.out).not.toMatch(/^!/m);
    });

    test("cash: a receipt as text and as a picture", async () => {
      const sold = await counter.must([
        "sale",
        ...LI,
        "--item",
        "6901001104114*2",
        "--pay",
        "cash:10",
        ...ENGLISH,
      ]);
      expect(sold.out).toBe("Sold: receipt 000001, CNY 6.00.\nChange: CNY 4.00.\n");
      const receipt = await counter.paper("小票号 000001");
      expect(rowsOf(receipt)).toContain("可乐330毫升");
      expect(readFileSync(`${receipt}.png`).subarray(1, 4).toString("latin1")).toBe("PNG");
    });

    test("a debit card with its PIN on the pad", async () => {
      await counter.insert("debit");
      const sold = await cardSale("12.34");
      expect(sold).toMatchObject({ exitCode: EXIT.done });
      expect(sold.out).toBe("Paid CNY 12.34. Take the card.\nSold: receipt 000002, CNY 12.34.\n");
      expect(sold.err).toContain("Ask the customer to enter the PIN on the pad");
      const slip = rowsOf(await counter.paper("商户存根"));
      expect(slip).toMatch(/622800\*+1015/);
      expect(slip).toContain("￥12.34");
      cardFen += 1234;
      expect(counter.hostNetFen()).toBe(cardFen);
    });

    test("a credit card with a signature, for the rest of a split", async () => {
      await counter.insert("credit");
      const words = [
        "sale",
        ...LI,
        "--amount",
        "20",
        "--pay",
        "cash:5",
        "--pay",
        "card",
        "--signature",
        "yes",
      ];
      const sold = await counter.must([...words, ...JSON_TOO]);
      expect(JSON.parse(sold.out)).toMatchObject({
        ok: true,
        sale: {
          tenders: [
            { kind: "cash", amountFen: 500, status: "paid" },
            { kind: "card", amountFen: 1500, status: "paid" },
          ],
          payments: [{ phase: "approved", pinEntered: false, signature: "accepted", cryptogramType: "TC" }],
        },
      });
      cardFen += 1500;
      expect(counter.hostNetFen()).toBe(cardFen);
    });

    test("a void of the split: the card's part at the host, the cash by hand", async () => {
      const voided = await counter.must(["void", ...LI, "--receipt", "3", ...ENGLISH]);
      expect(voided.out).toBe(
        "CNY 15.00 goes back to the card. Take the card.\nThe sale is taken back: number 000004.\nHand back CNY 5.00 in cash.\n",
      );
      await counter.paper("撤销单");
      cardFen -= 1500;
      expect(counter.hostNetFen()).toBe(cardFen);
    });

    test("a card that is pulled while it is read: no money, and it may come again", async () => {
      await counter.insert("debit", "--pull-at", "9");
      const ended = await cardSale("7.01");
      expect(ended.exitCode).toBe(EXIT.declined);
      expect(ended.err).toContain("The card was removed too early. Nothing was charged. Insert it again.");
      expect(counter.hostNetFen()).toBe(cardFen);
    });

    test("a card that is pulled after the bank has approved: the charge is reversed", async () => {
      await counter.insert("debit", "--pull-at", SECOND_GENERATE_AC);
      const ended = await cardSale("7.02");
      expect(ended.exitCode).toBe(EXIT.declined);
      expect(ended.err).toContain("The bank approved but the card did not finish.");
      expect(ended.err).toContain("The bank has confirmed the reversal. No money moved.");
      expect(counter.hostNetFen()).toBe(cardFen);
    });

    test("a printer whose line is gone: the sale is done, and its papers come when it is back", async () => {
      await counter.unplugPrinter();
      await counter.insert("debit");
      const sold = await cardSale("7.03");
      cardFen += 703;
      expect(sold).toMatchObject({ exitCode: EXIT.done });
      expect(sold.err).toContain(
        "A paper was not printed: the printer is unplugged or switched off. The sale is done.",
      );
      const again = await counter.jinka(["reprint", ...LI, "--receipt", "1", ...ENGLISH]);
      expect(again.exitCode).toBe(EXIT.unavailable);
      await counter.plugInPrinter();
      const recovered = await counter.must(["recover", ...ENGLISH]);
      expect(recovered.out).toContain("Nothing is open.");
      expect(rowsOf(await counter.paper("小票号 000005"))).toContain("7.03");
    });

    test("a smart-card service that stops: cards wait with a sentence, cash goes on, and it comes back", async () => {
      if (!counter.pcscd.isOurs) {
        console.log("The smart-card service of this machine is not stopped by a test.");
        return;
      }
      await counter.pcscd.stop();
      const refused = await cardSale("7.04");
      expect(refused.exitCode).toBe(EXIT.unavailable);
      expect(refused.err).toContain(
        "The smart-card service of this computer is not running. Nothing was charged. Cash works; start the service (pcscd).",
      );
      await counter.must(["sale", ...LI, "--amount", "3", "--pay", "cash"]);
      await counter.pcscd.start();
      await counter.insert("debit");
      expect(await cardSale("7.05")).toMatchObject({ exitCode: EXIT.done });
      cardFen += 705;
    });

    test("Ctrl-C while the card is waited for: called off, and nothing was charged", async () => {
      await counter.takeOut();
      const sale = counter.begin(["sale", ...LI, "--amount", "7.06", "--pay", "card", ...ENGLISH]);
      await sale.said(/Insert the card/);
      sale.child.kill("SIGINT");
      const ended = await sale.ended();
      expect(ended.exitCode).toBe(EXIT.declined);
      expect(ended.err).toContain("Cancelled. Nothing was charged.");
    });

    test("Ctrl-C while the bank is asked, even twice: the payment is brought to its end", async () => {
      await counter.insert("debit");
      const sale = counter.begin(["sale", ...LI, "--amount", "7.07", "--pay", "card", ...ENGLISH]);
      await sale.said(/Asking the bank/);
      sale.child.kill("SIGINT");
      await sale.said(/Something is under way and is brought to its end first/);
      sale.child.kill("SIGINT");
      const ended = await sale.ended();
      expect(ended.exitCode).toBe(EXIT.done);
      expect(ended.out).toContain("Paid CNY 7.07. Take the card.\nSold: receipt");
      cardFen += 707;
      expect(counter.hostNetFen()).toBe(cardFen);
    });

    test("the Z agrees with the host's own books to the fen", async () => {
      const closed = await counter.must(["shift", "close", ...LI, "--counted", "109", ...JSON_TOO]);
      const { report } = JSON.parse(closed.out);
      expect(report).toMatchObject({
        expectedCashFen: 10_900,
        cashDifferenceFen: 0,
        open: [],
        batches: [{ tid: "10000001", netFen: cardFen }],
      });
      expect(counter.hostNetFen()).toBe(cardFen);
      await counter.paper("结班报表");
    });
  });
}
