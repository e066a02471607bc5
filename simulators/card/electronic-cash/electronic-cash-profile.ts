import type { ApplicationImage } from "../card-image.ts";
import { personalise } from "../personalise.ts";
import type { ApplicationProfile, CardProfile, DataObjects } from "../profile.ts";

/**
 * What an application is when the terminal asks for its electronic cash (9F7A = 01): files of its own, with 9F74
 * in the last of them, a CVM list and action codes for small change (emv-pboc sections 15 and 20). The balances
 * and limits are internal data objects of the application.
 */
export type ElectronicCashProfile = Pick<ApplicationProfile, "afl" | "files"> & {
  /** Tag 82 where it is another one. */
  readonly aip?: string;
  /** In place of the application's own. */
  readonly objects: DataObjects;
};

/** The bytes of that side of the application. */
export function electronicCashImage(
  card: CardProfile,
  application: ApplicationProfile,
  purse: ElectronicCashProfile,
): ApplicationImage | undefined {
  const variant = { ...application, ...purse, objects: { ...application.objects, ...purse.objects } };
  return personalise({ ...card, directory: "absent", applications: [variant] }, card.protocol)
    .applications[0];
}
