import type { z } from "zod";

/**
 * What is wrong with one place of a configuration. The sentence is `cli.mistake.<kind>` in `domain/text`, in the
 * language of whoever reads it; `parameters` fill its gaps.
 */
export type ConfigMistake = {
  /** Members from the outermost in, `emv.applications.0.aid`; empty for the file as a whole. */
  readonly path: string;
  readonly kind: MistakeKind;
  readonly parameters: Readonly<Record<string, string | number>>;
};

type MistakeKind = FlawKind | ShapeKind;

/** What a rule of ours found. */
type FlawKind =
  | "hex"
  | "byteCount"
  | "byteRange"
  | "digits"
  | "ascii"
  | "alphanumeric"
  | "controlCharacter"
  | "host"
  | "timeZone"
  | "date"
  | "dol"
  | "checksum"
  | "twice"
  | "belowTarget"
  | "notBelowFloor"
  | "unknownCountry"
  | "unknownCurrency"
  | "wrongExponent"
  | "drawerNeedsPrinter"
  | "sameLine"
  | "labelPrefix"
  | "panPrefix"
  | "labelDigits"
  | "trainingHost";

/** What the schema library found. */
type ShapeKind =
  | "notJson"
  | "missing"
  | "unknownMember"
  | "notText"
  | "notNumber"
  | "notWhole"
  | "notYesNo"
  | "notObject"
  | "notList"
  | "tooSmall"
  | "tooLarge"
  | "tooShort"
  | "tooLong"
  | "tooFew"
  | "tooMany"
  | "notOneOf"
  | "invalid";

/** Marks a refinement with the kind of its mistake. A value with one flaw is not looked at for the next. */
export function flaw(kind: FlawKind, parameters: ConfigMistake["parameters"] = {}) {
  return { abort: true, params: { kind, parameters } };
}

type Issue = z.core.$ZodIssue;

/** The findings of the schema library, by our names. `json` is what was read. */
export function mistakesOf(issues: readonly Issue[], json: unknown): readonly ConfigMistake[] {
  return issues.flatMap((issue): ConfigMistake[] => {
    const path = issue.path.join(".");
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({
        path: path === "" ? key : `${path}.${key}`,
        kind: "unknownMember",
        parameters: {},
      }));
    }
    return [{ path, ...mistakeOf(issue, isMissing(json, issue.path)) }];
  });
}

function isMissing(json: unknown, path: readonly PropertyKey[]): boolean {
  let at = json;
  for (const key of path) {
    if (typeof at !== "object" || at === null) return false;
    at = (at as Record<PropertyKey, unknown>)[key];
  }
  return at === undefined;
}

function mistakeOf(issue: Issue, missing: boolean): Omit<ConfigMistake, "path"> {
  const plain = (kind: ShapeKind, parameters = {}) => ({ kind, parameters });
  switch (issue.code) {
    case "custom":
      return issue.params as Omit<ConfigMistake, "path">;
    case "invalid_type":
      return missing ? plain("missing") : plain(TYPE_MISTAKES[issue.expected] ?? "invalid");
    case "invalid_value":
      return missing ? plain("missing") : plain("notOneOf", { values: issue.values.join(", ") });
    case "too_small":
      return plain(SMALL_MISTAKES[issue.origin] ?? "tooSmall", { min: Number(issue.minimum) });
    case "too_big":
      return plain(BIG_MISTAKES[issue.origin] ?? "tooLarge", { max: Number(issue.maximum) });
    default:
      return plain("invalid");
  }
}

const TYPE_MISTAKES: Readonly<Record<string, ShapeKind>> = {
  string: "notText",
  number: "notNumber",
  int: "notWhole",
  boolean: "notYesNo",
  object: "notObject",
  array: "notList",
};

const SMALL_MISTAKES: Readonly<Record<string, ShapeKind>> = { string: "tooShort", array: "tooFew" };
const BIG_MISTAKES: Readonly<Record<string, ShapeKind>> = { string: "tooLong", array: "tooMany" };
