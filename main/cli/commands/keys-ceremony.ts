import type { Terminal } from "../../application/terminal.ts";
import type { MasterKeyAlgorithm } from "../../domain/batch/working-keys.ts";
import { equalBytes, fromHex, isHex, toHex } from "../../domain/bytes.ts";
import { err, ok, type Result } from "../../domain/result.ts";
import { Sensitive } from "../../domain/sensitive.ts";
import type { SecureModule } from "../../ports/secure-module.ts";
import { keyCheckValueOf } from "../../system/key-check-value.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import type { Session } from "../session.ts";
import { signInAndSay } from "../sign-in-and-say.ts";
import { moduleFault } from "./keys-faults.ts";

/**
 * The key ceremony: two people, each with a PIN of their own, bring one component each (PCI PIN, split knowledge and dual
 * control). A component reaches the module only when its check value agrees with the paper; the whole key is compared
 * at the end. The log keeps who, when and which check values, never a key.
 */

const COMPONENT_LENGTH = 16;
const KCV_LENGTH = 4;

type Ceremony = {
  readonly first: string;
  readonly second: string;
  readonly algorithm: MasterKeyAlgorithm;
};

type Entered = { readonly component: Sensitive<Uint8Array>; readonly kcv: Uint8Array };

export async function holdKeyCeremony(
  session: Session,
  terminal: Terminal,
  module: SecureModule,
  ceremony: Ceremony,
): Promise<ExitCode> {
  const { output } = session;
  const { first, second } = ceremony;
  if (first === second) return output.fail(EXIT.refused, "refused.samePerson", output.text("cli.samePerson"));
  output.say("cli.ceremonyBegins", { first, second });
  const entered: Entered[] = [];
  for (const [index, name] of [first, second].entries()) {
    const number = index === 0 ? 1 : 2;
    const refused = await session.identify(terminal, name, number === 1 ? ["owner", "manager"] : undefined);
    const own =
      refused === undefined ? await enterComponent(session, number, ceremony.algorithm) : err(refused);
    if (!own.ok) return giveUp(terminal, ceremony, own.fault);
    entered.push(own.value);
  }
  // Compared before anything is loaded: the key in force stays if the papers do not belong together.
  const expected = await askKcv(session, "cli.askMasterKcv", {});
  if (!expected.ok) return giveUp(terminal, ceremony, expected.fault);
  const whole = keyCheckValueOf(ceremony.algorithm, wholeOf(entered));
  if (!equalBytes(whole, expected.value)) return differs(session, terminal, ceremony, whole, expected.value);
  return await load(session, terminal, module, ceremony, { entered, expected: expected.value });
}

async function load(
  session: Session,
  terminal: Terminal,
  module: SecureModule,
  ceremony: Ceremony,
  { entered, expected }: { readonly entered: readonly Entered[]; readonly expected: Uint8Array },
): Promise<ExitCode> {
  const { output } = session;
  const { first, second, algorithm } = ceremony;
  for (const [index, { component }] of entered.entries()) {
    const loaded = await module.loadMasterKeyComponent(index === 0 ? 1 : 2, component, algorithm);
    if (!loaded.ok) return giveUp(terminal, ceremony, moduleFault(session, loaded.fault));
    component.reveal().fill(0);
  }
  const status = await module.status();
  if (!status.ok) return giveUp(terminal, ceremony, moduleFault(session, status.fault));
  const { serial, masterKeyKcv = new Uint8Array() } = status.value;
  if (!equalBytes(masterKeyKcv, expected))
    return differs(session, terminal, ceremony, masterKeyKcv, expected);
  const kcv = toHex(masterKeyKcv);
  terminal.parts.log.write("keyCeremony", { first, second, algorithm, module: serial, kcv, done: true });
  output.say("cli.ceremonyDone", { first, second, kcv });
  // Working keys under the old master key are worthless now.
  const signedIn = await signInAndSay(session, terminal);
  if (!signedIn.ok) return session.notDone({ kind: "journal", fault: signedIn.fault });
  const componentKcvs = entered.map((one) => toHex(one.kcv));
  return output.done({
    first,
    second,
    algorithm,
    componentKcvs,
    masterKeyKcv: kcv,
    signedIn: signedIn.value.done,
  });
}

/** What one person types: the component, unseen, and the check value on the paper. */
async function enterComponent(
  session: Session,
  number: 1 | 2,
  algorithm: MasterKeyAlgorithm,
): Promise<Result<Entered, ExitCode>> {
  const { output, input } = session;
  const typed = await input.secret(output.text("cli.askComponent", { number }));
  if (typed === undefined) return err(session.noSecret("cli.noComponent", "usage.noComponent"));
  const digits = typed.map((text) => text.replace(/\s/g, ""));
  if (!isHex(digits.reveal()) || digits.reveal().length !== 2 * COMPONENT_LENGTH)
    return err(output.fail(EXIT.refused, "refused.component", output.text("cli.badComponent", { number })));
  const component = new Sensitive(fromHex(digits.reveal()));
  const kcv = keyCheckValueOf(algorithm, component.reveal());
  const expected = await askKcv(session, "cli.askComponentKcv", { number });
  if (!expected.ok) return expected;
  if (equalBytes(kcv, expected.value)) return ok({ component, kcv });
  const detail = { number, kcv: toHex(kcv), expected: toHex(expected.value) };
  const sentence = output.text("cli.componentKcvWrong", detail);
  return err(output.fail(EXIT.refused, "refused.componentKcv", sentence));
}

/** The check value is no secret, but it comes on the same lines as the secrets do. */
async function askKcv(
  session: Session,
  question: "cli.askComponentKcv" | "cli.askMasterKcv",
  parameters: Record<string, number>,
): Promise<Result<Uint8Array, ExitCode>> {
  const { output, input } = session;
  const typed = await input.secret(output.text(question, parameters));
  if (typed === undefined) return err(session.noSecret("cli.noComponent", "usage.noComponent"));
  const digits = typed.reveal().replace(/\s/g, "");
  return isHex(digits) && digits.length === 2 * KCV_LENGTH
    ? ok(fromHex(digits))
    : err(output.fail(EXIT.refused, "refused.kcv", output.text("cli.badKcv")));
}

function wholeOf(entered: readonly Entered[]): Uint8Array {
  const whole = new Uint8Array(COMPONENT_LENGTH);
  for (const { component } of entered)
    for (const [at, byte] of component.reveal().entries()) whole[at] = (whole[at] ?? 0) ^ byte;
  return whole;
}

function differs(
  session: Session,
  terminal: Terminal,
  ceremony: Ceremony,
  kcv: Uint8Array,
  expected: Uint8Array,
): ExitCode {
  const values = { kcv: toHex(kcv), expected: toHex(expected) };
  terminal.parts.log.write("keyCeremony", {
    ...ceremony,
    ...{ kcv: values.kcv, expectedKcv: values.expected },
    ...{ done: false, reason: "check values differ" },
  });
  const sentence = session.output.text("cli.ceremonyWrong", values);
  return session.output.fail(EXIT.refused, "refused.masterKeyKcv", sentence);
}

function giveUp(terminal: Terminal, ceremony: Ceremony, exitCode: ExitCode): ExitCode {
  terminal.parts.log.write("keyCeremony", { ...ceremony, done: false, reason: "given up" });
  return exitCode;
}
