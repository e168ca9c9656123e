import { Injectable } from '@nestjs/common';
import { judgeQualification, type Framework, type Qualification } from '#libs/rubric';
import { Database } from '../../platform/database/database.js';
import { page, type PageReply } from '../../platform/web/reply.js';
import type { Visitor } from '../../platform/web/visitor.js';
import { Frameworks } from '../../qualification/index.js';
import { readyDefinitive } from '../definitive/definitive.queries.js';
import { listRounds, mayBeAsked, roundDetail, type RoundDetail } from '../rounds/rounds.queries.js';
import { accreditationLabels, roundLabels, tryLabels, verdictLabels } from '../standardisation.messages.js';
import { markedAgainstNewest } from '../tries/tries.queries.js';

type Given = Readonly<Record<string, string | readonly string[]>>;

/** What a lead reads of rounds: how far each person is, what was found, and what would be found by revised marks. */
@Injectable()
export class RoundPages {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  async list(visitor: Visitor, after?: string, given: Given = {}): Promise<PageReply> {
    const providerId = visitor.providerId ?? '';
    const newest = await this.frameworks.newest();
    const asked = typeof given['frameworkVersion'] === 'string' ? given['frameworkVersion'] : newest;
    const chosen = [given['scripts'] ?? []].flat();
    const framework = asked === null ? null : await this.frameworks.find(asked);
    const scripts = framework && asked !== null ? await readyDefinitive(this.database, providerId, asked) : [];
    const list = await listRounds(this.database, providerId, after);
    return page('standardisation/pages/rounds.njk', {
      title: 'Standardisation',
      rounds: list.rounds.map((round) => ({ ...round, label: roundLabels[round.state] })),
      after: list.after,
      frameworkVersion: framework ? asked : newest,
      needed: framework?.accreditation.standardisationScripts ?? null,
      tries: framework?.accreditation.tries ?? null,
      scripts: scripts.map((number) => ({ number, chosen: chosen.includes(number) })),
      given,
    });
  }

  async one(visitor: Visitor, id: string, given: Given = {}): Promise<PageReply> {
    const { members, ...round } = await roundDetail(this.database, id);
    const framework = await this.frameworks.framework(round.frameworkVersion);
    const again = await this.judgedAgain(framework, members);
    const { accreditation: rule } = framework;
    return page('standardisation/pages/round.njk', {
      title: round.name,
      back: { href: '/standardisation-rounds', text: 'Standardisation' },
      ...round,
      label: roundLabels[round.state],
      rule: {
        scripts: rule.standardisationScripts,
        tries: rule.tries,
        minExactPct: rule.minExactPct,
        maxCriterionDifference: rule.maxCriterionDifference,
      },
      members: members.map(({ tries, state, ...member }) => ({
        ...member,
        state,
        label: accreditationLabels[state],
        tries: tries.map(({ verdict, measured, ...one }) => ({
          id: one.id,
          no: one.no,
          state: one.state,
          label: verdict ? verdictLabels[verdict] : tryLabels[one.state],
          verdict,
          exact: measured?.exact ?? null,
          criteria: measured?.criteria ?? null,
          /** By the marks as they were revised since, where that makes a difference. */
          now: verdict && again.get(one.id) !== verdict ? nameOf(again.get(one.id)) : null,
        })),
      })),
      waiting: round.state === 'open' ? await mayBeAsked(this.database, id, visitor.providerId ?? '') : [],
      given,
    });
  }

  /** Edge case 43, for standardisation: what was judged by marks that were revised since is judged again, and nothing moves. */
  private async judgedAgain(
    framework: Framework,
    members: RoundDetail['members'],
  ): Promise<Map<string, Qualification['verdict']>> {
    const tries = members.flatMap((member) => member.tries).filter(({ verdict }) => verdict !== null);
    const marked = await markedAgainstNewest(
      this.database,
      tries.map(({ id }) => id),
    );
    return new Map(
      tries.map(({ id, verdict, wasAccredited }) => {
        const scripts = marked.filter(({ tryId }) => tryId === id);
        if (!scripts.some(({ isRevised }) => isRevised)) return [id, verdict!];
        return [id, judgeQualification(framework, scripts, wasAccredited === true).verdict];
      }),
    );
  }
}

const nameOf = (verdict: Qualification['verdict'] | undefined): string | null =>
  verdict ? verdictLabels[verdict] : null;
