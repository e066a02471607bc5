/** The codes that count as approved (cup-8583 section 10). */
export const APPROVED_CODES: readonly string[] = ["00", "10", "11", "A2", "A4", "A5", "A6"];

/** After these the host knows nothing of the message, and the same one may come again. */
export const NOT_PROCESSED_CODES: readonly string[] = ["03", "30", "40", "77", "97", "A0"];

/** After these the terminal shall sign in again; the header of the answer says so too. */
export const SIGN_IN_AGAIN_CODES: readonly string[] = ["77", "99", "A0"];

/** What this host means by the codes that it gives by itself (cup-8583 section 10). */
export const MEANINGS: ReadonlyMap<string, string> = new Map([
  ["00", "approved"],
  ["03", "invalid merchant"],
  ["12", "invalid transaction"],
  ["13", "invalid amount"],
  ["14", "invalid card"],
  ["25", "original not found"],
  ["30", "format error"],
  ["40", "unsupported"],
  ["41", "lost card"],
  ["51", "insufficient funds"],
  ["54", "expired card"],
  ["55", "wrong PIN"],
  ["57", "not permitted for the card"],
  ["59", "card verification failed"],
  ["61", "over the limit"],
  ["62", "restricted card"],
  ["64", "another amount"],
  ["75", "PIN tries exceeded"],
  ["77", "please sign in"],
  ["94", "duplicate"],
  ["96", "system error"],
  ["97", "unknown terminal"],
  ["99", "PIN format"],
  ["A0", "MAC error"],
  ["A7", "security processing failed"],
]);
