import { type SidedCardProfile, sidesOf } from "../../card/contactless/card-sides.ts";
import { CONTACTLESS_PROFILES } from "../../card/contactless/profiles/contactless-profiles.ts";
import { ELECTRONIC_CASH_PROFILES } from "../../card/electronic-cash/profiles/electronic-cash-profiles.ts";
import { CARD_BOX } from "../../card/profiles/card-box-table.ts";
import { CARD_PROFILES } from "../../card/profiles/card-profiles.ts";
import { MISBEHAVING_CARDS } from "../../card/profiles/misbehaving.ts";
import { WRONG_CERTIFICATE_CARDS } from "../../card/profiles/wrong-certificates.ts";
import { VirtualCard } from "../../card/virtual-card.ts";
import type { TestAccount } from "../../issuer/accounts-table.ts";
import type { CardGroup, DockCard } from "../dock-contract.ts";

/** Between two starts of the dock no card makes as many transactions, and the counter of a card has 65,535. */
const ATC_STEP = 200;
const ATC_STEPS_MAX = 300;

const PROFILES: readonly SidedCardProfile[] = [
  ...CARD_PROFILES,
  ...CONTACTLESS_PROFILES,
  ...ELECTRONIC_CASH_PROFILES,
];

const GROUPS: readonly { readonly group: CardGroup; readonly names: readonly string[] }[] = [
  {
    group: "everyday",
    names: [
      ...["debit", "credit", "debit-offline", "quasi-credit", "dual-interface"],
      ...["two-applications", "no-directory", "slow"],
    ],
  },
  { group: "electronicCash", names: ["e-cash", ...ELECTRONIC_CASH_PROFILES.map(({ name }) => name)] },
  { group: "contactless", names: CONTACTLESS_PROFILES.map(({ name }) => name) },
  { group: "sm", names: ["sm-only", "dual-algorithm"] },
  { group: "misbehaving", names: MISBEHAVING_CARDS.map(({ name }) => name) },
  {
    group: "certificates",
    names: ["wrong-certificate", "wrong-signature", ...WRONG_CERTIFICATE_CARDS.map(({ name }) => name)],
  },
];

/**
 * The cards that lie beside the counter. Each goes on counting its transactions as long as the dock runs; after a restart
 * it begins where the host has not seen it yet, because a host takes the same count twice for one transaction.
 */
export class CardBox {
  readonly #cards = new Map<string, VirtualCard>();
  #step: number;

  constructor(startCount: number) {
    this.#step = startCount;
  }

  static readonly cards: readonly DockCard[] = PROFILES.flatMap((profile) => {
    const account = CardBox.accountOf(profile.name);
    return account === undefined ? [] : [describe(profile, account)];
  });

  static find(name: string): DockCard | undefined {
    return CardBox.cards.find((card) => card.name === name);
  }

  /** The account behind a card, with the number that its stripe has too. */
  static accountOf(name: string): TestAccount | undefined {
    return PROFILES.find((profile) => profile.name === name)?.applications[0]?.account;
  }

  /** Undefined for a card that is not in the box. */
  take(name: string): VirtualCard | undefined {
    const known = this.#cards.get(name) ?? this.#make(name);
    if (known !== undefined) this.#cards.set(name, known);
    return known;
  }

  #make(name: string): VirtualCard | undefined {
    const profile = PROFILES.find((candidate) => candidate.name === name);
    if (profile === undefined) return undefined;
    this.#step += 1;
    const ahead = (this.#step % ATC_STEPS_MAX) * ATC_STEP;
    const applications = profile.applications.map((application) => ({
      ...application,
      atc: application.atc + ahead,
      lastOnlineAtc: application.lastOnlineAtc + ahead,
    }));
    return new VirtualCard({ ...profile, applications }, { sides: sidesOf(profile) });
  }
}

function describe(profile: SidedCardProfile, { kind, pan, pin }: TestAccount): DockCard {
  const { name, contactless } = profile;
  const words = CARD_BOX.find((card) => card.name === name);
  return {
    name,
    words: { "zh-CN": words?.nameZh ?? name, en: words?.nameEn ?? name },
    group: GROUPS.find(({ names }) => names.includes(name))?.group ?? "refused",
    kind,
    last4: pan.slice(-4),
    ...(pin === undefined ? {} : { pin }),
    hasAntenna: contactless !== undefined,
    isPhone: contactless?.applications.some((application) => application.contactless.deviceCvm) === true,
  };
}
