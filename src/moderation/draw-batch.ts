import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { londonDate } from '#libs/calendar';
import { drawSample, type Sample } from '#libs/sampling';
import { staffWithRole } from '../people/index.js';
import { Database, type Transaction } from '../platform/database/database.js';
import type { Work } from '../platform/jobs/job.js';
import { writeLetter } from '../platform/mail/mail.js';
import { Frameworks } from '../qualification/index.js';
import { barsOf } from '../submission/blind.js';
import type { ModerationBatch } from './batch.entity.js';
import { lockBatch, moveBatch } from './move-batch.js';
import { shareOut } from './share-out.js';

/** Draws seed and sample for a frozen batch and shares it out among moderators; twice is once. */
@Injectable()
export class DrawBatch {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  async run(work: Work): Promise<void> {
    const batchId = String(work.subject['batchId']);
    await this.database.transact(work.actor, async (transaction) => {
      const batch = await lockBatch(transaction, batchId);
      if (batch?.state !== 'frozen' || !batch.frame) return;
      const seed = randomBytes(32).toString('hex');
      const sample = drawSample(batch.frame, batch.policy, seed);
      // The database's own clock, a moment after the frame's: a held demo clock must not make both the same instant.
      const seedDrawnAt = new Date(
        Math.max((await transaction.now()).epochMilliseconds, (batch.frozenAt?.getTime() ?? 0) + 1),
      );
      const facts = { seed, seedDrawnAt, permutation: sample.permutation, sample };
      await moveBatch(transaction, batch, 'draw', facts, {
        seed,
        sample: sample.items.length,
        frameHash: batch.frameHash,
      });
      await shareSample(
        transaction,
        batch,
        sample,
        (await this.frameworks.framework(batch.frameworkVersion)).moderation.peerModeratorPct,
      );
    });
  }
}

/** Writes the scripts that are new in the sample, each with its moderator where one may have it, and tells the moderators. */
export async function shareSample(
  transaction: Transaction,
  batch: ModerationBatch,
  sample: Sample,
  peerPct: number,
): Promise<void> {
  const known = await transaction.query<{ script: string }>(
    `select script_number as script from sample_item where batch_id = $1`,
    [batch.id],
  );
  const fresh = sample.items.filter(({ script }) => !known.some((one) => one.script === script));
  const plan = await planModerators(
    transaction,
    batch,
    fresh.map(({ script }) => script),
    peerPct,
  );
  for (const { script, stratum, reasons } of fresh) {
    await transaction.query(
      `insert into sample_item (batch_id, script_number, reasons, moderator_id, state) values ($1, $2, $3, $4, 'waiting')
       on conflict do nothing`,
      [batch.id, script, JSON.stringify({ stratum, reasons }), plan.get(script) ?? null],
    );
  }
  await tellModerators(transaction, batch, plan);
}

async function planModerators(
  transaction: Transaction,
  batch: ModerationBatch,
  scripts: readonly string[],
  peerPct: number,
): Promise<Map<string, string | null>> {
  const moderators = await staffWithRole(transaction, 'moderator');
  const today = londonDate(await transaction.now()).toString();
  const bars = await barsOf(transaction, scripts, today);
  const markers = await transaction.query<{ script: string; staffId: string }>(
    `select distinct script_number as script, assessor_id as "staffId" from assignment where script_number = any($1)`,
    [scripts],
  );
  const [window] = await transaction.query<{ providerId: string }>(
    `select provider_id as "providerId" from assessment_window where id = $1`,
    [batch.windowId],
  );
  const peers = new Set(
    moderators.filter(({ providerId }) => providerId !== window?.providerId).map(({ staffId }) => staffId),
  );
  const isBarred = (script: string, staffId: string): boolean =>
    bars.some((bar) => bar.scriptNumber === script && bar.staffId === staffId) ||
    markers.some((marker) => marker.script === script && marker.staffId === staffId);
  const wanted = scripts.map((script) => ({
    script,
    eligible: moderators.map(({ staffId }) => staffId).filter((staffId) => !isBarred(script, staffId)),
  }));
  return shareOut(wanted, peers, peerPct);
}

async function tellModerators(
  transaction: Transaction,
  batch: ModerationBatch,
  plan: ReadonlyMap<string, string | null>,
): Promise<void> {
  const staffIds = [...new Set([...plan.values()].filter((one) => one !== null))];
  const people = await transaction.query<{ staffId: string; name: string; email: string }>(
    `select s.id as "staffId", s.name, i.email from staff s join sign_in i on i.id = s.sign_in_id where s.id = any($1::uuid[])`,
    [staffIds],
  );
  for (const { staffId, name, email } of people) {
    const count = [...plan.values()].filter((one) => one === staffId).length;
    await writeLetter(transaction, {
      key: `moderation-wanted:${batch.id}:${batch.version}:${staffId}`,
      to: email,
      subject: 'Scripts to moderate',
      body: `Dear ${name},\n\n${count} ${count === 1 ? 'script waits' : 'scripts wait'} for you on the page “Moderation”.\n`,
    });
  }
}
