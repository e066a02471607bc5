import type { CardProfile } from "../profile.ts";
import { blocked } from "./blocked.ts";
import { credit } from "./credit.ts";
import { debit } from "./debit.ts";
import { debitOffline } from "./debit-offline.ts";
import { expired } from "./expired.ts";
import { wrongCertificate } from "./wrong-certificate.ts";
import { wrongSignature } from "./wrong-signature.ts";

/** Every card that can be had by name. */
export const CARD_PROFILES: readonly CardProfile[] = [
  debit,
  credit,
  debitOffline,
  expired,
  blocked,
  wrongCertificate,
  wrongSignature,
];
