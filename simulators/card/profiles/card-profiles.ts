import type { CardProfile } from "../profile.ts";
import { blocked } from "./blocked.ts";
import { credit } from "./credit.ts";
import { debit } from "./debit.ts";
import { expired } from "./expired.ts";
import { wrongCertificate } from "./wrong-certificate.ts";

/** Every card that can be had by name. */
export const CARD_PROFILES: readonly CardProfile[] = [debit, credit, expired, blocked, wrongCertificate];
