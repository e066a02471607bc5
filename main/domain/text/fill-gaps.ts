export type TextParameters = Readonly<Record<string, string | number>>;

/** Fills the `{gaps}` of a text. A gap without its parameter stays visible instead of vanishing. */
export function fillGaps(text: string, parameters: TextParameters): string {
  return text.replace(/\{(\w+)\}/g, (gap, name: string) => String(parameters[name] ?? gap));
}
