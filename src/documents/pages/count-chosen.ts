import { readDocx, type TextModel } from '#libs/reader';
import { countWords, suggestParts, type CountRule, type Ledger } from '#libs/word-count';

/** A Word document as its author's browser counts it: as it is, and without all parts that may be left out. */
export interface Chosen {
  readonly model: TextModel;
  readonly ledger: Ledger;
  readonly without: Ledger;
}

/** Counts a Word document by the very code that the server counts by. Throws for what cannot be read here. */
export function countChosen(bytes: Uint8Array, rule: CountRule): Chosen {
  const { model } = readDocx(bytes);
  return {
    model,
    ledger: countWords(model, rule),
    without: countWords(model, rule, suggestParts(model.paragraphs)),
  };
}
