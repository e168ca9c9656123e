import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { Client } from 'pg';
import { npqel2017 } from '#libs/rubric';
import { openContext } from '../../../src/open-app.js';
import { readConfig } from '../../../src/platform/config/config.js';
import { Database } from '../../../src/platform/database/database.js';
import { PublishFramework } from '../../../src/qualification/index.js';
import { createTestDatabase } from '../postgres.js';
import { givePerson, type Person } from '../story/people.js';
import { snapshotSql, type Snapshot } from './snapshot.js';

export const peopleCount = 5;
export const windowCount = 6;

/**
 * The versions of the framework and their months. Metric 4: 18, the row of the shipped framework that has no first start; the
 * other is for whoever moves, and so moves their last day.
 */
export const monthsOf: Readonly<Record<string, number>> = { 'npqel-2017-1.0.0': 18, 'npqel-2017-2.0.0': 21 };
const [shipped, other] = Object.keys(monthsOf);

/** Where every sequence begins: a day on which booking is open for the first window and not for the last. */
export const beginsAt = Temporal.Instant.from('2026-11-02T10:00:00Z');

/** What a sequence begins with. Starts lie 18 months before days on which something is near. */
export interface Beginning {
  readonly starts: readonly string[];
  readonly capacities: readonly number[];
}

// The third straddles the change of clocks in March; the fourth is for who resubmits, or was deferred; the last for who moved.
const opensOn = [
  ...['2027-01-15', '2027-02-25', '2027-03-20', '2027-06-10'].map((day) => ({ day, framework: shipped })),
  ...['2027-03-05', '2027-06-24'].map((day) => ({ day, framework: other })),
];

/** The real product without a worker: everything happens when a step says so, and its clock stands still between steps. */
export interface World {
  readonly context: INestApplicationContext;
  readonly database: Database;
  readonly people: readonly Person[];
  readonly lead: Person;
  readonly begin: (beginning: Beginning) => Promise<Snapshot>;
  readonly setClock: (instant: Temporal.Instant) => Promise<void>;
  /** All that the record says of the five people and six windows, in one statement. */
  readonly look: () => Promise<Snapshot>;
  readonly close: () => Promise<void>;
}

export async function openWorld(): Promise<World> {
  const test = await createTestDatabase();
  const home = mkdtempSync(join(tmpdir(), 'scriptorium-'));
  const context = await openContext(
    readConfig({
      SCRIPTORIUM_MODE: 'demo',
      DATABASE_URL: test.url,
      STORE_DIRECTORY: join(home, 'store'),
      KEYS_DIRECTORY: join(home, 'keys'),
    }),
  );
  const database = context.get(Database);
  const emptier = new Client({ connectionString: test.superuserUrl });
  await emptier.connect();
  for (const [id, months] of Object.entries(monthsOf)) await publish(context, id, months);
  const people: Person[] = [];
  for (let n = 0; n < peopleCount; n += 1)
    people.push(await givePerson({ database }, { roles: ['participant'], email: `person-${n}@demo.invalid` }));
  const lead = await givePerson({ database }, { roles: ['lead'] });
  const look = (): Promise<Snapshot> => database.one<Snapshot>(snapshotSql);
  const setClock = async (instant: Temporal.Instant): Promise<void> => {
    await database.query(
      `insert into demo_clock (held_at) values ($1) on conflict (only_row) do update set held_at = excluded.held_at`,
      [instant.toString()],
    );
  };
  return {
    context,
    database,
    people,
    lead,
    setClock,
    look,
    begin: async ({ starts, capacities }) => {
      await setClock(beginsAt);
      // The journal is never emptied: what is read of it is that of the enrolments which are there now.
      await emptier.query(
        `delete from document; delete from window_task_closing; delete from waiting_place; delete from charge; delete from failure_extension; delete from technical_failure;
         delete from outage; delete from booking; delete from deferral;
         delete from extension; delete from withdrawal; delete from enrolment; delete from assessment_window;
         delete from mail_message; delete from work_item; delete from outbox`,
      );
      for (const [n, start] of starts.entries()) {
        const presentBy = Temporal.PlainDate.from(start).add({ months: monthsOf[shipped ?? ''] ?? 0 });
        await database.query(
          `insert into enrolment (participant_id, framework_version, start_date, present_by, present_by_why, state)
           values ($1, $2, $3, $4, 'as enrolled', 'active')`,
          [people[n]?.participantId, shipped, start, presentBy.toString()],
        );
      }
      for (const [n, capacity] of capacities.entries())
        await database.query(insertWindow, [
          people[0]?.providerId,
          `W${n}`,
          opensOn[n]?.framework,
          opensOn[n]?.day,
          capacity,
        ]);
      return look();
    },
    close: async () => {
      await emptier.end();
      await context.close();
      await test.drop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

async function publish(context: INestApplicationContext, id: string, months: number): Promise<void> {
  const version = id.slice(id.lastIndexOf('-') + 1);
  const clock =
    id === shipped ? npqel2017.clock : { ...npqel2017.clock, presentByMonths: [{ startsOnOrAfter: null, months }] };
  const text = JSON.stringify({ ...npqel2017, version, clock });
  const published = await context.get(PublishFramework, { strict: false }).run({ actor: 'job:spec', text });
  if (published !== id) throw new Error(`The framework ${id} was refused`);
}

const insertWindow = `
  insert into assessment_window
    (provider_id, name, framework_version, opens_at, closes_at, booking_opens_at, booking_closes_at, confirm_by, capacity)
  select $1, $2, $3, (d + time '09:00') at time zone z, (d + 14 + time '12:00') at time zone z,
         (d - 180 + time '09:00') at time zone z, (d + time '09:00') at time zone z,
         (d - 35 + time '09:00') at time zone z, $5
  from (select $4::date as d, 'Europe/London' as z) as day`;
