/** Why a round over what is owed to the host ended early. */
export type DispatchStop = "hostUnreachable" | "notSignedIn" | "journal" | "cardRecord";
