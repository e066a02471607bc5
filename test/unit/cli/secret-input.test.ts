import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { type Keyboard, SecretInput } from "../../../main/cli/secret-input.ts";

/** What the person sees and what the terminal is told, in order. */
class Desk {
  readonly log: string[] = [];
  readonly stream = new PassThrough();
  readonly stopped = new AbortController();
  readonly input: SecretInput;

  constructor(isTTY: boolean) {
    const setRawMode = (mode: boolean) => this.log.push(mode ? "<echo off>" : "<echo on>");
    const keyboard: Keyboard = Object.assign(this.stream, { isTTY, setRawMode });
    this.input = new SecretInput(keyboard, (text) => this.log.push(text), this.stopped.signal);
  }

  get shown(): string {
    return this.log.join("");
  }

  async secret(): Promise<string | undefined> {
    return (await this.input.secret("PIN: "))?.reveal();
  }
}

describe("a pipe", () => {
  test.each([
    { name: "LF", bytes: "2468\n1357\n" },
    { name: "CR LF", bytes: "2468\r\n1357\r\n" },
    { name: "a byte order mark", bytes: "\uFEFF2468\n1357\n" },
    { name: "no line end at the end", bytes: "2468\n1357" },
    { name: "blanks around", bytes: " 2468 \n\t1357\n" },
  ])("gives line after line and then nothing: $name", async ({ bytes }) => {
    const desk = new Desk(false);
    desk.stream.end(bytes);
    expect([await desk.secret(), await desk.secret(), await desk.secret(), await desk.secret()]).toEqual([
      ...["2468", "1357"],
      ...[undefined, undefined],
    ]);
    expect(desk.shown).toBe("");
  });

  test("is waited for, byte by byte", async () => {
    const desk = new Desk(false);
    const secret = desk.secret();
    for (const character of "2468\n1357\n") {
      desk.stream.write(character);
      await new Promise(setImmediate);
    }
    expect(await secret).toBe("2468");
    expect(await desk.secret()).toBe("1357");
  });

  test("without a line end is cut off instead of filling the memory", async () => {
    const desk = new Desk(false);
    const secret = desk.secret();
    desk.stream.write("1".repeat(100_000));
    expect((await secret)?.length).toBe(256);
  });

  test("that brings nothing is left when the command is called off", async () => {
    const desk = new Desk(false);
    const secret = desk.secret();
    desk.stopped.abort();
    expect(await secret).toBeUndefined();
    expect(await desk.secret()).toBeUndefined();
  });

  test("that breaks has no line", async () => {
    const desk = new Desk(false);
    const secret = desk.secret();
    desk.stream.destroy(new Error("EISDIR"));
    expect(await secret).toBeUndefined();
  });

  test("gives no answers to questions: nobody sits there", async () => {
    const desk = new Desk(false);
    desk.stream.end("y\n");
    expect(await desk.input.ask("Agree? ")).toBeUndefined();
  });
});

describe("a keyboard", () => {
  test("shows no digit, not even one that was typed before the question", async () => {
    const desk = new Desk(true);
    const secret = desk.secret();
    desk.stream.write("24");
    desk.stream.write("68\r");
    expect(await secret).toBe("2468");
    expect(desk.log).toEqual(["<echo off>", "PIN: ", "\n", "<echo on>"]);
  });

  test("takes back with either backspace, and ignores other control keys", async () => {
    const desk = new Desk(true);
    const secret = desk.secret();
    desk.stream.write("29\u007f46\u00088\u0008\u001b68\r");
    expect(await secret).toBe("2468");
  });

  test.each([
    { name: "Ctrl-C", key: "\u0003" },
    { name: "Ctrl-D", key: "\u0004" },
  ])("gives up with $name and puts the echo back", async ({ key }) => {
    const desk = new Desk(true);
    const secret = desk.secret();
    desk.stream.write(`24${key}`);
    expect(await secret).toBeUndefined();
    expect(desk.log.at(-1)).toBe("<echo on>");
  });

  test("shows the answer to a question that is no secret", async () => {
    const desk = new Desk(true);
    const answer = desk.input.ask("Agree? ");
    desk.stream.write("y\r");
    expect(await answer).toBe("y");
    expect(desk.shown).toContain("Agree? y\n");
  });

  test("that is gone gives up", async () => {
    const desk = new Desk(true);
    const secret = desk.secret();
    desk.stream.end();
    expect(await secret).toBeUndefined();
    expect(desk.log.at(-1)).toBe("<echo on>");
  });
});
