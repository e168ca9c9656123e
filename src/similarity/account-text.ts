import { wordsOf, type Word } from '#libs/similarity';
import { countAccount, type Component } from '../documents/index.js';
import type { Transaction } from '../platform/database/database.js';
import type { Frameworks } from '../qualification/index.js';
import { handedInFiles, type HandedIn } from '../submission/index.js';

type Reads = Pick<Transaction, 'query'>;

/** What is compared of an account: the paragraphs that were counted, as they were handed in, and their words. */
export interface AccountText {
  readonly paragraphs: readonly string[];
  readonly words: readonly Word[];
  /** The words alone, folded. */
  readonly folded: readonly string[];
}

/**
 * An account as the reader kept it for its count: without contents list, cover form, reference list and annexes. One that
 * nobody could read has no words. Throws where the submission is not there.
 */
export async function accountText(
  reads: Reads,
  frameworks: Frameworks,
  submissionId: string,
  component: Component,
): Promise<AccountText> {
  const [row] = await reads.query<HandedIn & { readonly frameworkVersion: string }>(
    `select manifest, kept_files as "keptFiles", framework_version as "frameworkVersion" from submission where id = $1`,
    [submissionId],
  );
  if (!row) throw new Error(`No submission ${submissionId}`);
  const { manifest, keptFiles } = row;
  const items = manifest?.items.filter((item) => item.component === component) ?? [];
  const [file] = await handedInFiles(reads, { manifest: manifest && { ...manifest, items }, keptFiles });
  const model = file?.document.model;
  if (!file || !model) return textOf([]);
  const framework = await frameworks.framework(row.frameworkVersion, reads);
  const { lines } = countAccount(model, framework, component, file.document.annexMarks);
  return textOf(
    lines
      .filter(({ reason }) => reason === 'counted')
      .flatMap(({ paragraph }) => model.paragraphs[paragraph]?.text ?? []),
  );
}

function textOf(paragraphs: readonly string[]): AccountText {
  const words = wordsOf(paragraphs);
  return { paragraphs, words, folded: words.map(({ is }) => is) };
}
