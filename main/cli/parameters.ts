import { type Command, Option } from "commander";
import { adviseOnParameterPack } from "../domain/emv/parameter-pack/advise-parameter-pack.ts";
import type { ParameterPack } from "../domain/emv/parameter-pack/parameter-pack.ts";
import type { Language } from "../domain/text/language.ts";
import type { Say } from "./command-line.ts";
import { sayOfDownload } from "./download-say.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import type { Output } from "./output.ts";
import { checkDownload } from "./parameters-download.ts";
import { aidLine, keyLine, today } from "./parameters-lines.ts";
import { failOfStore, packFaultList, packFaultsToTell, sayOfParameters } from "./parameters-say.ts";
import type { Run } from "./run.ts";
import { fileFaultSentence, fileName } from "./sentences.ts";
import type { Session } from "./session.ts";

/** `jinka parameters`: packs are files, so that none of this but `trust` and `download` opens the terminal. */
export function addParametersCommand(program: Command, run: Run, _say: Say, language: Language): void {
  const text = (key: Parameters<typeof sayOfParameters>[1]) => sayOfParameters(language, key);
  const parameters = program.command("parameters").description(text("help.parameters"));
  parameters
    .command("show")
    .description(text("help.show"))
    .action((_options: object, command: Command) => run(command, show));
  parameters
    .command("check")
    .description(text("help.check"))
    .argument("<file>", text("help.file"))
    .option("--key <public.pem>", text("help.checkKey"))
    .addOption(
      new Option("--random-selection <form>", text("help.randomSelection"))
        .choices(["bcd", "binary"])
        .default("bcd"),
    )
    .action((file: string, options: CheckOptions, command: Command) =>
      run(command, (session) => check(session, file, options)),
    );
  parameters
    .command("install")
    .description(text("help.install"))
    .argument("<pack.json>", text("help.file"))
    .action((file: string, _options: object, command: Command) =>
      run(command, (session) => install(session, file)),
    );
  parameters
    .command("download")
    .description(sayOfDownload(language, "help.parameters"))
    .option("--resume", sayOfDownload(language, "help.resume"))
    .action(({ resume }: { resume?: boolean }, command: Command) =>
      run(command, (session) =>
        session.withTerminal(async (terminal) => {
          const { runParametersDownload } = await import("./download.ts");
          return runParametersDownload(session, terminal, resume === true);
        }),
      ),
    );
  parameters
    .command("sign")
    .description(text("help.sign"))
    .argument("<pack.json>", text("help.packFile"))
    .requiredOption("--key <private.pem>", text("help.signingKey"))
    .option("--out <signed.json>", text("help.out"))
    .action((file: string, options: SignOptions, command: Command) =>
      run(command, (session) => sign(session, file, options)),
    );
  parameters
    .command("trust")
    .description(text("help.trust"))
    .argument("<public.pem>", text("help.pem"))
    .requiredOption("--operator <name>", text("help.operator"))
    .action((file: string, { operator }: { operator: string }, command: Command) =>
      run(command, (session) => trust(session, file, operator)),
    );
}

type CheckOptions = { readonly key?: string; readonly randomSelection: "bcd" | "binary" };
type SignOptions = { readonly key: string; readonly out?: string };

/** Larger than any pack (4,000,000 characters) in UTF-8. */
const FILE_BYTES_MAX = 8_000_000;
const PEM_BYTES_MAX = 100_000;

async function readBytes(session: Session, file: string, bytesMax: number): Promise<Uint8Array | ExitCode> {
  const read = await session.read(file, bytesMax);
  if (read.ok) return read.value;
  return session.output.fail(EXIT.usage, "usage.file", fileFaultSentence(session.output, file, read.fault));
}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

async function show(session: Session): Promise<ExitCode> {
  const { output, paths } = session;
  const { loadParameterPack } = await import("../config/parameter-pack-store.ts");
  const loaded = await loadParameterPack(paths, today());
  if (!loaded.ok) return failOfStore(output, loaded.fault, "");
  if (loaded.value === undefined) {
    output.line(sayOfParameters(output.language, "none"));
    return output.done({ installed: false });
  }
  const { pack, keyId, file } = loaded.value;
  showPack(output, pack, keyId);
  return output.done({ installed: true, file, keyId, pack });
}

function showPack(output: Output, pack: ParameterPack, keyId: string): void {
  const { language } = output;
  const {
    countryCode: country,
    currencyCode: currency,
    currencyExponent: exponent,
    revokedCertificates,
  } = pack;
  output.line(sayOfParameters(language, "pack", { ...namesOf(pack), keyId }));
  output.line(sayOfParameters(language, "place", { country, currency, exponent }));
  for (const application of pack.applications) output.line(aidLine(application, language));
  for (const key of pack.caKeys) output.line(keyLine(key, language));
  output.line(sayOfParameters(language, "revoked", { count: revokedCertificates.length }));
}

const namesOf = ({ name, version, validFrom }: ParameterPack) => ({ name, version, validFrom });

async function check(session: Session, file: string, options: CheckOptions): Promise<ExitCode> {
  const { output, paths } = session;
  const bytes = await readBytes(session, file, FILE_BYTES_MAX);
  if (typeof bytes === "number") return bytes;
  const text = textOf(bytes);
  if (!/^[\s\uFEFF]*[{[]/.test(text)) return checkDownload(output, file, bytes, options.randomSelection);
  const { checkParameterPackFile } = await import("../config/parameter-pack-store.ts");
  const { readSignedPack } = await import("../config/parameter-pack-file.ts");
  let trustedKeys: Awaited<ReturnType<typeof readPublicKeys>> | undefined;
  if (options.key !== undefined) trustedKeys = await readPublicKeys(session, options.key);
  if (typeof trustedKeys === "number") return trustedKeys;
  if (trustedKeys === undefined) {
    const checked = await checkParameterPackFile(paths, text, today());
    if (!checked.ok) return failOfStore(output, checked.fault, fileName(output, file));
    return tellGood(output, file, checked.value.pack, checked.value.keyId);
  }
  const read = readSignedPack(text, { trustedKeys, today: today(), areExpiredKeysRefused: true });
  if (!read.ok) return failOfStore(output, { kind: "refused", faults: read.fault }, fileName(output, file));
  return tellGood(output, file, read.value.pack, read.value.keyId);
}

function tellGood(output: Output, file: string, pack: ParameterPack, keyId: string): ExitCode {
  const advice = adviseOnParameterPack(pack);
  showPack(output, pack, keyId);
  for (const { kind, path, aid } of advice)
    output.line(sayOfParameters(output.language, `advice.${kind}`, { path, aid }));
  output.line(sayOfParameters(output.language, "good", { file: fileName(output, file) }));
  return output.done({ ...namesOf(pack), keyId, advice });
}

async function readPublicKeys(session: Session, file: string) {
  const bytes = await readBytes(session, file, PEM_BYTES_MAX);
  if (typeof bytes === "number") return bytes;
  const { readTrustedKeys } = await import("../config/parameter-pack-signature.ts");
  const keys = readTrustedKeys(textOf(bytes));
  return keys.ok ? keys.value : failOfKey(session, file, keys.fault.kind);
}

function failOfKey({ output }: Session, file: string, kind: "notPem" | "notEd25519"): ExitCode {
  return output.fail(EXIT.refused, `refused.${kind}`, sayOfParameters(output.language, kind, { file }));
}

async function install(session: Session, file: string): Promise<ExitCode> {
  const { output, paths } = session;
  const bytes = await readBytes(session, file, FILE_BYTES_MAX);
  if (typeof bytes === "number") return bytes;
  const { installParameterPack } = await import("../config/parameter-pack-store.ts");
  const installed = await installParameterPack(paths, textOf(bytes), today());
  if (!installed.ok) return failOfStore(output, installed.fault, fileName(output, file));
  const { pack, keyId } = installed.value;
  output.line(sayOfParameters(output.language, "installed", namesOf(pack)));
  return output.done({ ...namesOf(pack), keyId, file: installed.value.file });
}

async function sign(session: Session, file: string, { key: keyFile, out }: SignOptions): Promise<ExitCode> {
  const { output } = session;
  const { language } = output;
  const bytes = await readBytes(session, file, FILE_BYTES_MAX);
  if (typeof bytes === "number") return bytes;
  const pem = await readBytes(session, keyFile, PEM_BYTES_MAX);
  if (typeof pem === "number") return pem;
  const { readUnsignedPack } = await import("../config/parameter-pack-file.ts");
  const { readSigningKey, signPack } = await import("../config/parameter-pack-signature.ts");
  const key = readSigningKey(textOf(pem));
  if (!key.ok) return failOfKey(session, keyFile, key.fault.kind);
  const read = readUnsignedPack(textOf(bytes), today());
  if (!read.ok) {
    const list = packFaultList(output, read.fault);
    const sentence = sayOfParameters(language, "notSignable", { file: fileName(output, file), list });
    return output.fail(EXIT.refused, "refused.pack", sentence, {
      mistakes: packFaultsToTell(output, read.fault),
    });
  }
  const signature = signPack(read.value.canonical, key.value);
  const signed = { pack: read.value.content, signature };
  if (out === undefined) {
    output.line(JSON.stringify(signed, null, 2));
    return output.done({ ...namesOf(read.value.pack), keyId: signature.keyId, signed });
  }
  const { writeFile } = await import("node:fs/promises");
  try {
    await writeFile(out, `${JSON.stringify(signed, null, 2)}\n`, { flag: "wx" });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    return output.fail(
      EXIT.refused,
      "refused.file",
      sayOfParameters(language, "notWritten", { file: out, code }),
    );
  }
  output.line(sayOfParameters(language, "signed", { keyId: signature.keyId, file: out }));
  return output.done({ ...namesOf(read.value.pack), keyId: signature.keyId, file: out });
}

/** Whom a terminal believes decides about all its money: only an owner says so. */
async function trust(session: Session, file: string, operator: string): Promise<ExitCode> {
  const pem = await readBytes(session, file, PEM_BYTES_MAX);
  if (typeof pem === "number") return pem;
  return session.withTerminal(async (terminal) => {
    const refused = await session.identify(terminal, operator, ["owner"]);
    if (refused !== undefined) return refused;
    const { output, paths } = session;
    const { trustKeys } = await import("../config/parameter-pack-store.ts");
    const trusted = await trustKeys(paths, textOf(pem));
    if (!trusted.ok) return failOfStore(output, trusted.fault, fileName(output, file));
    const keyIds = trusted.value.map(({ keyId }) => keyId);
    output.line(sayOfParameters(output.language, "trusted", { keys: keyIds.join(", ") }));
    return output.done({ keyIds });
  });
}
