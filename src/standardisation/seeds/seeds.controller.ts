import { Controller, Query } from '@nestjs/common';
import { z } from 'zod';
import { judgeSeed, type Framework, type MarkSet, type SeedVerdict } from '#libs/rubric';
import { Database } from '../../platform/database/database.js';
import { page, type PageReply } from '../../platform/web/reply.js';
import { Route } from '../../platform/web/route.js';
import { Visiting, type Visitor } from '../../platform/web/visitor.js';
import { Frameworks } from '../../qualification/index.js';
import { ScriptNumber } from '../definitive/definitive.controller.js';
import { listSeeds, seedFailures, seedRecords, settledScripts, type SeedLine } from './seed-list.queries.js';

const After = z.object({ after: ScriptNumber.optional() });

/** What a seed script was found to be, or where it is. */
const stateWords: Readonly<Record<NonNullable<SeedLine['state']>, string>> = {
  assigned: 'To accept',
  marking: 'Being marked',
  locked: 'Marked',
  declined: 'Given back',
  recalled: 'Taken back',
};
export const verdictWords: Readonly<Record<SeedVerdict, string>> = { good: 'Good', missed: 'Missed' };

/** The lead's list of seed scripts. Nobody who marks is told of one before it was missed, and never which it was. */
@Controller()
export class SeedsController {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  @Route({ get: '/seed-scripts', title: 'Seed scripts', for: ['lead'] })
  async list(
    @Visiting() { providerId }: Visitor,
    @Query({ schema: After }) { after }: z.infer<typeof After>,
  ): Promise<PageReply> {
    const provider = providerId ?? '';
    const list = await listSeeds(this.database, provider, after);
    const frameworks = new Map<string, Framework>();
    for (const version of new Set(list.seeds.map(({ frameworkVersion }) => frameworkVersion)))
      frameworks.set(version, await this.frameworks.framework(version));
    const newest = await this.frameworks.newest();
    const rule = newest === null ? null : (await this.frameworks.framework(newest)).accreditation;
    return page('standardisation/pages/seeds.njk', {
      title: 'Seed scripts',
      back: { href: '/standardisation-rounds', text: 'Standardisation' },
      rule: rule && { every: rule.seedEvery, toWarn: rule.seedMissesToWarn, toSuspend: rule.seedMissesToSuspend },
      settled: await settledScripts(this.database, provider),
      records: await seedRecords(this.database, provider),
      failures: await seedFailures(this.database, provider),
      seeds: list.seeds.map(({ definitive: _definitive, revised: _revised, ...seed }, at) => ({
        ...seed,
        says: seed.verdict ? verdictWords[seed.verdict] : seed.state ? stateWords[seed.state] : 'Not assigned',
        again: judgedAgain(frameworks, list.seeds[at]),
      })),
      after: list.after,
    });
  }
}

/**
 * The verdict by marks that the panel revised since, where it would be another (edge case 43). Nothing is moved by it: a
 * lead who sees that a miss was none puts the assessor back.
 */
function judgedAgain(frameworks: ReadonlyMap<string, Framework>, seed: SeedLine | undefined): string | null {
  const framework = seed && frameworks.get(seed.frameworkVersion);
  if (!framework || !seed.verdict || !seed.definitive || !seed.revised) return null;
  const changes = seed.differing.map(({ criterion, second }) => [criterion, second] as const);
  const given: MarkSet = { ...seed.definitive, ...Object.fromEntries(changes) };
  const { verdict } = judgeSeed(framework, seed.revised, given);
  return verdict === seed.verdict ? null : verdictWords[verdict];
}
