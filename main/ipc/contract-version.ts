/**
 * A page whose version differs is told to load itself anew. It stands apart from the contract's schemas, so that the page,
 * which checks nothing, does not carry the library that does.
 */
export const CONTRACT_VERSION = 2;
