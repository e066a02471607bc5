/** Wide characters of East Asia, as printers count them: two columns each. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]/u;

export function columnsOf(character: string): 1 | 2 {
  return WIDE.test(character) ? 2 : 1;
}

export type PaperRun = { readonly text: string; readonly isWide: boolean; readonly columns: number };

/** Neighbours of one width, so that a row of paper is a few pieces instead of forty-eight. */
export function paperRuns(text: string): PaperRun[] {
  const runs: PaperRun[] = [];
  for (const character of text) {
    const columns = columnsOf(character);
    const last = runs.at(-1);
    if (last !== undefined && last.isWide === (columns === 2)) {
      runs[runs.length - 1] = { ...last, text: last.text + character, columns: last.columns + columns };
    } else runs.push({ text: character, isWide: columns === 2, columns });
  }
  return runs;
}
