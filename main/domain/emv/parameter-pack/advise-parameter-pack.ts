import { fromHex } from "../../bytes.ts";
import { hasBit } from "../named-bits.ts";
import { TVR } from "../tvr.ts";
import type { ParameterPack } from "./parameter-pack.ts";

/** What a pack may say, and what an acquirer has probably not meant. Nothing is refused for it. */
type PackAdvice = {
  /** Members from the outermost in, `applications.0.tacOnline`. */
  readonly path: string;
  readonly kind: "forcedOnlineNotNamed";
  readonly aid: string;
};

/**
 * Action codes without "merchant forced transaction online" (TVR byte 4 bit 4; EMV Book 4, 6.5.3): by them alone a card in
 * the slot would be approved offline above the shop's limits. The terminal adds the bit to such a transaction; other
 * terminals of the acquirer may not.
 */
export function adviseOnParameterPack({ applications }: ParameterPack): readonly PackAdvice[] {
  return applications.flatMap((application, i) =>
    (["tacOnline", "tacDefault"] as const).flatMap((member): readonly PackAdvice[] =>
      hasBit(fromHex(application[member]), TVR.merchantForcedOnline)
        ? []
        : [
            {
              path: `applications.${i}.${member}`,
              kind: "forcedOnlineNotNamed",
              aid: application.aid,
            },
          ],
    ),
  );
}
