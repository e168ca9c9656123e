import { createHash } from 'node:crypto';
import { comments } from '../texts/comments.js';
import type { ParticipantOfTheStory } from '../cast/participants.js';
import type { Levels } from './marks.js';
import type { Scene } from './scene.js';
import { holderOf, scriptOf } from './scripts.js';

type Seat = 'first' | 'second' | 'adjudicator';

/** Takes a script on and marks the first `howMany` criteria of it. Gives the set of marks. */
export async function beginMarking(
  scene: Scene,
  person: ParticipantOfTheStory,
  seat: Seat,
  levels: Levels,
  howMany = 99,
): Promise<{ number: string; assessor: string; markSetId: string }> {
  const { actors } = scene;
  const number = await scriptOf(scene, person);
  const assessor = await holderOf(scene, number, seat);
  const accepted = await actors.act(assessor, `accept-${number}`, `/scripts/${number}/acceptance`);
  const markSetId = String(accepted['markSetId']);
  const scope = await scopeOf(scene, number);
  const changes = scope.slice(0, howMany).map((criterion) => ({
    id: uuidOf(`${number} ${seat} ${criterion}`),
    criterion,
    baseVersion: 0,
    level: levels[criterion] ?? 1,
    comment: comments[criterion]?.[levels[criterion] ?? 1] ?? '',
    pointers: [],
  }));
  if (changes.length > 0)
    await actors.act(assessor, `marks-${number}`, `/scripts/${number}/marks`, { markSetId, changes });
  return { number, assessor, markSetId };
}

/** Marks a whole script and hands the marks in: they are locked when the time to take them back is over. */
export async function markScript(
  scene: Scene,
  person: ParticipantOfTheStory,
  seat: Seat,
  levels: Levels,
): Promise<void> {
  const { number, assessor, markSetId } = await beginMarking(scene, person, seat, levels);
  await scene.actors.act(assessor, `lock-${number}`, `/scripts/${number}/lock`, { markSetId });
}

/** The first assessor keeps what they wrote on some criteria, to use it again. */
export async function keepComments(scene: Scene, person: ParticipantOfTheStory): Promise<void> {
  const number = await scriptOf(scene, person);
  const assessor = await holderOf(scene, number, 'first');
  for (const criterion of ['1.4.1', '1.4.2', '2.4.1'])
    await scene.actors.act(assessor, `keep-${number}-${criterion}`, `/scripts/${number}/comments`, { criterion });
}

/** One of the two assessors proposes marks where they differ: what the first found, with a reason. */
export async function proposeFirstMarks(
  scene: Scene,
  person: ParticipantOfTheStory,
  seat: 'first' | 'second',
  levels: Levels,
): Promise<void> {
  const number = await scriptOf(scene, person);
  const assessor = await holderOf(scene, number, seat);
  const { differing } = await scene.database.one<{
    differing: { criterion: string; first: number; second: number }[];
  }>(`select discrepancy -> 'differing' as differing from marking where script_number = $1`, [number]);
  const proposals = differing.map(({ criterion, ...own }, at) => ({
    criterion,
    level: levels[criterion],
    rationale: 'Read again together with the evidence: the tables show what the account only mentions.',
    reason: own[seat] === levels[criterion] ? '' : at % 3 === 0 ? 'levels-misapplied' : 'work-not-seen',
  }));
  await scene.actors.act(assessor, `agree-${number}`, `/scripts/${number}/agreement`, { proposals }, [
    'agreement-over',
  ]);
}

/** The second assessor says that they cannot agree. */
export async function askForAdjudicator(scene: Scene, person: ParticipantOfTheStory): Promise<void> {
  const number = await scriptOf(scene, person);
  const assessor = await holderOf(scene, number, 'second');
  const reason = 'We read the same pages and still differ on whether the gains are shown by group.';
  await scene.actors.act(assessor, `disagree-${number}`, `/scripts/${number}/disagreement`, { reason }, [
    'agreement-over',
  ]);
}

async function scopeOf({ database }: Scene, number: string): Promise<string[]> {
  return (await database.one<{ scope: string[] }>(`select scope from script where number = $1`, [number])).scope;
}

/** The same name gives the same id: a change that is sent again is the same change. */
export function uuidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
