import { Controller, NotFoundException, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { Database } from '../../platform/database/database.js';
import { page, type PageReply } from '../../platform/web/reply.js';
import { Route } from '../../platform/web/route.js';
import { Visiting, type Visitor } from '../../platform/web/visitor.js';
import { Frameworks } from '../../qualification/index.js';
import { sayReason } from '../labels.js';
import {
  changesOfWindow,
  countChanges,
  tableOfChanges,
  type AgreedChange,
  type ChangeCount,
} from './agreed-changes.js';
import { ScriptNumber } from '../script-number.js';
import { panelFigures, type PanelFigures } from './figures.js';
import { sharedScripts, type SharedScript } from './shared-scripts.js';
import { plotRows, sayEstimate } from './shown.js';

const AfterScript = z.object({ after: ScriptNumber.optional() });
/** Scripts of a page of agreements. */
const pageSize = 50;
/** Marks either side of 0 that a plot of severity shows. */
const severityShown = 4;

/** How far markers agree: the lead's view of a window's panel, and each assessor's view of themselves. */
@Controller()
export class AgreementFiguresController {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  @Route({
    get: '/marking-progress/:id/agreement',
    title: 'Agreement of one window',
    for: ['lead'],
    of: 'marking of own window',
  })
  async panel(@Param('id', { schema: z.uuid() }) id: string): Promise<PageReply> {
    const [window] = await this.database.query<{ name: string }>(`select name from assessment_window where id = $1`, [
      id,
    ]);
    if (!window) throw new NotFoundException();
    const scripts = await sharedScripts(this.database, { windowId: id });
    return page('marking/pages/agreement-figures.njk', {
      title: `Agreement: ${window.name}`,
      back: { href: `/marking-progress/${id}`, text: window.name },
      changesHref: `/marking-progress/${id}/agreed-changes`,
      versions: await this.versions(scripts, await countChanges(this.database, { windowId: id }), null),
    });
  }

  @Route({
    get: '/marking-progress/:id/agreed-changes',
    title: 'What was changed in agreement',
    for: ['lead'],
    of: 'marking of own window',
  })
  async changes(
    @Param('id', { schema: z.uuid() }) id: string,
    @Query({ schema: AfterScript }) { after }: z.infer<typeof AfterScript>,
  ): Promise<PageReply> {
    const [window] = await this.database.query<{ name: string }>(`select name from assessment_window where id = $1`, [
      id,
    ]);
    if (!window) throw new NotFoundException();
    const changes = await changesOfWindow(this.database, id, after ?? null, pageSize + 1);
    const numbers = [...new Set(changes.map(({ number }) => number))];
    const shown = numbers.slice(0, pageSize);
    return page('marking/pages/agreed-changes.njk', {
      title: `Changed in agreement: ${window.name}`,
      back: { href: `/marking-progress/${id}/agreement`, text: `Agreement: ${window.name}` },
      id,
      scripts: shown.map((number) => ({
        number,
        changes: changes.filter((one) => one.number === number).map(changeShown),
      })),
      nextAfter: numbers.length > pageSize ? (shown.at(-1) ?? null) : null,
    });
  }

  @Route({ get: '/marking/agreement', title: 'Your agreement with others', for: ['assessor', 'senior-assessor'] })
  async own(@Visiting() { staffId }: Visitor): Promise<PageReply> {
    const scripts = staffId ? await sharedScripts(this.database, { assessorId: staffId }) : [];
    const counts = staffId ? await countChanges(this.database, { assessorId: staffId }) : [];
    return page('marking/pages/agreement-figures.njk', {
      title: 'Your agreement with others',
      back: { href: '/marking', text: 'Scripts to mark' },
      isOwn: true,
      versions: await this.versions(scripts, counts, staffId),
    });
  }

  /** Versions are never mixed. With `own`, agreement is that of one person's scripts; severity needs the whole panel. */
  private async versions(
    scripts: readonly SharedScript[],
    counts: readonly ChangeCount[],
    own: string | null,
  ): Promise<object[]> {
    const versions = [...new Set(scripts.map(({ frameworkVersion }) => frameworkVersion))].sort();
    const shown: object[] = [];
    for (const version of versions) {
      const framework = await this.frameworks.framework(version);
      const all = scripts.filter(({ frameworkVersion }) => frameworkVersion === version);
      const mine = own ? all.filter(({ sets }) => sets.some(({ assessorId }) => assessorId === own)) : all;
      if (mine.length === 0) continue;
      const panel = panelFigures(framework, all);
      const titles = new Map(framework.criteria.map(({ code, title }) => [code, title]));
      const figures = own ? { ...panelFigures(framework, mine), severity: panel.severity } : panel;
      const left = counts.filter(({ frameworkVersion }) => frameworkVersion === version);
      shown.push({
        ...figuresShown(version, figures, {
          titles,
          names: namesOf(all),
          own,
          targetPct: framework.qa.accuracyTargetPct,
        }),
        left: leftShown(left, titles),
      });
    }
    return shown;
  }
}

/** Changes by criterion and reason; a bar's width is in hundredths of the longest. */
function leftShown(counts: readonly ChangeCount[], titles: ReadonlyMap<string, string>): object {
  const { reasons, criteria, changes, raised } = tableOfChanges(counts, [...titles.keys()]);
  const most = Math.max(1, ...reasons.map((one) => one.changes));
  return {
    changes,
    raised,
    lowered: changes - raised,
    reasons: reasons.map((one) => ({
      reason: one.reason,
      says: sayReason(one.reason),
      changes: one.changes,
      width: Math.round((100 * one.changes) / most),
    })),
    criteria: criteria.map((one) => ({ ...one, title: titles.get(one.criterion) })),
  };
}

function changeShown({ criterion, name, from, to, reason, rationale, agreedAt }: AgreedChange): object {
  return { criterion, name, from, to, reason, says: sayReason(reason), rationale, agreedAt };
}

function namesOf(scripts: readonly SharedScript[]): ReadonlyMap<string, string> {
  return new Map(scripts.flatMap(({ sets }) => sets.map(({ assessorId, name }) => [assessorId, name] as const)));
}

/** Agreement on the decision beside the framework's target, in whole percent. */
const decisionWords: Readonly<Record<string, (targetPct: number) => string>> = {
  proven: (targetPct) => `At least ${targetPct} % is shown, with 95 % confidence.`,
  'not-proven': (targetPct) => `So few decisions cannot show whether ${targetPct} % is reached.`,
  missed: (targetPct) => `Below ${targetPct} %.`,
  unknown: () => 'There is nothing to compare yet.',
};

/** Words and plots. An assessor sees themselves alone: no other name, and no place among others. */
function figuresShown(
  version: string,
  figures: PanelFigures,
  {
    titles,
    names,
    own,
    targetPct,
  }: {
    titles: ReadonlyMap<string, string>;
    names: ReadonlyMap<string, string>;
    own: string | null;
    targetPct: number;
  },
): object {
  const isShown = (assessor: string): boolean => own === null || assessor === own;
  const nameOf = (assessor: string): string => (own ? 'You' : (names.get(assessor) ?? ''));
  const { decisions, criteria, severity, all, reliability } = figures;
  const fitted = severity.fitted.filter(({ assessor }) => isShown(assessor));
  const driftOf = new Map(figures.drifts.map(({ assessor, drift }) => [assessor, drift]));
  return {
    version,
    scripts: figures.scripts,
    inPart: figures.inPart,
    decisions: sayEstimate(decisions.agreed, 'share'),
    against: decisionWords[decisions.against]?.(targetPct),
    ac1: sayEstimate(decisions.ac1),
    exact: sayEstimate(all.exact, 'share'),
    adjacent: sayEstimate(all.adjacent, 'share'),
    ac2: sayEstimate(figures.ac2),
    reliability: sayEstimate(reliability),
    criteria: criteria.map(({ criterion, agreement, kappa, ac2 }) => ({
      criterion,
      title: titles.get(criterion),
      n: agreement.n,
      exact: sayEstimate(agreement.exact, 'share'),
      adjacent: sayEstimate(agreement.adjacent, 'share'),
      kappa: sayEstimate(kappa),
      ac2: sayEstimate(ac2),
    })),
    criteriaPlot: plotRows(
      criteria.map(({ criterion, agreement }) => ({ label: criterion, estimate: agreement.exact })),
      [0, 1],
    ),
    severity: fitted.map(({ assessor, scripts, severity: estimate, flag }) => ({
      name: nameOf(assessor),
      scripts,
      figure: sayEstimate(estimate),
      flag,
      drift: sayEstimate(driftOf.get(assessor)?.slope ?? null),
      drifts: driftOf.get(assessor)?.drifts ?? false,
    })),
    severityShown,
    severityPlot: plotRows(
      fitted.map(({ assessor, severity: estimate }) => ({ label: nameOf(assessor), estimate })),
      [-severityShown, severityShown],
    ),
    apart: severity.apart.flatMap(({ assessors }) =>
      assessors.some(isShown) ? [assessors.filter(isShown).map(nameOf)] : [],
    ),
  };
}
