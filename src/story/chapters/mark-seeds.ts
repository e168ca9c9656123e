import { comments } from '../texts/comments.js';
import { uuidOf } from './mark-scripts.js';
import type { Levels } from './marks.js';
import type { Scene } from './scene.js';

interface Seed {
  readonly number: string;
  readonly assessor: string;
  readonly marks: Levels;
}

/** Two who mark come to their seed scripts: one finds what the panel found, the other misses a criterion by far. */
export async function markSeeds(scene: Scene): Promise<void> {
  const seeds = await scene.database.query<Seed>(
    `select distinct on (i.email) e.script_number as number, i.email as assessor, m.marks
     from seed_script e join assignment a on a.script_number = e.script_number and a.state in ('assigned', 'marking', 'locked')
     join staff t on t.id = e.staff_id join sign_in i on i.id = t.sign_in_id
     join definitive_script d on d.script_number = e.definitive_number
     join definitive_marks m on m.script_number = d.script_number and m.version = d.version
     where e.because = 'round' order by i.email, e.drawn_at, e.script_number`,
  );
  const [good, missed] = seeds;
  if (good) await markSeed(scene, good, good.marks);
  const best = missed && Object.keys(missed.marks).find((criterion) => missed.marks[criterion] === 2);
  if (missed && best) await markSeed(scene, missed, { ...missed.marks, [best]: 0 });
  await scene.time.settle();
}

async function markSeed({ actors }: Scene, { number, assessor }: Seed, levels: Levels): Promise<void> {
  const { markSetId } = await actors.act(assessor, `accept-${number}`, `/scripts/${number}/acceptance`);
  const changes = Object.entries(levels).map(([criterion, level]) => ({
    id: uuidOf(`${number} ${criterion}`),
    criterion,
    baseVersion: 0,
    level,
    comment: comments[criterion]?.[level] ?? 'Named, and not followed through.',
    pointers: [],
  }));
  await actors.act(assessor, `marks-${number}`, `/scripts/${number}/marks`, { markSetId, changes });
  await actors.act(assessor, `lock-${number}`, `/scripts/${number}/lock`, { markSetId });
}
