import type { ApplicationImage } from "../card-image.ts";
import {
  type ElectronicCashProfile,
  electronicCashImage,
} from "../electronic-cash/electronic-cash-profile.ts";
import { personalise } from "../personalise.ts";
import type { CardProfile } from "../profile.ts";
import type {
  ContactlessApplicationProfile,
  ContactlessBehaviour,
  ContactlessProfile,
} from "./contactless-profile.ts";
import { ppseOf } from "./ppse.ts";

/** A card that is more than its applications behind the contacts: with an antenna, or with electronic cash. */
export type SidedCardProfile = CardProfile & {
  readonly contactless?: ContactlessProfile;
  /** For the application at the same place in `applications`. */
  readonly electronicCash?: readonly (ElectronicCashProfile | undefined)[];
};

/** What `personalise` makes of the sides; a `VirtualCard` takes it besides its profile. */
export type CardSides = {
  readonly contactless?: {
    /** Answer to SELECT 2PAY.SYS.DDF01. */
    readonly ppse: Uint8Array;
    readonly applications: readonly ContactlessApplication[];
  };
  readonly electronicCash: readonly (ApplicationImage | undefined)[];
};

export type ContactlessApplication = {
  readonly profile: ContactlessApplicationProfile;
  readonly image: ApplicationImage;
  readonly behaviour: ContactlessBehaviour;
};

const sides = new WeakMap<SidedCardProfile, CardSides>();

/** Signing takes milliseconds and always gives the same bytes, so each profile is signed once. */
export function sidesOf(profile: SidedCardProfile): CardSides {
  const known = sides.get(profile);
  if (known !== undefined) return known;
  const { contactless, electronicCash = [], ...card } = profile;
  const made: CardSides = {
    ...(contactless && {
      contactless: { ppse: ppseOf(contactless), applications: applicationsOf(card, contactless) },
    }),
    electronicCash: card.applications.map((application, i) => {
      const purse = electronicCash[i];
      return purse && electronicCashImage(card, application, purse);
    }),
  };
  sides.set(profile, made);
  return made;
}

function applicationsOf(
  card: CardProfile,
  { applications }: ContactlessProfile,
): readonly ContactlessApplication[] {
  const { applications: images } = personalise({ ...card, directory: "absent", applications }, "T=1");
  return applications.map((profile, i) => {
    const image = images[i];
    if (image === undefined) throw new Error("personalisation keeps the order of the applications");
    return { profile, image, behaviour: profile.contactless };
  });
}
