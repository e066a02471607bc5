import type { BusinessTime } from "../../main/domain/business-time.ts";
import type { Sensitive } from "../../main/domain/sensitive.ts";
import type { BehaviourRule } from "./behaviour.ts";
import type { Downloads } from "./downloads.ts";
import type { IssuerPort } from "./issuer-port.ts";
import type { KeyCipher, KeySource, MacKeyForm, WorkingKeys } from "./keys.ts";
import type { Ledger } from "./ledger.ts";
import type { LedgerTerminal } from "./ledger-types.ts";
import type { Fields } from "./message.ts";
import type { MessageKind } from "./message-kinds.ts";
import type { HostRequest } from "./request.ts";

/** What a handler has on its desk while it decides one request, inside one transaction of the ledger. */
export type Desk = {
  readonly ledger: Ledger;
  readonly issuer: IssuerPort;
  readonly tmk: Sensitive<Uint8Array>;
  readonly keySource: KeySource;
  readonly macKeyForm: MacKeyForm;
  readonly keyCipher: KeyCipher;
  /** The terminal as of its last sign-in; undefined before the first. */
  readonly terminal: LedgerTerminal | undefined;
  /** Its keys in the clear. */
  readonly workingKeys: WorkingKeys | undefined;
  readonly now: BusinessTime;
  /** The row of the request in the log. */
  readonly requestSeq: number;
  /** DE37 of the answer, unique in this ledger. */
  readonly rrn: string;
  /** 11 characters of DE44. */
  readonly acquirerInstitution: string;
  /** The most that one sale may take. */
  readonly saleLimitFen: bigint;
  /** What terminals may download. */
  readonly downloads: Downloads;
  /** The rule of behaviour that this message meets: some change what the bank says. */
  readonly rule: BehaviourRule | undefined;
};

/** What the host answers. `note` is a plain reason without card data, for the log. */
export type Decision = {
  /** DE39. */
  readonly code: string;
  /** What the answer carries beyond the fields that every answer has. */
  readonly fields?: Fields;
  readonly note?: string;
};

/** One kind of message. The table of handlers is the list of what this host can do. */
export type Handler = {
  readonly kind: MessageKind;
  /** Whether MTI, DE3, DE25 and DE60 mean this kind (cup-8583 section 3). */
  readonly matches: (request: HostRequest) => boolean;
  /** Fields without which the answer is 30 (cup-8583 section 5). */
  readonly mandatory: readonly number[];
  /** Without a sign-in the answer is 77. */
  readonly needsSignIn: boolean;
  /** `required`: a missing DE64 is A0 like a wrong one; `whenPresent`: only a wrong one is. */
  readonly requestMac: "required" | "whenPresent";
  /** Whether an approving answer carries DE64 (money.md rule 3). */
  readonly answerMac: boolean;
  /** Fields of the request that the answer repeats. */
  readonly repeated: readonly number[];
  readonly decide: (request: HostRequest, desk: Desk) => Decision;
  /** What the books keep of a request that a rule of behaviour refused; nothing without it. */
  readonly refused?: (request: HostRequest, desk: Desk, code: string) => void;
};
