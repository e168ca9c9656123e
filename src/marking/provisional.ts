import { drawOutcome, feedback, type Framework, type MarkSet } from '#libs/rubric';
import type { Transaction } from '../platform/database/database.js';
import type { Script } from '../submission/blind.js';
import { moveMarking, type Marking } from './move-marking.js';

export type ProvisionalSource = 'first' | 'agreed' | 'adjudicated' | 'moderated';

export interface Decided {
  readonly source: ProvisionalSource;
  readonly marks: MarkSet;
  /** What the participant will read, by criterion. */
  readonly comments: Readonly<Record<string, string>>;
}

/**
 * Writes the provisional result of a script and moves its marking there. The outcome is computed twice by code that
 * shares nothing, and throws where the two disagree. Each version before it stays in the journal. False where the
 * marking's lifecycle has no such step from here.
 */
export async function settle(
  tx: Transaction,
  { marking, script, framework }: { marking: Marking; script: Script; framework: Framework },
  { source, marks, comments }: Decided,
): Promise<boolean> {
  if (!(await moveMarking(tx, marking, source === 'moderated' ? 'moderate' : 'settle'))) return false;
  const { passed, totals } = drawOutcome(framework, marks, script.carriedForward);
  const words = feedback(framework, marks, comments, script.carriedForward);
  const [row] = await tx.query<{ version: number }>(
    `insert into provisional_result as p (script_number, marks, source, passed, totals, feedback, made_at)
     values ($1, $2, $3, $4, $5, $6, app_now())
     on conflict (script_number) do update set marks = excluded.marks, source = excluded.source, passed = excluded.passed,
       totals = excluded.totals, feedback = excluded.feedback, made_at = excluded.made_at, version = p.version + 1
     returning version`,
    [script.number, JSON.stringify(marks), source, passed, JSON.stringify(totals), JSON.stringify(words)],
  );
  await tx.journal({
    aggregate: 'marking',
    id: script.number,
    act: 'result.made',
    facts: { version: row?.version, source, passed, marks, comments },
  });
  await tx.announce('script.provisional', { scriptNumber: script.number, windowId: script.windowId });
  return true;
}
