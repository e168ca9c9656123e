import { digestOf } from '#libs/ledger';
import type { Feedback, Framework, MarkSet } from '#libs/rubric';
import { contentWith, type Content } from './content.js';
import { marksDrawn, type DrawnSanction } from './draw.js';

/** What is kept of an outcome whose criteria a sanction has drawn as 0, in the place of what the marking gave. */
export interface SanctionedContent extends Content {
  readonly marks: MarkSet;
  /** SHA-256 of the words that the participant will read. */
  readonly feedbackHash: string;
}

/** Marks, totals and words with the sanction in them. Pure. */
export function sanctionedContent(
  framework: Framework,
  judged: { readonly marks: MarkSet; readonly carriedForward: MarkSet; readonly feedback: Feedback },
  sanction: DrawnSanction,
): SanctionedContent {
  const marks = marksDrawn({ marks: judged.marks, sanction });
  const words = `This criterion has no marks as a sanction. ${sanction.told}`;
  const instead = Object.fromEntries(sanction.criteria.map((criterion) => [criterion, words]));
  const content = contentWith(framework, judged, marks, instead);
  return { marks, ...content, feedbackHash: digestOf(content.feedback) };
}
