import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { openSession } from '../../src/people/open-session.js';
import { Database, openSource } from '../../src/platform/database/database.js';
import { detectInvariants, type Detection } from '../../src/platform/database/detect-invariants.js';
import { sessionCookie } from '../../src/platform/web/adapter.js';
import { patience } from '../support/patience.js';
import { givePerson, type Person } from '../support/story/people.js';
import { lifeSteps } from './steps.js';

/** Somebody with a session: all that a request needs. */
export type Visitor = Pick<Person, 'signInId' | 'csrfToken' | 'headers' | 'staffId'>;

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Who takes part: two participants of different trusts, and everybody who judges and releases. */
export interface Cast {
  readonly administrator: Visitor;
  readonly lead: Visitor;
  readonly secondLead: Visitor;
  readonly assessors: readonly Visitor[];
  readonly moderators: readonly Visitor[];
}

export interface Step {
  readonly name: string;
  readonly run: (life: Life) => Promise<void>;
}

/** What is done around each step: cut its queue, kill, count … */
export interface Around {
  /** After the step's requests were answered and before its work is waited for. */
  readonly afterAnswers?: (step: Step) => Promise<void>;
  readonly until?: string;
}

/**
 * A whole life of two scripts, over HTTP, against whatever serves at `address`: from the framework to the release. Each
 * step is what people do on one day; what the queues have to do then is waited for, and never for ever.
 */
export class Life {
  /** What a step has to hand on to later ones, by name. */
  readonly known = new Map<string, string>();
  participants: readonly Visitor[] = [];
  private taken = 0;

  private constructor(
    readonly address: string,
    readonly database: Database,
    readonly cast: Cast,
  ) {}

  static async begin(address: string, databaseUrl: string): Promise<Life> {
    const database = new Database(await openSource(databaseUrl, [], { size: 4 }));
    const staff = (roles: Person['roles'], more: object = {}): Promise<Person> =>
      givePerson({ database }, { roles, ...more });
    const cast: Cast = {
      administrator: await staff(['administrator']),
      lead: await staff(['lead']),
      secondLead: await staff(['lead']),
      assessors: [await staff(['assessor']), await staff(['assessor']), await staff(['assessor'])],
      moderators: [await staff(['moderator']), await staff(['moderator'], { provider: 'OTH' })],
    };
    const life = new Life(address, database, cast);
    await life.goTo('2027-01-10T10:00:00Z');
    return life;
  }

  /** Walks on from where it is; to the end, or to the step named `until`, that one too. */
  async walk({ afterAnswers, until }: Around = {}): Promise<void> {
    for (const step of lifeSteps.slice(this.taken)) {
      await this.step(step.name);
      await afterAnswers?.(step);
      await this.settle().catch((error: unknown) => {
        throw new Error(`After "${step.name}": ${String(error)}`, { cause: error });
      });
      if (step.name === until) return;
    }
  }

  /** Takes one step, the next, and does not wait for the work that it leads to. */
  async step(name: string): Promise<void> {
    const next = lifeSteps[this.taken];
    if (next?.name !== name) throw new Error(`The next step is "${next?.name}" and not "${name}"`);
    try {
      await next.run(this);
    } catch (error) {
      throw new Error(`"${name}": ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
    this.taken += 1;
  }

  /** Asks the API; a POST where there is a `body`. Throws where the answer is not the `wanted` status, 200 where none is given. */
  async ask(
    who: Visitor | null,
    path: string,
    body?: unknown,
    { key, wanted = 200 }: { key?: string; wanted?: number } = {},
  ): Promise<Answer> {
    const answer = await this.send(who, path, body, key ?? randomUUID());
    if (answer.status !== wanted)
      throw new Error(
        `${path} was answered ${answer.status} and not ${wanted}: ${JSON.stringify(answer.body).slice(0, 800)}`,
      );
    return answer;
  }

  /** The same, with whatever answer comes; throws where none does in `seconds`. */
  async send(
    who: Visitor | null,
    path: string,
    body: unknown,
    key: string,
    seconds = patience / 1_000,
  ): Promise<Answer> {
    const post = { 'content-type': 'application/json', 'idempotency-key': key };
    const response = await fetch(`${this.address}/api/v1${path}`, {
      headers: { ...who?.headers, ...(body !== undefined && post) },
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(seconds * 1_000),
    });
    const text = await response.text();
    const isJson = String(response.headers.get('content-type')).includes('json');
    return { status: response.status, body: isJson && text ? (JSON.parse(text) as Answer['body']) : { text } };
  }

  async upload(who: Visitor, component: string, name: string, bytes: Buffer): Promise<string> {
    const form = new FormData();
    form.set('component', component);
    form.set('title', component === 'evidence' ? 'Everything asked for' : '');
    form.set('file', new File([new Uint8Array(bytes)], name));
    const response = await fetch(`${this.address}/api/v1/documents?_csrf=${who.csrfToken}`, {
      method: 'POST',
      headers: { ...who.headers, 'idempotency-key': randomUUID() },
      body: form,
      signal: AbortSignal.timeout(patience),
    });
    if (response.status !== 200) throw new Error(`${name} was answered ${response.status}: ${await response.text()}`);
    return ((await response.json()) as { documentId: string }).documentId;
  }

  /** A session for somebody whom the product itself brought in. */
  async signIn(email: string): Promise<Visitor> {
    const { id } = await this.database.one<{ id: string }>(`select id from sign_in where email = $1`, [email]);
    const opening = { signInId: id, isSecondFactorGiven: true, address: '127.0.0.1', browser: 'spec', replaces: null };
    const session = await this.database.transact('job:story', (tx) => openSession(tx, opening));
    const headers = { cookie: `${sessionCookie}=${session.token}` };
    return { signInId: id, staffId: null, csrfToken: session.csrfToken, headers };
  }

  /** Moves the clock on, which goes on from there; where it is there already it stays. */
  async goTo(instant: string): Promise<void> {
    await this.database.query(
      `insert into demo_clock (ahead) values ($1::timestamptz - clock_timestamp())
       on conflict (only_row) do update set ahead = excluded.ahead where $1::timestamptz > app_now()`,
      [instant],
    );
    await this.database.query(`select pg_notify('work', '')`);
  }

  /** Waits until no work is open that is due or was begun, and says what is where it does not come to that. */
  async settle(): Promise<void> {
    await this.until(async () => {
      const { open } = await this.database.one<{ open: string | null }>(
        `select string_agg(what, '; ') as open from (
             select kind || ' ' || state || coalesce(' ' || reason, '') as what from work_item
             where state in ('waiting', 'running') and (due_at <= app_now() or tries > 0)
             union all select 'news of ' || event from outbox where dispatched_at is null) as all_open`,
      );
      return open === null ? true : open;
    }, 'open work');
  }

  /** Waits until `holds` says true; what it says otherwise is in the error. */
  async until(holds: () => Promise<boolean | string>, what: string): Promise<void> {
    const deadline = performance.now() + patience;
    for (;;) {
      const answer = await holds();
      if (answer === true) return;
      if (performance.now() > deadline) throw new Error(`Waited in vain for ${what}: ${answer}`);
      await pause(25);
    }
  }

  /** What is broken, as sentences; nothing where all is well. */
  async broken(detection: Detection = {}): Promise<string[]> {
    const found = await detectInvariants(this.database, detection);
    return found.map(({ invariant, found: what }) => `${invariant}: ${what.join('; ')}`);
  }

  async end(): Promise<void> {
    await this.database.source.destroy();
  }
}
