import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Database } from '../platform/database/database.js';

/** What a route of ours answers under `/api/v1`. */
export type Answer = Readonly<Record<string, unknown>>;

interface Known {
  readonly signInId: string;
  readonly actor: string;
}

/**
 * The people of the story at their work: each act is a request to the same routes that a browser asks, with a session,
 * so that no permission, rule or journal entry is passed by. Every act has a name, which is its idempotency key: an act
 * that was answered before a planting was cut off is not done again by the next one.
 */
export class Actors {
  private readonly cookies = new Map<string, string>();

  constructor(
    private readonly app: NestFastifyApplication,
    private readonly database: Database,
    private readonly address: string,
  ) {}

  /** Does an act once: gives its answer, or the one that was given when it was done. `body` is asked only where it is needed. */
  async act(
    email: string,
    name: string,
    path: string,
    body: object | (() => Promise<object>) = {},
    mayBeDone: readonly string[] = [],
  ): Promise<Answer> {
    const before = await this.answered(email, name);
    if (before) return before;
    const payload = typeof body === 'function' ? await body() : body;
    return this.send(email, name, path, { 'content-type': 'application/json' }, JSON.stringify(payload), mayBeDone);
  }

  /** The same for a form with a file. */
  async upload(
    email: string,
    name: string,
    fields: Record<string, string>,
    file: () => Promise<StoryFile>,
    path = '/documents',
  ): Promise<void> {
    if (await this.answered(email, name)) return;
    const { fileName, bytes } = await file();
    const boundary = `----story-${name.replace(/\W+/g, '-')}`;
    const parts = Object.entries(fields).map(
      ([key, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${key}"\r\n\r\n${value}\r\n`,
    );
    const head = `${parts.join('')}--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${fileName}"\r\ncontent-type: application/octet-stream\r\n\r\n`;
    const payload = Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]);
    const token = await this.formToken(email);
    const type = { 'content-type': `multipart/form-data; boundary=${boundary}` };
    await this.send(email, name, `${path}?_csrf=${token}`, type, payload, []);
  }

  /** What a page says, as JSON. */
  async read(email: string, path: string): Promise<Answer> {
    const answer = await this.app.inject({ url: `/api/v1${path}`, headers: await this.headers(email) });
    if (answer.statusCode !== 200) throw new Error(`${email} asked for ${path} and got ${answer.statusCode}`);
    return answer.json<Answer>();
  }

  /** Somebody without an account, who has a link. */
  async actAsStranger(path: string, body: object): Promise<void> {
    const answer = await this.app.inject({
      method: 'POST',
      url: `/api/v1${path}`,
      headers: this.hosted(),
      payload: body,
    });
    if (answer.statusCode !== 200) throw new Error(`POST ${path} was answered ${answer.statusCode}: ${answer.body}`);
  }

  /** Ends every session that the story opened: nobody's account page shows a browser that nobody has. */
  async leave(): Promise<void> {
    for (const email of this.cookies.keys()) {
      const headers = { ...(await this.headers(email)), 'content-type': 'application/json' };
      await this.app.inject({ method: 'POST', url: '/api/v1/sign-out', headers, payload: '{}' });
    }
    this.cookies.clear();
  }

  private async send(
    email: string,
    name: string,
    path: string,
    type: Record<string, string>,
    payload: string | Buffer,
    mayBeDone: readonly string[],
  ): Promise<Answer> {
    const headers = { ...(await this.headers(email)), ...type, 'idempotency-key': keyOf(name) };
    for (let patience = 8; ; patience -= 1) {
      const answer = await this.app.inject({ method: 'POST', url: `/api/v1${path}`, headers, payload });
      if (answer.statusCode === 200) return answer.json<Answer>();
      const said = answer.json<{ code?: string; title?: string }>();
      if (said.code && mayBeDone.includes(said.code)) return {};
      // Whoever began it was cut off in the middle: after half a minute it may be taken over.
      if (answer.statusCode !== 409 || patience === 0)
        throw new Error(
          `${email}, ${name}: POST ${path} was answered ${answer.statusCode}: ${answer.body.slice(0, 600)}`,
        );
    }
  }

  private async answered(email: string, name: string): Promise<Answer | null> {
    const { actor } = await this.known(email);
    const [row] = await this.database.query<{ value: Answer | null; location: string }>(
      `select body -> 'value' as value, location from answered_request
       where actor = $1 and key = $2 and status is not null`,
      [actor, keyOf(name)],
    );
    return row ? { location: `/api/v1${row.location}`, ...row.value } : null;
  }

  private async known(email: string): Promise<Known> {
    const [row] = await this.database.query<Known>(
      `select p.id as "signInId", coalesce('staff:' || s.id, 'participant:' || t.id) as actor from sign_in p
       left join staff s on s.sign_in_id = p.id left join participant t on t.sign_in_id = p.id
       where p.email = $1`,
      [email],
    );
    if (!row) throw new Error(`Nobody signs in as ${email}`);
    return row;
  }

  private async headers(email: string): Promise<Record<string, string>> {
    const cookie = this.cookies.get(email) ?? (await this.signIn(email));
    return { ...this.hosted(), cookie };
  }

  private async signIn(email: string): Promise<string> {
    const { signInId } = await this.known(email);
    const answer = await this.app.inject({
      method: 'POST',
      url: '/api/v1/demo/sign-in',
      headers: { ...this.hosted(), 'user-agent': 'The planted story' },
      payload: { signInId },
    });
    const cookie = [answer.headers['set-cookie'] ?? []].flat()[0]?.split(';')[0];
    if (answer.statusCode !== 200 || !cookie) throw new Error(`${email} could not sign in: ${answer.body}`);
    this.cookies.set(email, cookie);
    return cookie;
  }

  private async formToken(email: string): Promise<string> {
    await this.headers(email);
    const { signInId } = await this.known(email);
    const row = await this.database.one<{ token: string }>(
      `select csrf_token as token from web_session where sign_in_id = $1 order by created_at desc limit 1`,
      [signInId],
    );
    return row.token;
  }

  private hosted(): Record<string, string> {
    return { host: new URL(this.address).host };
  }
}

export interface StoryFile {
  readonly fileName: string;
  readonly bytes: Buffer;
}

const keyOf = (name: string): string => `story:${name}`.slice(0, 100);
