import { Injectable } from '@nestjs/common';
import { sayCount } from '#libs/calendar';
import { Database } from '../platform/database/database.js';
import { TellsNext, type NextThing } from '../platform/web/next-things.js';
import type { Visitor } from '../platform/web/visitor.js';
import { openBars } from './bars/barred.queries.js';
import { windowsToDo, type WindowLine } from './allocation.queries.js';

/** What is next for a lead: plans to confirm, and scripts that wait for somebody. */
@Injectable()
export class AllocationNext {
  constructor(private readonly database: Database) {}

  @TellsNext()
  async next(visitor: Visitor): Promise<NextThing[]> {
    if (!visitor.roles.includes('lead') || visitor.providerId === null) return [];
    return (await windowsToDo(this.database, visitor.providerId)).map(nextThing);
  }

  @TellsNext()
  async barred(visitor: Visitor): Promise<NextThing[]> {
    if (!visitor.roles.includes('lead') || visitor.providerId === null) return [];
    const count = await openBars(this.database, visitor.providerId);
    if (count === 0) return [];
    const detail = 'A tie was noted after they were allocated. Nothing is moved until you decide.';
    const whose = count === 1 ? 'assessor may not judge it' : 'assessors may not judge them';
    const text = `Decide about ${sayCount(count, 'script')} whose ${whose}`;
    return [{ text, href: '/barred-assignments', dueAt: null, detail }];
  }
}

export function nextThing(window: WindowLine): NextThing {
  const { id, name, first, second, adjudicator, proposed } = window;
  const waiting = [
    ...(first > 0 ? [`${sayCount(first, 'script')} without a first marker`] : []),
    ...(second > 0 ? [`${sayCount(second, 'script')} without the second marker it needs`] : []),
    ...(adjudicator > 0 ? [`${sayCount(adjudicator, 'script')} without the adjudicator it needs`] : []),
  ];
  const verb = proposed > 0 ? 'Confirm or discard the plan of who marks what' : 'Allocate scripts';
  return {
    text: `${verb} in ${name}`,
    href: `/windows/${id}/allocation`,
    dueAt: null,
    ...(waiting.length > 0 ? { detail: `${waiting.join(', ')}.` } : {}),
  };
}
