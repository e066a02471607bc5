import { fromHex, isHex } from "../domain/bytes.ts";
import { decodeDownload } from "../domain/emv/parameter-pack/decode-download.ts";
import type { DownloadFault, DownloadFormat } from "../domain/emv/parameter-pack/download-fault.ts";
import { tagText } from "../domain/emv/tlv-explain.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import type { Output } from "./output.ts";
import { aidLine, keyLine } from "./parameters-lines.ts";
import { sayOfParameters } from "./parameters-say.ts";
import type { ParametersKey } from "./parameters-text-tables.ts";
import { PARAMETERS_EN } from "./parameters-text-tables.ts";
import { fileName } from "./sentences.ts";

/** Shows the objects of a UnionPay parameter download: bytes, or their hexadecimal digits. */
export function checkDownload(
  output: Output,
  file: string,
  bytes: Uint8Array,
  randomSelection: DownloadFormat["randomSelection"],
): ExitCode {
  const { language } = output;
  const decoded = decodeDownload(digitsOf(bytes) ?? bytes, { randomSelection });
  if (!decoded.ok) {
    const sentence = sayOfParameters(language, "downloadFault", {
      file: fileName(output, file),
      offset: decoded.fault.offset,
      tag:
        decoded.fault.tag === undefined
          ? ""
          : sayOfParameters(language, "downloadTag", { tag: tagText(decoded.fault.tag) }),
      why: sayOfParameters(language, whyKey(decoded.fault)),
    });
    return output.fail(EXIT.refused, "refused.download", sentence, { fault: decoded.fault });
  }
  const caKeys = decoded.value.flatMap((object) => (object.kind === "caKey" ? [object.caKey] : []));
  const applications = decoded.value.flatMap((object) =>
    object.kind === "application" ? [object.application] : [],
  );
  const ignored = [...new Set(decoded.value.flatMap((object) => object.ignored))].map(tagText);
  output.line(
    sayOfParameters(language, "download", { keys: caKeys.length, applications: applications.length }),
  );
  for (const application of applications) output.line(aidLine(application, language));
  for (const key of caKeys) output.line(keyLine(key, language));
  if (ignored.length > 0)
    output.line(sayOfParameters(language, "downloadIgnored", { tags: ignored.join(", ") }));
  return output.done({ caKeys, applications, ignored });
}

function digitsOf(bytes: Uint8Array): Uint8Array | undefined {
  const text = new TextDecoder("latin1").decode(bytes).replace(/\s/g, "");
  return text !== "" && isHex(text) ? fromHex(text) : undefined;
}

function whyKey({ kind }: DownloadFault): ParametersKey {
  const key = `download.${kind}`;
  return Object.hasOwn(PARAMETERS_EN, key) ? (key as ParametersKey) : "download.tlv";
}
