import { Injectable } from '@nestjs/common';
import { refuse, type Result } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';
import { orderOffer } from '../bookings/waiting-list.js';
import type { ReadWindow } from './window-form.js';
import { WindowRow } from './window.entity.js';

/** An administrator puts windows into the plan: all of them or none. */
@Injectable()
export class AddWindows {
  constructor(private readonly database: Database) {}

  /** Gives their ids. Refuses a name that another window of this provider has, facts `{ name }`. */
  async run(command: {
    readonly actor: string;
    readonly providerId: string;
    readonly frameworkVersion: string;
    readonly windows: readonly ReadWindow[];
  }): Promise<Result<string[], 'window-name-taken'>> {
    const names = command.windows.map(({ name }) => name);
    return this.database.transact(command.actor, async (tx) => {
      const taken = await tx.query<{ name: string }>(
        `select name from assessment_window where provider_id = $1 and name = any($2)`,
        [command.providerId, names],
      );
      const [first] = taken;
      if (first) return refuse('window-name-taken', { name: first.name }, 'name');
      const ids: string[] = [];
      for (const window of command.windows) {
        const [row] = await tx.query<{ id: string }>(insertWindow, valuesOf(command, window));
        if (!row) return refuse('window-name-taken', { name: window.name }, 'name');
        ids.push(row.id);
        const { opensAt, closesAt } = window.dates;
        await tx.journal({
          aggregate: 'window',
          id: row.id,
          act: 'window.planned',
          facts: { name: window.name, capacity: window.capacity, opensAt: String(opensAt), closesAt: String(closesAt) },
        });
      }
      return ids;
    });
  }
}

const insertWindow = `
  insert into assessment_window
    (provider_id, framework_version, name, capacity, opens_at, closes_at, booking_opens_at, booking_closes_at, confirm_by)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  on conflict on constraint assessment_window_name_once do nothing returning id`;

function valuesOf(command: { providerId: string; frameworkVersion: string }, window: ReadWindow): unknown[] {
  const { opensAt, closesAt, bookingOpensAt, bookingClosesAt, confirmBy } = window.dates;
  const instants = [opensAt, closesAt, bookingOpensAt, bookingClosesAt, confirmBy].map(String);
  return [command.providerId, command.frameworkVersion, window.name, window.capacity, ...instants];
}

/** An administrator changes how many places a window has; never below the highest seat that is taken. */
@Injectable()
export class ChangeCapacity {
  constructor(private readonly database: Database) {}

  async run(command: {
    readonly actor: string;
    readonly windowId: string;
    readonly capacity: number;
  }): Promise<Result<number, 'capacity-below-taken' | 'window-is-closed'>> {
    const { windowId, capacity } = command;
    return this.database.transact(command.actor, async (tx) => {
      const rows = tx.repository(WindowRow);
      const window = await rows.findOneOrFail({ where: { id: windowId }, lock: { mode: 'pessimistic_write' } });
      if (window.closedAt !== null) return refuse('window-is-closed');
      const [seats] = await tx.query<{ taken: number }>(
        `select count(*)::int as taken from booking where window_id = $1 and seat is not null`,
        [windowId],
      );
      const taken = seats?.taken ?? 0;
      if (capacity < taken) return refuse('capacity-below-taken', { taken }, 'capacity');
      const before = window.capacity;
      // Seats have no place in a room: those beyond the new number are numbered anew, so that gaps do not count.
      await tx.query(renumber, [windowId, capacity]);
      await rows.save(Object.assign(window, { capacity }));
      await tx.journal({
        aggregate: 'window',
        id: windowId,
        act: 'window.capacity-changed',
        facts: { before, capacity },
      });
      await tx.touch(`window:${windowId}`);
      const { epochMilliseconds } = await tx.now();
      if (capacity > before) await orderOffer(tx, windowId, `capacity:${windowId}:${capacity}:${epochMilliseconds}`);
      return capacity;
    });
  }
}

const renumber = `
  with beyond as (
    select id, row_number() over (order by seat) as n from booking where window_id = $1 and seat > $2
  ), gap as (
    select n as seat, row_number() over (order by n) as n from generate_series(1, $2::int) as n
    where not exists (select from booking where window_id = $1 and booking.seat = n)
  )
  update booking set seat = gap.seat from beyond join gap using (n) where booking.id = beyond.id`;
