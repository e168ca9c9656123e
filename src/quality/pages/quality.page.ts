import { Injectable } from '@nestjs/common';
import { academicYear } from '#libs/calendar';
import { whatItCanFind, type PublicRecord } from '#libs/sampling';
import { Database } from '../../platform/database/database.js';
import { page, type PageReply } from '../../platform/web/reply.js';
import type { Visitor } from '../../platform/web/visitor.js';
import { Frameworks } from '../../qualification/index.js';
import { scriptDocuments } from '../../submission/blind.js';
import { accuracyOf, type Accuracy } from '../accuracy.js';
import { qaDetail, qaItems, qaScript, yearLines } from '../quality.queries.js';
import type { QaVerdict } from '../say-verdict.js';

const verdictWords: Readonly<Record<QaVerdict, string>> = {
  agree: 'Agrees',
  'disagree-marks': 'Disagrees on marks, not on the outcome',
  'disagree-outcome': 'Disagrees on the outcome',
};

/** What the quality agent works on, and what a lead reads of it. */
@Injectable()
export class QualityPages {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  async overview(visitor: Visitor): Promise<PageReply> {
    const isAgent = visitor.roles.includes('qa-agent');
    const lines = await yearLines(this.database, isAgent ? null : visitor.providerId);
    const rules = new Map<string, { targetPct: number }>();
    for (const version of new Set(lines.map(({ frameworkVersion }) => frameworkVersion)))
      rules.set(version, { targetPct: (await this.frameworks.framework(version)).qa.accuracyTargetPct });
    return page('quality/pages/overview.njk', {
      title: 'Accuracy by provider and year',
      isAgent,
      years: lines.map(({ agree, disagreeMarks, disagreeOutcome, ...line }) => {
        const targetPct = rules.get(line.frameworkVersion)?.targetPct ?? 0;
        const accuracy = accuracyOf({ agree, disagreeMarks, disagreeOutcome }, targetPct);
        return {
          ...line,
          label: academicYear(line.year).label,
          accuracy,
          plot: plotOf(accuracy, targetPct),
          targetPct,
          disagreeMarks,
        };
      }),
    });
  }

  async sample(visitor: Visitor, id: string): Promise<PageReply | null> {
    const detail = await qaDetail(this.database, id);
    if (!detail) return null;
    const items = await qaItems(this.database, id);
    return page('quality/pages/sample.njk', {
      title: `${detail.providerName}, ${academicYear(detail.year).label}: draw ${detail.no}`,
      back: { href: '/quality', text: 'Accuracy by provider and year' },
      isAgent: visitor.roles.includes('qa-agent'),
      id,
      decisions: detail.frame.items.length,
      askedAt: detail.askedAt,
      frameHash: detail.frameHash,
      seed: detail.sample?.seed ?? null,
      seedDrawnAt: detail.seedDrawnAt,
      sentence: detail.sample ? whatItCanFind(detail.sample) : null,
      items: items.map((item) => ({ ...item, says: item.verdict ? verdictWords[item.verdict] : 'To be looked at' })),
    });
  }

  async record(id: string): Promise<PublicRecord | null> {
    const detail = await qaDetail(this.database, id);
    return detail?.sample ? { version: 'draw/1', frame: detail.frame, sample: detail.sample } : null;
  }

  async script(id: string, number: string, filled: Readonly<Record<string, string>> = {}): Promise<PageReply | null> {
    const script = await qaScript(this.database, id, number);
    if (!script) return null;
    const framework = await this.frameworks.framework(script.frameworkVersion);
    const comments = new Map(
      script.feedback.areas.flatMap(({ criteria }) => criteria).map((one) => [one.criterion, one.comment]),
    );
    return page('quality/pages/script.njk', {
      title: `Script ${number}`,
      back: { href: `/quality/${id}`, text: 'The sample' },
      id,
      number,
      passed: script.passed,
      verdict: script.verdict && { says: verdictWords[script.verdict], reason: script.reason, at: script.at },
      form: filled,
      documents: await scriptDocuments(this.database, number),
      areas: framework.areas.map((area) => ({
        title: area.title,
        criteria: framework.criteria
          .filter((criterion) => criterion.area === area.number && script.scope.includes(criterion.code))
          .map(({ code, title, maxMark, descriptors }) => {
            const mark = script.marks[code] ?? 0;
            return { code, title, mark, maxMark, descriptor: descriptors[mark], comment: comments.get(code) ?? null };
          }),
      })),
    });
  }
}

/** Interval and target on a line from 0 to 100 %, in the units of the drawing. */
function plotOf({ value, low, high }: Accuracy, targetPct: number): Record<string, number> | null {
  if (value === null || low === null || high === null) return null;
  const x = (share: number): number => Math.round((5 + share * 380) * 10) / 10;
  return { value: x(value), low: x(low), width: Math.round((x(high) - x(low)) * 10) / 10, target: x(targetPct / 100) };
}
