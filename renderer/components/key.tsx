/** A key of the keyboard, for eyes only: it is drawn and no part of the name of what it stands on. */
export function Key({ name }: { readonly name: string }) {
  return <span className="key" aria-hidden="true" data-key={name} />;
}
