import type { Command } from "commander";
import { dateAndTime } from "../domain/business-time.ts";
import type { Language } from "../domain/text/language.ts";
import type { Hotlist } from "../ports/hotlist.ts";
import type { TerminalKeys } from "../system/key-file.ts";
import type { Say } from "./command-line.ts";
import { sayOfDownload } from "./download-say.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { failOfHotlistFile, failOfList, hotlistProgress, sayOfHotlist } from "./hotlist-say.ts";
import type { HotlistKey } from "./hotlist-text-tables.ts";
import type { Run } from "./run.ts";
import { fileFaultSentence, openFaultSentence } from "./sentences.ts";
import type { Session } from "./session.ts";

/** `jinka hotlist`: the list lies in files of its own, so that none of this but `download` opens the books. */
export function addHotlistCommand(program: Command, run: Run, _say: Say, language: Language): void {
  const text = (key: HotlistKey) => sayOfHotlist(language, key);
  const hotlist = program.command("hotlist").description(text("help.hotlist"));
  hotlist
    .command("install")
    .description(text("help.install"))
    .argument("<file>", text("help.file"))
    .action((file: string, _options: object, command: Command) =>
      run(command, (session) => withKeys(session, (keys) => install(session, keys, file))),
    );
  hotlist
    .command("download")
    .description(sayOfDownload(language, "help.hotlist"))
    .action((_options: object, command: Command) =>
      run(command, (session) =>
        session.withTerminal(async (terminal) => {
          const { runHotlistDownload } = await import("./download.ts");
          return runHotlistDownload(session, terminal);
        }),
      ),
    );
  hotlist
    .command("status")
    .description(text("help.status"))
    .action((_options: object, command: Command) =>
      run(command, (session) => withHotlist(session, (list) => status(session, list))),
    );
  hotlist
    .command("check")
    .description(text("help.check"))
    .option("--number <number>", text("help.number"))
    .option("--expiry <yymm>", text("help.expiry"))
    .action((options: CheckOptions, command: Command) =>
      run(command, (session) => withHotlist(session, (list) => check(session, list, options))),
    );
  hotlist
    .command("sign")
    .description(text("help.sign"))
    .argument("<file>", text("help.listFile"))
    .requiredOption("--key <private.pem>", text("help.signingKey"))
    .requiredOption("--out <signed>", text("help.out"))
    .action((file: string, options: SignOptions, command: Command) =>
      run(command, (session) => sign(session, file, options)),
    );
}

type CheckOptions = { readonly number?: string; readonly expiry?: string };
type SignOptions = { readonly key: string; readonly out: string };

const PEM_BYTES_MAX = 100_000;

async function withKeys(
  session: Session,
  work: (keys: TerminalKeys) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { openKeyFile } = await import("../system/key-file.ts");
  const opened = await openKeyFile(session.paths);
  if (opened.ok) return work(opened.value.keys);
  const sentence = openFaultSentence({ kind: "keys", fault: opened.fault }, session.output.language);
  return session.output.fail(EXIT.outOfService, `keys.${opened.fault.kind}`, sentence);
}

function withHotlist(session: Session, work: (list: Hotlist) => Promise<ExitCode>): Promise<ExitCode> {
  return withKeys(session, async (keys) => {
    const { openHotlist } = await import("../compose-hotlist.ts");
    const list = await openHotlist(session.paths.dataDirectory, keys);
    try {
      return await work(list);
    } finally {
      await list.close();
    }
  });
}

async function install({ output, paths }: Session, keys: TerminalKeys, file: string): Promise<ExitCode> {
  const { hotlistInstallOptions } = await import("../compose-hotlist.ts");
  const { installHotlistFile } = await import("../config/hotlist/install-hotlist-file.ts");
  const installed = await installHotlistFile(file, {
    ...hotlistInstallOptions(paths.dataDirectory, keys),
    onProgress: hotlistProgress(output),
  });
  output.endProgressLine();
  if (!installed.ok) return failOfHotlistFile(output, file, installed.fault);
  const { resumedAt, ...list } = installed.value;
  const tell = (key: HotlistKey, parameters = {}) =>
    output.line(sayOfHotlist(output.language, key, parameters));
  if (resumedAt > 0) tell("resumed", { count: resumedAt });
  tell("installed", list);
  tell("delete", { file });
  return output.done({ ...list, resumedAt });
}

/** Lists come from China's acquirers; without its books open, this is where the till stands. */
const UTC_OFFSET_MINUTES = 480;

async function status({ output }: Session, list: Hotlist): Promise<ExitCode> {
  const answer = await list.status();
  if (!answer.ok) return failOfList(output, answer.fault);
  if (answer.value === undefined) {
    output.line(sayOfHotlist(output.language, "none"));
    return output.done({ installed: false });
  }
  const { version, entries, installedAtEpochMs } = answer.value;
  const installedAt = dateAndTime({ epochMs: installedAtEpochMs, utcOffsetMinutes: UTC_OFFSET_MINUTES });
  output.line(sayOfHotlist(output.language, "status", { version, entries, installedAt }));
  return output.done({ installed: true, version, entries, installedAtEpochMs });
}

async function check(session: Session, list: Hotlist, { number, expiry }: CheckOptions): Promise<ExitCode> {
  const { output } = session;
  const mistake = (key: HotlistKey, kind: string) =>
    output.fail(EXIT.usage, kind, sayOfHotlist(output.language, key));
  if (number !== undefined && !/^\d{1,2}$/.test(number)) return mistake("badNumber", "usage.number");
  if (expiry !== undefined && !/^\d\d(0[1-9]|1[0-2])$/.test(expiry))
    return mistake("badExpiry", "usage.expiry");
  const pan = await session.input.secret(sayOfHotlist(output.language, "askPan"));
  if (pan === undefined) return mistake("noPan", "usage.noPan");
  if (!/^\d{8,19}$/.test(pan.reveal())) return mistake("badPan", "usage.pan");
  const answer = await list.check({
    pan,
    ...(number === undefined ? {} : { panSequenceNumber: Number(number) }),
    ...(expiry === undefined ? {} : { expiry }),
  });
  if (!answer.ok) return failOfList(output, answer.fault);
  if (answer.value === undefined) {
    output.line(sayOfHotlist(output.language, "none"));
    return output.done({ installed: false });
  }
  const { listed, version } = answer.value;
  output.line(sayOfHotlist(output.language, listed ? "listed" : "notListed", { version }));
  return output.done({ installed: true, listed, version });
}

async function sign(session: Session, file: string, { key: keyFile, out }: SignOptions): Promise<ExitCode> {
  const { output } = session;
  const pem = await session.read(keyFile, PEM_BYTES_MAX);
  if (!pem.ok) return output.fail(EXIT.usage, "usage.file", fileFaultSentence(output, keyFile, pem.fault));
  const { readSigningKey } = await import("../config/parameter-pack-signature.ts");
  const key = readSigningKey(new TextDecoder().decode(pem.value));
  if (!key.ok) {
    const { kind } = key.fault;
    return output.fail(
      EXIT.refused,
      `refused.${kind}`,
      sayOfHotlist(output.language, kind, { file: keyFile }),
    );
  }
  const { signHotlistFile } = await import("../config/hotlist/sign-hotlist-file.ts");
  const signed = await signHotlistFile(file, out, key.value);
  if (!signed.ok) return failOfHotlistFile(output, file, signed.fault);
  const { keyId, header } = signed.value;
  const { version, entries } = header;
  output.line(sayOfHotlist(output.language, "signed", { keyId, file: out, version, entries }));
  return output.done({ keyId, file: out, version, entries });
}
