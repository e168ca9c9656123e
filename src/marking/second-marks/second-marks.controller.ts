import { Controller, NotFoundException, Param } from '@nestjs/common';
import { z } from 'zod';
import type { Look } from '#libs/second-marks';
import { Database } from '../../platform/database/database.js';
import { page, type PageReply } from '../../platform/web/reply.js';
import { Route } from '../../platform/web/route.js';
import { secondReasonLabels } from '../labels.js';
import { secondMarksOfWindow, type SecondMarksOfWindow, type Spending } from './second-marks.queries.js';

/** Which scripts are marked twice, why, and what that leaves. The lead's alone: no assessor is told that a mark is a second one. */
@Controller()
export class SecondMarksController {
  constructor(private readonly database: Database) {}

  @Route({
    get: '/marking-progress/:id/second-marks',
    title: 'Second marks of one window',
    for: ['lead'],
    of: 'marking of own window',
  })
  async secondMarks(@Param('id', { schema: z.uuid() }) id: string): Promise<PageReply> {
    const found = await secondMarksOfWindow(this.database, id);
    if (!found) throw new NotFoundException();
    const { name, scripts, firstMarked, reasons } = found;
    return page('marking/pages/second-marks.njk', {
      title: `Second marks: ${name}`,
      back: { href: `/marking-progress/${id}`, text: name },
      scripts,
      firstMarked,
      reasons,
      labels: secondReasonLabels,
      byAccount: found.spendings.some(({ looks }) => looks.some(({ account }) => account !== null)),
      spendings: found.spendings.map((spending) => shown(spending, found)),
    });
  }
}

/** Chances in whole tenths of a percent, and each script's bar on a scale that ends at the likeliest. */
function shown(spending: SecondMarksOfWindow['spendings'][number], { reasons }: SecondMarksOfWindow): object {
  const { ranked, chosen, looks, go, expectedWrongLeft, budget, madeAt, frameworkVersion } = spending;
  const most = ranked[0]?.chanceOfFlip || 1;
  const reasonsOf = new Map(reasons.map((one) => [one.number, one.reasons]));
  const lookAt = new Map(looks.map((look) => [look.script, look]));
  return {
    frameworkVersion,
    go,
    budget,
    spent: inMarkings(spending),
    looks: chosen.length,
    byAccount:
      ranked.some(({ accounts }) => (accounts?.length ?? 0) > 1) && looks.some(({ account }) => account !== null),
    expectedWrongLeft: expectedWrongLeft.toFixed(2),
    madeAt: new Date(madeAt),
    lines: ranked.map(({ script, chanceOfFlip }) => ({
      number: script,
      chance: (chanceOfFlip * 100).toFixed(1),
      width: Math.round((chanceOfFlip / most) * 100),
      isChosen: chosen.includes(script),
      look: sayLook(lookAt.get(script)),
      reasons: reasonsOf.get(script) ?? [],
    })),
  };
}

/** In whole markings, to hundredths where they are parts. Records of before hold no looks: each was a whole marking. */
function inMarkings({ looks, chosen }: Pick<Spending, 'looks' | 'chosen'>): string {
  const spent = looks.length === 0 ? chosen.length : looks.reduce((sum, { share }) => sum + share, 0);
  return String(Number(spent.toFixed(2)));
}

function sayLook(look: Look | undefined): string | null {
  if (!look) return null;
  const who = look.by === 'second' ? 'a second marker' : 'an adjudicator';
  return look.account === null ? who : `${who}, account ${look.account}`;
}
