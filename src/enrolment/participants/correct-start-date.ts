import { Injectable } from '@nestjs/common';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';
import { Frameworks } from '../../qualification/index.js';
import { clockOf } from '../clock.js';
import { EnrolmentRow } from '../enrolment.entity.js';
import { letters, writeToParticipant } from '../letters.js';
import { lockEnrolment, moveEnrolment, resetClock } from '../move-enrolment.js';
import { readDate } from '../read-date.js';
import { startDateProblem, type StartDateCode } from '../start-date.js';
import { cancelPlaces, saidOf } from './apply-effect.js';
import { effectOf, placesAfterCorrection, type ClockEffect } from './clock-effect.js';
import { gatherClock, type ClockFacts } from './gather-clock.js';

export type CorrectStartCode =
  StartDateCode | 'start-date-is-the-same' | 'reason-missing' | 'effect-has-changed' | 'enrolment-not-in-state';

interface Correction {
  readonly enrolmentId: string;
  /** As a form sends it: YYYY-MM-DD or DD/MM/YYYY. */
  readonly startDate: string;
}

/** An administrator corrects a start date. The clock is computed anew and the places held are looked at again. */
@Injectable()
export class CorrectStartDate {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  /** What it would do; nothing is changed. */
  async preview(correction: Correction): Promise<Result<ClockEffect, CorrectStartCode>> {
    return decide(await gatherClock(this.database, this.frameworks, correction.enrolmentId), correction.startDate);
  }

  /** `seenPresentBy` is the day the preview showed: where it would be another by now, that is refused and shown first. */
  async run(
    command: Correction & { readonly actor: string; readonly reason: string; readonly seenPresentBy: string },
  ): Promise<Result<ClockEffect, CorrectStartCode>> {
    const { enrolmentId, reason } = command;
    if (reason.trim() === '') return refuse('reason-missing', {}, 'reason');
    return this.database.transact(command.actor, async (tx) => {
      const row = await lockEnrolment(tx, enrolmentId);
      const facts = await gatherClock(tx, this.frameworks, enrolmentId);
      const effect = decide(facts, command.startDate);
      if (isRefusal(effect)) return effect;
      if (effect.presentBy !== command.seenPresentBy)
        return refuse('effect-has-changed', { presentBy: effect.presentBy }, 'startDate');
      const startDate = readDate(command.startDate)?.toString() ?? row.startDate;
      const before = { startDate: row.startDate, presentBy: row.presentBy };
      await resetClock(tx, Object.assign(row, { startDate }), facts.framework);
      const after = { startDate, presentBy: effect.presentBy };
      await tx.journal({
        aggregate: 'enrolment',
        id: enrolmentId,
        act: 'enrolment.start-date-corrected',
        why: reason.trim(),
        facts: { before, after },
      });
      await cancelPlaces(tx, effect, 'The start date was corrected and the window no longer fits');
      if (row.state === 'lapsed' && !effect.isOver) await this.reinstate(tx, row);
      const key = `start-date-corrected:${enrolmentId}:${row.version}`;
      await writeToParticipant(
        tx,
        enrolmentId,
        key,
        letters.clockCorrected(effect.presentBy, effect.why, saidOf(effect)),
      );
      return effect;
    });
  }

  /** It lapsed by a date that was wrong. */
  private async reinstate(tx: Parameters<typeof moveEnrolment>[0], row: EnrolmentRow): Promise<void> {
    const why = 'Lapsed by a start date that was wrong';
    await moveEnrolment(tx, row, 'reinstate', { act: 'enrolment.reinstated', why });
  }
}

function decide(facts: ClockFacts, given: string): Result<ClockEffect, CorrectStartCode> {
  if (facts.state === 'withdrawn') return refuse('enrolment-not-in-state', { state: facts.state, event: 'correct' });
  const start = readDate(given);
  const problem = startDateProblem(given, start, facts.today);
  if (problem || start === null) return problem ?? refuse('start-date-unreadable', { given }, 'startDate');
  if (start.equals(facts.startDate)) return refuse('start-date-is-the-same', { given: start.toString() }, 'startDate');
  const clock = clockOf(facts.framework.clock, start, facts.history);
  return effectOf(facts.presentBy, clock, facts.today, placesAfterCorrection(facts.places, clock.date));
}
