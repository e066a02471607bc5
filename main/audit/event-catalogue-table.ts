/**
 * The catalogue of the technical log: every event once, with what it means and the fields that it may carry.
 * A field that is not listed here is not written, so that card data cannot slip into a file.
 */
export const LOG_EVENTS = {
  started: { means: "The terminal is ready.", fields: ["openPayments"] },
  clockMovedBack: {
    means: "The business clock stands behind the last row of the journal.",
    fields: ["behindMs"],
  },
  recovering: {
    means: "A payment was under way when the terminal stopped; it is brought to an end.",
    fields: ["stan", "phase"],
  },
  signIn: { means: "A sign-in to the clearing host came to an end.", fields: ["stan", "done", "reason"] },
  keyCeremony: {
    means: "Two people entered the components of a master key; the check values name it, the key is nowhere.",
    fields: ["first", "second", "algorithm", "module", "kcv", "expectedKcv", "done", "reason"],
  },
  keyImported: {
    means: "A key came in a key block under the master key.",
    fields: ["operator", "use", "usage", "kcv"],
  },
  keysUnlocked: {
    means: "The keys of the software module were opened by passphrase, or were not.",
    fields: ["done"],
  },
  keysProtected: {
    means: "The keys of the software module were sealed anew.",
    fields: ["operator", "passphrase"],
  },
  exchange: {
    means: "A sale, load or void was exchanged with the clearing host.",
    fields: ["kind", "stan", "outcome", "responseCode", "fault"],
  },
  reversal: { means: "A reversal was sent to the clearing host.", fields: ["stan", "outcome"] },
  reversalNotBuilt: {
    means: "A reversal could not be built because its sealed card cannot be read.",
    fields: ["stan", "reason"],
  },
  scriptNotice: {
    means: "The issuer was told what its scripts did.",
    fields: ["stan", "outcome", "responseCode", "fault"],
  },
  scriptNoticeNotBuilt: {
    means: "A script notice could not be built because its sealed card cannot be read.",
    fields: ["stan", "reason"],
  },
  upload: {
    means: "The upload of an offline approval was not acknowledged.",
    fields: ["stan", "outcome", "responseCode", "fault"],
  },
  uploadNotBuilt: {
    means: "An upload could not be built because its sealed card cannot be read.",
    fields: ["stan", "reason"],
  },
  settlement: {
    means: "A message of a settlement was exchanged with the clearing host.",
    fields: ["message", "batchNumber", "outcome", "responseCode", "fault"],
  },
  forcedOnline: {
    means: "The shop's limits forbid an offline approval: the card was asked to go online.",
    fields: ["stan", "limit", "code"],
  },
  cardDecided: { means: "A card session ended with a decision.", fields: ["stan", "decision", "by"] },
  cardEnded: {
    means: "A card session ended without a decision.",
    fields: ["stan", "reason", "phase", "detail"],
  },
  cardTapped: {
    means: "A card was held to the contactless reader, and this came of it.",
    fields: ["stan", "outcome", "reason"],
  },
  stripeRefused: { means: "A magnetic stripe was swiped and not taken.", fields: ["stan", "reason"] },
  hotlistNotAsked: {
    means: "The list of refused cards could not be read: nothing is approved offline without it.",
    fields: ["stan", "fault"],
  },
  cardListed: { means: "A card stands on the list of refused cards.", fields: ["stan", "version"] },
  parameterPackRefused: {
    means: "The installed parameter pack is not to be believed: no card is taken.",
    fields: ["fault"],
  },
  downloaded: {
    means:
      "Parameters or a hotlist were downloaded from the host, or could not be: then nothing has changed.",
    fields: ["what", "done", "version", "fault"],
  },
  signOut: { means: "The terminal signed out of its host, or tried to.", fields: ["stan", "done"] },
  traceNotKept: {
    means: "The explanation of a card session could not be kept; the payment is not affected.",
    fields: ["fault"],
  },
  print: { means: "A paper was tried.", fields: ["document", "reprint", "outcome"] },
  drawer: { means: "The cash drawer could not be opened.", fields: ["outcome"] },
  wrongPin: { means: "Somebody gave a wrong PIN for an operator.", fields: ["operator"] },
  journalFault: { means: "The journal could not be written or read.", fields: ["fault", "where"] },
  keyFileExposed: { means: "Other users could read the key file until now.", fields: [] },
  logGap: { means: "Lines before this one could not be written.", fields: ["lines"] },
  logCut: {
    means: "The line before this one was cut by a crash or a full disk; so many bytes of it are there.",
    fields: ["bytes"],
  },
  writtenOff: {
    means: "Something open was written off by a signed act.",
    fields: ["number", "what", "stan", "batchNumber", "operator", "secondOperator", "acquirerReference"],
  },
  bug: { means: "A belief of the program was broken; the process stops.", fields: ["message"] },
} as const satisfies Readonly<Record<string, { readonly means: string; readonly fields: readonly string[] }>>;
