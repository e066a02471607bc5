/** A broken belief about our own code. It is never caught to carry on: the process restarts and `recover` decides. */
export class AssertionError extends Error {
  override readonly name = "AssertionError";
}

export function assert(condition: boolean, belief: string): asserts condition {
  if (!condition) throw new AssertionError(belief);
}

/** Returns the value, or stops if it is absent although the code before has made sure that it is not. */
export function assertDefined<T>(value: T | undefined | null, belief: string): T {
  if (value === undefined || value === null) throw new AssertionError(belief);
  return value;
}

/** Ends every `switch` over a union, so that a new member is a compile error here. */
export function assertNever(value: never): never {
  throw new AssertionError(`unexpected member ${String((value as { kind?: unknown })?.kind ?? value)}`);
}
