import { randomUUID } from 'node:crypto';
import { npqel2017 } from '#libs/rubric';
import type { Life, Step, Visitor } from './life.js';

interface Assignment {
  readonly number: string;
  readonly assessorId: string;
  readonly role: string;
}

/** From two scripts to a return of their outcomes. */
export const judgementSteps: readonly Step[] = [
  {
    name: 'accredit',
    run: async (life) => {
      const { frameworkVersion } = await life.database.one<{ frameworkVersion: string }>(
        `select id as "frameworkVersion" from framework_version`,
      );
      for (const { staffId } of life.cast.assessors)
        await life.ask(life.cast.lead, '/accreditations', {
          staffId,
          frameworkVersion,
          capacity: '20',
          validTo: '2028-03-01',
        });
    },
  },
  {
    name: 'plan the allocation',
    run: async (life) => {
      const path = `/windows/${life.known.get('window')}/allocation-rounds`;
      const { body } = await life.ask(life.cast.lead, path, { purpose: 'first' });
      life.known.set('round', String(body['id']));
    },
  },
  {
    name: 'confirm the allocation',
    run: async (life) => {
      await life.ask(life.cast.lead, `/allocation-rounds/${life.known.get('round')}/confirmation`, {});
    },
  },
  { name: 'mark', run: (life) => markAll(life, 'first', () => 2) },
  {
    name: 'mark a second time',
    run: async (life) => {
      const [differing] = (await open(life, 'second')).map(({ number }) => number).sort();
      // The first of the two is marked so much lower by its second assessor that the two have to agree.
      await markAll(life, 'second', (number) => (number === differing ? 1 : 2));
    },
  },
  {
    name: 'agree',
    run: async (life) => {
      const scripts = await life.database.query<{ number: string; differing: Difference[] }>(
        `select script_number as number, discrepancy -> 'differing' as differing from marking where state = 'agreeing'`,
      );
      if (scripts.length === 0) throw new Error('No script is to be agreed on');
      for (const { number, differing } of scripts) {
        const sides = await assignments(life, `script_number = $1 and state = 'locked'`, [number]);
        for (const { assessorId, role } of sides) {
          const proposals = differing.map(({ criterion, ...own }) => ({
            criterion,
            level: 2,
            rationale: 'The evidence is there.',
            reason: own[role === 'second' ? 'second' : 'first'] === 2 ? '' : 'work-not-seen',
          }));
          await life.ask(assessor(life, assessorId), `/scripts/${number}/agreement`, { proposals });
        }
      }
    },
  },
  {
    name: 'freeze and draw',
    run: async (life) => {
      const { body } = await life.ask(life.cast.lead, `/windows/${life.known.get('window')}/moderation`, {});
      life.known.set('batch', String(body['batchId']));
    },
  },
  {
    name: 'moderate',
    run: async (life) => {
      const batch = life.known.get('batch');
      const items = await life.database.query<{ number: string; moderatorId: string }>(
        `select script_number as number, moderator_id as "moderatorId" from sample_item where batch_id = $1`,
        [batch],
      );
      if (items.length === 0) throw new Error('The sample is empty');
      for (const { number, moderatorId } of items) {
        const moderator = life.cast.moderators.find(({ staffId }) => staffId === moderatorId) ?? null;
        await life.ask(moderator, `/moderation/${batch}/scripts/${number}`, { decision: 'confirm' });
      }
    },
  },
  {
    name: 'confirm and clear the batch',
    run: async (life) => {
      const batch = life.known.get('batch');
      await life.ask(life.cast.moderators[0] ?? null, `/moderation/${batch}/confirmation`, {});
      await life.ask(life.cast.lead, `/moderation/${batch}/clearing`, {});
    },
  },
  {
    name: 'plan and approve the release',
    run: async (life) => {
      const { lead, secondLead } = life.cast;
      const plan = { date: '2027-04-20', time: '09:00', explanation: 'Both scripts were looked at.' };
      const { body } = await life.ask(lead, `/batches/${life.known.get('batch')}/releases`, plan);
      life.known.set('release', String(body['id']));
      await life.ask(secondLead, `/releases/${life.known.get('release')}/approval`, {});
      await holdOutcomes(life, false);
    },
  },
  {
    name: 'release',
    run: async (life) => {
      await life.goTo('2027-04-20T08:00:01Z');
      await life.until(async () => {
        const released = await life.database.query(`select from outcome where state = 'released'`);
        return released.length === life.participants.length || `${released.length} are released`;
      }, 'the release');
      await holdOutcomes(life, true);
    },
  },
  {
    name: 'return',
    run: async (life) => {
      await life.ask(life.cast.administrator, '/returns', { scope: 'new' });
    },
  },
];

/** All participants see an outcome, or none does. */
async function holdOutcomes(life: Life, isSeen: boolean): Promise<void> {
  for (const who of life.participants) {
    const { body } = await life.ask(who, '/outcome');
    if ((body['outcome'] !== null) !== isSeen) throw new Error(`An outcome is ${isSeen ? 'not ' : ''}seen`);
  }
}

async function markAll(life: Life, role: string, levelOf: (number: string) => 0 | 1 | 2): Promise<void> {
  const found = await open(life, role);
  if (found.length === 0) throw new Error(`Nobody has a script to mark as ${role}`);
  for (const { number, assessorId } of found) {
    const who = assessor(life, assessorId);
    const { body } = await life.ask(who, `/scripts/${number}/acceptance`, {});
    const markSetId = String(body['markSetId']);
    const changes = npqel2017.criteria.map(({ code }) => ({
      id: randomUUID(),
      criterion: code,
      baseVersion: 0,
      level: levelOf(number),
      comment: `What was seen of ${code}.`,
      pointers: [],
    }));
    await life.ask(who, `/scripts/${number}/marks`, { markSetId, changes });
    await life.ask(who, `/scripts/${number}/lock`, { markSetId });
  }
  // From here nobody can take anything back.
  const { final } = await life.database.one<{ final: Date | null }>(`select max(final_at) as final from mark_set`);
  if (final) await life.goTo(final.toISOString());
}

function open(life: Life, role: string): Promise<Assignment[]> {
  return assignments(life, `role = $1 and state in ('assigned', 'marking')`, [role]);
}

interface Difference {
  readonly criterion: string;
  readonly first: number;
  readonly second: number;
}

function assignments(life: Life, where: string, parameters: readonly unknown[]): Promise<Assignment[]> {
  return life.database.query<Assignment>(
    `select script_number as number, assessor_id as "assessorId", role from assignment where ${where} order by script_number, role`,
    parameters,
  );
}

function assessor(life: Life, staffId: string): Visitor {
  const found = life.cast.assessors.find((one) => one.staffId === staffId);
  if (!found) throw new Error(`Nobody of the cast is ${staffId}`);
  return found;
}
