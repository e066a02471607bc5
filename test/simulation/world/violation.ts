/** A promise of the books that was broken. Anything else that is thrown is a bug of the till or of the world. */
export class Violation extends Error {
  override readonly name = "Violation";
}
