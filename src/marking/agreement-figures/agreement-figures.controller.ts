import { Controller, NotFoundException, Param } from '@nestjs/common';
import { z } from 'zod';
import { Database } from '../../platform/database/database.js';
import { page, type PageReply } from '../../platform/web/reply.js';
import { Route } from '../../platform/web/route.js';
import { Visiting, type Visitor } from '../../platform/web/visitor.js';
import { Frameworks } from '../../qualification/index.js';
import { panelFigures, type PanelFigures } from './figures.js';
import { sharedScripts, type SharedScript } from './shared-scripts.js';
import { plotRows, sayEstimate } from './shown.js';

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
      versions: await this.versions(scripts, null),
    });
  }

  @Route({ get: '/marking/agreement', title: 'Your agreement with others', for: ['assessor', 'senior-assessor'] })
  async own(@Visiting() { staffId }: Visitor): Promise<PageReply> {
    const scripts = staffId ? await sharedScripts(this.database, { assessorId: staffId }) : [];
    return page('marking/pages/agreement-figures.njk', {
      title: 'Your agreement with others',
      back: { href: '/marking', text: 'Scripts to mark' },
      isOwn: true,
      versions: await this.versions(scripts, staffId),
    });
  }

  /** Versions are never mixed. With `own`, agreement is that of one person's scripts; severity needs the whole panel. */
  private async versions(scripts: readonly SharedScript[], own: string | null): Promise<object[]> {
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
      shown.push(
        figuresShown(version, figures, {
          titles,
          names: namesOf(all),
          own,
          targetPct: framework.qa.accuracyTargetPct,
        }),
      );
    }
    return shown;
  }
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
    decisions: sayEstimate(decisions.agreed, 'share'),
    against: decisionWords[decisions.against]?.(targetPct),
    ac1: sayEstimate(decisions.ac1),
    exact: sayEstimate(all.exact, 'share'),
    adjacent: sayEstimate(all.adjacent, 'share'),
    reliability: sayEstimate(reliability),
    criteria: criteria.map(({ criterion, agreement, kappa }) => ({
      criterion,
      title: titles.get(criterion),
      n: agreement.n,
      exact: sayEstimate(agreement.exact, 'share'),
      adjacent: sayEstimate(agreement.adjacent, 'share'),
      kappa: sayEstimate(kappa),
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
