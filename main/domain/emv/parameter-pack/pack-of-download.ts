import type { DownloadedObject } from "./decode-download.ts";
import type { PackApplication, ParameterPack } from "./parameter-pack.ts";

/** What no object of a download says: it stays as the configuration has it. */
export type KeptFromConfiguration = Pick<
  ParameterPack,
  "countryCode" | "currencyCode" | "currencyExponent" | "applications"
>;

/**
 * The parameter pack that a download from the host is. Qualifiers (TTQ), methods of verification and currencies of
 * electronic cash are not in it (emv-pboc section 17) and come from the configuration's entry of the same AID.
 */
export function packOfDownload(
  objects: readonly DownloadedObject[],
  { applications, ...place }: KeptFromConfiguration,
  dated: Pick<ParameterPack, "name" | "version" | "validFrom">,
): ParameterPack {
  const { countryCode, currencyCode, currencyExponent } = place;
  const configured = new Map(applications.map((application) => [application.aid, application]));
  return {
    format: "jinka-parameter-pack",
    formatVersion: 1,
    ...dated,
    ...{ countryCode, currencyCode, currencyExponent },
    applications: objects.flatMap((object) =>
      object.kind === "application"
        ? [withKept(object.application, configured.get(object.application.aid))]
        : [],
    ),
    caKeys: objects.flatMap((object) => (object.kind === "caKey" ? [object.caKey] : [])),
    revokedCertificates: [],
  };
}

function withKept(downloaded: PackApplication, configured: PackApplication | undefined): PackApplication {
  if (configured === undefined) return downloaded;
  const { supportedCvms, ecCurrencyCodes } = configured;
  const contactless = { ...configured.contactless, ...downloaded.contactless };
  return {
    ...downloaded,
    ...(supportedCvms === undefined ? {} : { supportedCvms }),
    ...(ecCurrencyCodes === undefined ? {} : { ecCurrencyCodes }),
    ...(Object.keys(contactless).length === 0 ? {} : { contactless }),
  };
}
