import { Injectable, NotFoundException } from '@nestjs/common';
import { comparePlans, type Explanation, type Plan, type Problem } from '#libs/allocator';
import { staffById } from '../../people/index.js';
import { Database } from '../../platform/database/database.js';
import { page, type PageReply } from '../../platform/web/reply.js';
import { roundOf, roundsOf, windowOf, type RoundDetail, type RoundLine } from '../allocation.queries.js';
import { confirmText, planModel } from './plan-page.js';
import { PlanningThread } from '../planning/planning-thread.js';
import { oneMore, problemIf, type WhatIf } from '../planning/what-if.js';
import { purposes, type Purpose } from '../rounds/round.lifecycle.js';
import { barWords, purposeWords, roundLabels, sayExplanation, sayUnplaced, type NameOf } from './words.js';

/** A page may wait so long for its explanations; then it says the hard rules only. */
const explainMs = 10_000;

/** What the lead's pages say. Each asks the database at most three questions. */
@Injectable()
export class AllocationPages {
  constructor(
    private readonly database: Database,
    private readonly thread: PlanningThread,
  ) {}

  async window(windowId: string): Promise<PageReply> {
    const [window, rounds] = await Promise.all([windowOf(this.database, windowId), roundsOf(this.database, windowId)]);
    const nameOf = await this.names(rounds.flatMap(({ unplaced }) => unplaced.flatMap(peopleIn)));
    return page('allocation/pages/window.njk', {
      title: `Who marks what in ${window.name}`,
      window,
      roles: purposes.map((purpose) => ({
        purpose,
        ...purposeWords[purpose],
        waiting: window[purpose],
        open: roundLine(rounds.find((round) => round.purpose === purpose && isOpen(round))),
        unplaced: rounds
          .filter((round) => round.purpose === purpose && round.isNewest && !isOpen(round))
          .flatMap((round) => round.unplaced.map((one) => sayUnplaced(one, purpose, nameOf))),
      })),
      rounds: rounds.map(roundLine),
      back: { href: '/allocation', text: 'All windows' },
    });
  }

  async round(id: string, after?: string): Promise<PageReply> {
    const round = await roundOf(this.database, id);
    const { plan, problem, purpose } = round;
    const ids = problem ? problem.assessors.map((assessor) => assessor.id) : [];
    const names = await staffById(this.database, ids);
    const model = plan && problem ? planModel(plan, problem, purpose, names, after) : null;
    return page('allocation/pages/round.njk', {
      title: `${purposeWords[purpose].title}, ${round.windowName}`,
      round: about(round),
      work: round.state === 'planning' && round.workId ? workOf(round) : null,
      plan: model,
      confirmText: model && model.placed > 0 && round.state === 'proposed' ? confirmText(model, purpose) : null,
      mayDiscard: isOpen(round),
      isFirstPage: after === undefined,
      back: { href: `/windows/${round.windowId}/allocation`, text: round.windowName },
    });
  }

  async script(id: string, number: string): Promise<PageReply> {
    const round = await roundOf(this.database, id);
    const { plan, problem, purpose } = round;
    const asked = problem?.scripts.find((script) => script.number === number);
    if (!plan || !problem || !asked) throw new NotFoundException();
    const nameOf = await this.names(problem.assessors.map((assessor) => assessor.id));
    const explained = await this.explain(problem, plan, number);
    const said = explained?.map((one): PersonLine => ({
      assessorId: one.assessor,
      name: nameOf(one.assessor),
      role: one.role,
      verdict: one.verdict,
      why: sayExplanation(one, purpose, nameOf),
    }));
    const placed = plan.placements.filter(({ script }) => script === number);
    const unplaced = plan.unplaced.find(({ script }) => script === number);
    return page('allocation/pages/script.njk', {
      title: `Script ${number}: why`,
      number,
      round: about(round),
      placed: placed.map(({ role, assessor, kept }) => ({ role, name: nameOf(assessor), isNew: kept === 'new' })),
      unplaced: unplaced ? sayUnplaced(unplaced, purpose, nameOf) : null,
      isExplained: said !== undefined,
      people: (said ?? hardRules(problem, number, nameOf)).toSorted(placedFirst),
      back: { href: `/allocation-rounds/${id}`, text: 'The plan' },
    });
  }

  /** The plan beside the one that there would be without somebody, or with one more. */
  async whatIf(id: string, asked: WhatIf, isAsked: boolean): Promise<PageReply> {
    const round = await roundOf(this.database, id);
    const { plan, problem, purpose } = round;
    if (!plan || !problem) throw new NotFoundException();
    const nameOf = await this.names(problem.assessors.map((assessor) => assessor.id));
    const wonders = asked.without !== null || asked.more !== null;
    const other = wonders ? await this.planIf(problem, plan, purpose, asked) : null;
    return page('allocation/pages/what-if.njk', {
      title: 'What if',
      round: about(round),
      people: plan.loads.map(({ assessor }) => ({ id: assessor, name: nameOf(assessor) })).toSorted(byName),
      ...asked,
      isAsked,
      isLate: wonders && other === null,
      changes: other && changesIn(plan, other, nameOf),
      back: { href: `/allocation-rounds/${id}`, text: 'The plan' },
    });
  }

  private async planIf(problem: Problem, plan: Plan, purpose: Purpose, asked: WhatIf): Promise<Plan | null> {
    try {
      return await this.thread.plan(problemIf(problem, plan, purpose, asked), explainMs);
    } catch (error) {
      console.error(`What if could not be planned: ${error instanceof Error ? error.message : String(error)}`);
      return null;
    }
  }

  /** Each answer is a plan made again, so it is worked out in the thread; null where that took too long. */
  private async explain(problem: Problem, plan: Plan, number: string): Promise<Explanation[] | null> {
    try {
      return await this.thread.explain(problem, plan, number, explainMs);
    } catch (error) {
      console.error(
        `Script ${number} could not be explained: ${error instanceof Error ? error.message : String(error)}`,
      );
      return null;
    }
  }

  private async names(ids: readonly string[]): Promise<NameOf> {
    const staff = await staffById(this.database, ids);
    return (id) => staff.get(id)?.name ?? 'Somebody who left';
  }
}

const isOpen = ({ state }: Pick<RoundLine, 'state'>): boolean => state === 'planning' || state === 'proposed';

function roundLine(round: RoundLine | undefined): Readonly<Record<string, unknown>> | null {
  if (!round) return null;
  const { unplaced, ...rest } = round;
  return {
    ...rest,
    title: purposeWords[round.purpose].title,
    label: roundLabels[round.state],
    waiting: unplaced.length,
  };
}

function about(round: RoundDetail): Readonly<Record<string, unknown>> {
  const { id, windowId, windowName, purpose, state, seed, problemHash, isAutomatic, reason, requestedAt, confirmedAt } =
    round;
  const words = { ...purposeWords[purpose], label: roundLabels[state] };
  return {
    id,
    windowId,
    windowName,
    purpose,
    state,
    seed,
    problemHash,
    isAutomatic,
    reason,
    requestedAt,
    confirmedAt,
    ...words,
  };
}

function workOf({ workId, done, total, note }: RoundDetail): Readonly<Record<string, unknown>> {
  return { id: workId, done, total, note };
}

function peopleIn({ inTheWay, full }: Plan['unplaced'][number]): string[] {
  return [...inTheWay.flatMap((obstacle) => ('assessor' in obstacle ? [obstacle.assessor] : [])), ...full];
}

const byName = (a: { readonly name: string }, b: { readonly name: string }): number =>
  a.name.localeCompare(b.name, 'en-GB');

function changesIn(plan: Plan, other: Plan, nameOf: NameOf): Readonly<Record<string, unknown>> {
  const { moved, loads, unplaced } = comparePlans(plan, other);
  const name = (id: string | null): string =>
    id === null ? 'nobody' : id === oneMore ? 'One more person' : nameOf(id);
  return {
    moved: moved.map(({ script, from, to }) => ({ script, from: name(from), to: name(to) })),
    loads: loads.map(({ assessor, from, to }) => ({ name: name(assessor), from, to })).toSorted(byName),
    unplaced,
  };
}

/** Whoever has the script, then by name. */
function placedFirst(a: PersonLine, b: PersonLine): number {
  return Number(a.role === null) - Number(b.role === null) || a.name.localeCompare(b.name, 'en-GB');
}

/** One person and one script. */
interface PersonLine {
  readonly assessorId: string;
  readonly name: string;
  readonly role: string | null;
  readonly verdict: string;
  readonly why: string;
}

/** What can be said without planning again: who may not have the script whatever else is placed. */
function hardRules(problem: Problem, number: string, nameOf: NameOf): PersonLine[] {
  const bars = problem.scripts.find((script) => script.number === number)?.bars ?? [];
  return bars.map(({ assessor, reason }) => ({
    assessorId: assessor,
    name: nameOf(assessor),
    role: null,
    verdict: 'barred',
    why: barWords[reason] ?? reason,
  }));
}
