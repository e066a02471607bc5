import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { EXIT } from "../../../main/cli/exit-code.ts";
import { runCommandLine } from "../../../main/cli/program.ts";
import { tempDir } from "../../support/temp-dir.ts";

type Said = {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
  readonly directory: string;
};

/** A command line whose form decides: the terminal is never opened, and the data directory never made. */
async function say(words: readonly string[], environment = {}): Promise<Said> {
  const directory = join(tempDir(), "data");
  const out: string[] = [];
  const err: string[] = [];
  const shell = {
    stdin: new PassThrough().end(),
    stdout: { write: (text: string) => out.push(text) },
    stderr: { write: (text: string) => err.push(text) },
    environment: { JINKA_DATA_DIR: directory, JINKA_KEY_DIR: join(directory, "..", "keys"), ...environment },
  };
  const exitCode = await runCommandLine(shell, words);
  return { exitCode, out: out.join(""), err: err.join(""), directory };
}

type Row = {
  readonly name: string;
  readonly words: readonly string[];
  readonly kind: string;
  readonly en: string;
  readonly zh: string;
};

const ROWS: readonly Row[] = [
  {
    name: "an unknown command",
    words: ["sael"],
    kind: "unknownCommand",
    en: "There is no command sael. Nothing was done. `jinka --help` lists the commands. Did you mean sale?",
    zh: "没有命令 sael，未做任何操作。`jinka --help` 列出所有命令。 您是不是指 sale？",
  },
  {
    name: "an unknown option, although another one is missing",
    words: ["sale", "--oprator", "li"],
    kind: "unknownOption",
    en: "There is no option --oprator. Nothing was done. `jinka sale --help` lists the options.",
    zh: "没有选项 --oprator，未做任何操作。`jinka sale --help` 列出所有选项。",
  },
  {
    name: "a missing option",
    words: ["shift", "close", "--operator", "li"],
    kind: "missingOption",
    en: "The option --counted <yuan> is missing. Nothing was done. `jinka shift close --help` explains it.",
    zh: "缺少选项 --counted <yuan>，未做任何操作。`jinka shift close --help` 有说明。",
  },
  {
    name: "an option without its value",
    words: ["sale", "--operator"],
    kind: "optionMissingArgument",
    en: "The option --operator <name> needs a value. Nothing was done. `jinka sale --help` explains it.",
    zh: "选项 --operator <name> 缺少值，未做任何操作。`jinka sale --help` 有说明。",
  },
  {
    name: "a missing word",
    words: ["operator", "add"],
    kind: "missingArgument",
    en: "The word <name> is missing. Nothing was done. `jinka operator add --help` explains it.",
    zh: "缺少参数 <name>，未做任何操作。`jinka operator add --help` 有说明。",
  },
  {
    name: "too many words",
    words: ["doctor", "now"],
    kind: "excessArguments",
    en: "There are too many words. Nothing was done. `jinka doctor --help` shows the form; put blanks between quotation marks.",
    zh: "参数太多，未做任何操作。`jinka doctor --help` 有格式说明；含空格的内容请加引号。",
  },
  {
    name: "a number that is none",
    words: ["journal", "--limit", "0"],
    kind: "invalidArgument",
    en: "0 does not fit --limit <n>: a whole number from 1 to 10000 is expected. Nothing was done. `jinka journal --help` explains it.",
    zh: "0 不能用于 --limit <n>：应为 1 至 10000 的整数。未做任何操作。`jinka journal --help` 有说明。",
  },
  {
    name: "a choice that is none",
    words: ["report", "y"],
    kind: "invalidArgument",
    en: "y does not fit <which>: one of x, z is expected. Nothing was done. `jinka report --help` explains it.",
    zh: "y 不能用于 <which>：应为 x, z 之一。未做任何操作。`jinka report --help` 有说明。",
  },
  {
    name: "a sale without goods",
    words: ["sale", "--operator", "li", "--pay", "cash"],
    kind: "sale",
    en: "It is not clear what is sold and how it is paid. Nothing was done. Name goods",
    zh: "没有说清卖什么、怎么付，未做任何操作。请用",
  },
  {
    name: "a sale without a way of paying",
    words: ["sale", "--operator", "li", "--amount", "5"],
    kind: "sale",
    en: "It is not clear what is sold and how it is paid. Nothing was done. Name goods",
    zh: "没有说清卖什么、怎么付，未做任何操作。请用",
  },
  {
    name: "a way of paying that is none",
    words: ["sale", "--operator", "li", "--amount", "5", "--pay", "gold"],
    kind: "pay",
    en: "gold is no way of paying. Nothing was done. Say cash, cash:5.00, card or card:10.00.",
    zh: "gold 不是付款方式，未做任何操作。请用 cash、cash:5.00、card 或 card:10.00。",
  },
  {
    name: "a tender behind one that takes all",
    words: ["sale", "--operator", "li", "--amount", "5", "--pay", "card", "--pay", "cash"],
    kind: "pay",
    en: "A payment without an amount takes all that is left, so nothing can follow it. Nothing was done. Put it last",
    zh: "不带金额的付款会付清全部，后面不能再有付款。未做任何操作。请把它放在最后",
  },
  {
    name: "a void of nothing",
    words: ["void", "--operator", "li"],
    kind: "void",
    en: "It is not clear which sale is meant. Nothing was done. Name one with --receipt, --stan or --sale.",
    zh: "没有说清是哪笔销售，未做任何操作。请用 --receipt、--stan 或 --sale 指明一笔。",
  },
  {
    name: "a void of two things",
    words: ["void", "--operator", "li", "--receipt", "1", "--stan", "2"],
    kind: "void",
    en: "It is not clear which sale is meant. Nothing was done.",
    zh: "没有说清是哪笔销售，未做任何操作。",
  },
  {
    name: "a reprint of nothing",
    words: ["reprint", "--operator", "li"],
    kind: "reprint",
    en: "It is not clear which papers are meant. Nothing was printed. Name them",
    zh: "没有说清是哪些单据，没有打印。请用",
  },
  {
    name: "a signature on nothing",
    words: ["signature", "yes", "--operator", "li"],
    kind: "signature",
    en: "It is not clear which signature is meant. Nothing was done. Name it",
    zh: "没有说清是哪个签名，未做任何操作。请用",
  },
  {
    name: "an X that nobody asks for",
    words: ["report", "x"],
    kind: "operator",
    en: "An X report is asked for by somebody. Nothing was done. Say who with --operator.",
    zh: "未说明由谁打印 X 报表，未做任何操作。请用 --operator 指明。",
  },
  {
    name: "a name that would not fit on paper",
    words: ["operator", "add", "li\u001b@"],
    kind: "name",
    en: "is no name for an operator. Nothing was changed. Take 1 to 20 letters or digits",
    zh: "不能作为操作员的名字，未做更改。请用 1 至 20 个文字或数字",
  },
  {
    name: "a configuration that is not there",
    words: ["setup", "--file", "/nowhere/terminal.json"],
    kind: "file",
    en: "The file /nowhere/terminal.json cannot be read (ENOENT). Nothing was changed. Check its name",
    zh: "文件 /nowhere/terminal.json 读不了（ENOENT），未做更改。请核对文件名",
  },
  {
    name: "a directory for a configuration",
    words: ["setup", "--file", "/"],
    kind: "file",
    en: "The file / cannot be read (EISDIR). Nothing was changed.",
    zh: "文件 / 读不了（EISDIR），未做更改。",
  },
  {
    name: "a configuration without end",
    words: ["setup", "--file", "/dev/zero"],
    kind: "file",
    en: "The file /dev/zero has more than 1000000 bytes. Nothing was done. Check whether it is the right one.",
    zh: "文件 /dev/zero 超过 1000000 字节，未做任何操作。请核对是否选对了文件。",
  },
];

describe("a command line that is wrong", () => {
  test.each(ROWS)("$name: one sentence in both languages, exit code 2, no books", async (row) => {
    for (const [lang, sentence] of [["en", row.en] as const, ["zh-CN", row.zh] as const]) {
      const said = await say([...row.words, "--lang", lang]);
      expect(said).toMatchObject({ exitCode: EXIT.usage, out: "" });
      expect(said.err).toContain(sentence);
      expect(said.err.trimEnd().split("\n")).toHaveLength(1);
      expect(existsSync(said.directory)).toBe(false);
      const json = JSON.parse((await say([...row.words, "--lang", lang, "--json"])).out);
      expect(json).toMatchObject({
        ok: false,
        exitCode: EXIT.usage,
        error: { kind: `usage.${row.kind}`, message: said.err.trimEnd() },
      });
    }
  });

  test("without a command the help is shown, and a program gets one object", async () => {
    const said = await say([]);
    expect(said).toMatchObject({ exitCode: EXIT.usage, out: "" });
    expect(said.err).toContain("Usage: jinka");
    const json = await say(["shift", "--json"]);
    expect(json.err).toBe("");
    expect(JSON.parse(json.out)).toMatchObject({
      error: { kind: "usage.noCommand" },
      command: "jinka shift",
    });
  });

  test("an unknown language is told in the language of the system", async () => {
    expect((await say(["doctor", "--lang", "fr"], { LANG: "zh_CN.UTF-8" })).err).toBe(
      "fr 不能用于 --lang <language>：应为 zh-CN, en 之一。未做任何操作。`jinka doctor --help` 有说明。\n",
    );
  });
});

const COMMANDS = [
  ...["setup", "operator", "keys", "sign-in", "doctor", "shift", "sale", "signature", "void", "report"],
  ...["journal", "reprint", "recover", "decode"],
];

describe("help", () => {
  test.each(["en", "zh-CN"])("in %s names every command, its options, and the exit codes", async (lang) => {
    const all = await say(["--help", "--lang", lang]);
    expect(all).toMatchObject({ exitCode: EXIT.done, err: "" });
    for (const command of COMMANDS) expect(all.out).toMatch(new RegExp(`^  ${command} `, "m"));
    for (const code of Object.values(EXIT)) expect(all.out).toMatch(new RegExp(`\\b${code} \\S`));
    for (const command of COMMANDS) {
      const one = await say([command, "--help", "--lang", lang]);
      expect(one.out).toContain(`jinka ${command}`);
      expect(one.out).toContain("--json");
      expect(one.out).not.toMatch(/\{\w+\}|\bcli\.help/);
    }
  });

  test("is Chinese for a Chinese system, down to its headings", async () => {
    const said = await say(["shift", "close", "--help"], { LANG: "zh_CN.UTF-8" });
    expect(said.out).toContain("用法：");
    expect(said.out).toContain("清点的现金");
    expect(said.out).not.toMatch(/Options|Usage|drawer/);
  });

  test("says the version of the package", async () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8"));
    expect(await say(["--version"])).toMatchObject({ exitCode: EXIT.done, out: `${version}\n` });
  });
});
