import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Person } from '../support/story/people.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { givePerson } from '../support/story/people.js';
import { furnish } from '../support/story/matrix-participant.js';
import type { Enrolled } from '../support/story/enrolment.js';
import type { Belongings } from '../support/story/matrix-participant.js';

let open: TestApp;
let administrator: Person;
let participant: Enrolled & { belongings: Belongings };
let port = 0;

beforeAll(async () => {
  open = await openTestApp();
  await open.holdClock('2026-11-23T10:00:00Z');
  administrator = await givePerson(open, { roles: ['administrator'], provider: 'ONE' });
  participant = await furnish(open, 'ONE');
  await open.app.listen(0, '127.0.0.1');
  port = Number(new URL(await open.app.getUrl()).port);
});
afterAll(async () => {
  await open?.close();
});

interface Raw {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What comes back for these very bytes: clients mend what they send. */
function send(text: string): Promise<Raw> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.setTimeout(10_000, () => socket.destroy(new Error('No answer in ten seconds')));
    socket.on('data', (chunk) => (answer += chunk.toString('latin1')));
    socket.on('error', reject);
    socket.on('close', () => {
      const [head = '', ...rest] = answer.split('\r\n\r\n');
      const [first = '', ...lines] = head.split('\r\n');
      const headers = lines.map((line): [string, string] => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
      });
      resolve({
        status: Number(first.split(' ')[1]),
        headers: Object.fromEntries(headers),
        body: rest.join('\r\n\r\n'),
      });
    });
  });
}

const html = 'accept: text/html,application/xhtml+xml';
const ask = (method: string, url: string, lines: readonly string[] = [], body = ''): Promise<Raw> =>
  send(
    [
      `${method} ${url} HTTP/1.1`,
      'host: 127.0.0.1',
      'connection: close',
      ...lines,
      ...(body ? [`content-length: ${body.length}`] : []),
      '',
      body,
    ].join('\r\n'),
  );
const as = (person: { headers: { cookie: string } }): string => `cookie: ${person.headers.cookie}`;

/** What is asked, of every kind of answer there is; the status says that it is of that kind. */
const answers: readonly [kind: string, status: number, ask: () => Promise<Raw>][] = [
  ['a page', 200, () => ask('GET', '/sign-in', [html])],
  ['a page of a person', 200, () => ask('GET', '/staff', [html, as(administrator)])],
  ['JSON', 200, () => ask('GET', '/api/v1/staff', [as(administrator)])],
  ['the description of the API', 200, () => ask('GET', '/api/v1/openapi.json')],
  ['a probe', 200, () => ask('GET', '/livez')],
  ['a probe of the database', 200, () => ask('GET', '/readyz')],
  ['a file', 200, () => ask('GET', `/documents/${participant.belongings.documentId}/original`, [as(participant)])],
  [
    'a receipt as PDF',
    200,
    () => ask('GET', `/receipts/${participant.belongings.receiptNumber}/pdf`, [as(participant)]),
  ],
  ['a redirect to the sign-in', 303, () => ask('GET', '/staff', [html])],
  ['a redirect after a change', 303, () => form('/sign-out', participantElsewhere)],
  ['a page that is not there', 404, () => ask('GET', '/nothing/here', [html])],
  ['a path of the API that is not there', 404, () => ask('GET', '/api/v1/nothing')],
  ['an asset that is not there', 404, () => ask('GET', '/public/nothing.js')],
  [
    'a thing of somebody else',
    404,
    () => ask('GET', `/documents/${participant.belongings.chargeId}`, [html, as(participant)]),
  ],
  ['what is forbidden', 403, () => ask('GET', '/staff', [html, as(participant)])],
  [
    'a form without its token',
    403,
    () => ask('POST', '/staff', [html, as(administrator), 'content-type: application/x-www-form-urlencoded'], 'a=b'),
  ],
  [
    'a form from another site',
    403,
    () =>
      ask(
        'POST',
        '/sign-in',
        [html, 'sec-fetch-site: cross-site', 'content-type: application/x-www-form-urlencoded'],
        'a=b',
      ),
  ],
  ['the API unasked for', 401, () => ask('GET', '/api/v1/staff')],
  ['a shape that is wrong', 422, () => ask('GET', '/participants?after=x', [html, as(administrator)])],
  ['JSON that is none', 400, () => ask('POST', '/api/v1/sign-in', ['content-type: application/json'], '{"a":')],
  ['a type that is not taken', 415, () => ask('POST', '/api/v1/sign-in', ['content-type: application/xml'], '<a/>')],
  [
    'a body that is too large',
    413,
    () => ask('POST', '/api/v1/sign-in', ['content-type: application/json', 'content-length: 2000000']),
  ],
  ['a path that cannot be read', 400, () => ask('GET', '/staff/%zz', [html])],
  ['a path that is too long', 414, () => ask('GET', `/staff/${'a'.repeat(300)}`, [html, as(administrator)])],
  ['a method that is not taken', 404, () => ask('DELETE', '/staff', [html, as(administrator)])],
  ['a resumable upload of nobody', 401, () => ask('POST', '/uploads', ['tus-resumable: 1.0.0', 'upload-length: 10'])],
  ['the head of a page', 200, () => ask('HEAD', '/sign-in', [html])],
];

const participantElsewhere = async (): Promise<Person> => furnish(open, 'ONE');

async function form(url: string, whose: () => Promise<Person>): Promise<Raw> {
  const person = await whose();
  return ask(
    'POST',
    url,
    [html, as(person), 'content-type: application/x-www-form-urlencoded'],
    `_csrf=${person.csrfToken}`,
  );
}

describe('every answer', () => {
  it.each(answers)('carries the headers that protect it: %s', async (_, status, asked) => {
    const answer = await asked();
    expect(answer.status).toBe(status);
    expect(answer.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    const policy = answer.headers['content-security-policy'] ?? '';
    for (const part of [
      `default-src 'none'`,
      `base-uri 'none'`,
      `object-src 'none'`,
      `frame-ancestors 'none'`,
      `form-action 'self'`,
    ])
      expect(policy).toContain(part);
    expect(policy).not.toMatch(/unsafe|\*/);
    expect(answer.headers).not.toHaveProperty('x-powered-by');
    expect(answer.headers).not.toHaveProperty('server');
  });

  it.each(answers.filter(([kind]) => !kind.includes('probe') && !kind.includes('asset')))(
    'is kept by nobody on its way: %s',
    async (_, __, asked) => {
      expect((await asked()).headers['cache-control']).toBe('no-store');
    },
  );

  it('has a nonce of its own in each page', async () => {
    const nonce = async (): Promise<string | undefined> =>
      /'nonce-([^']+)'/.exec((await ask('GET', '/sign-in', [html])).headers['content-security-policy'] ?? '')?.[1];
    const [one, other] = [await nonce(), await nonce()];
    expect(one).toMatch(/^[\w+/=]{20,}$/);
    expect(other).not.toBe(one);
  });
});

describe('what failed', () => {
  const failures = answers.filter(([, status]) => status >= 400);

  it.each(failures.map(([kind, , asked]) => [kind, asked] as const))(
    'is said without what lies behind it: %s',
    async (_, asked) => {
      const { body } = await asked();
      expect(body).not.toMatch(/node_modules|\.[jt]s:\d|\n\s+at \S+ \(|select .* from|fastify|nestjs|"stack"|FST_/i);
    },
  );

  it('is a page for a browser and a problem for a program', async () => {
    const types = async (url: string, method = 'GET'): Promise<(string | undefined)[]> => [
      (await ask(method, url, [html, as(administrator)])).headers['content-type'],
      (await ask(method, `/api/v1${url}`, [html, as(administrator)])).headers['content-type'],
    ];
    const both = ['text/html; charset=utf-8', 'application/problem+json; charset=utf-8'];
    expect(await types('/nothing')).toEqual(both);
    expect(await types('/staff/00000000-0000-4000-8000-000000000000')).toEqual(both);
    expect(await types('/accreditations')).toEqual(both);
    expect(await types('/staff', 'DELETE')).toEqual(both);
  });

  it('of a path that cannot be read is no fault of ours', async () => {
    for (const url of [
      '/%',
      '/%zz',
      '/staff/%E0%A4%A',
      '/api/v1/%C0%AF',
      '//',
      '/..%2f..%2fetc/passwd',
      '/public/..%2f..%2fpackage.json',
      '/staff%00',
      '/?a[b][c]=1&a[__proto__]=2',
    ]) {
      const { status, body } = await ask('GET', url, [html]);
      expect([url, status >= 500, body.includes('"dependencies"')]).toEqual([url, false, false]);
    }
  });

  it('of headers that are too large is said as such', async () => {
    const { status } = await ask('GET', '/sign-in', [`x-large: ${'a'.repeat(20_000)}`]);
    expect(status).toBe(431);
  });

  it('of a request that is none is said as such', async () => {
    expect((await send('GARBAGE\r\n\r\n')).status).toBe(400);
  });
});

describe('a request', () => {
  it('for the head alone gets the same headers and no body', async () => {
    const [get, head] = [
      await ask('GET', '/staff', [html, as(administrator)]),
      await ask('HEAD', '/staff', [html, as(administrator)]),
    ];
    expect([head.status, head.body]).toEqual([get.status, '']);
    expect(head.headers['content-type']).toBe(get.headers['content-type']);
  });

  it('is what its method says, whatever a header or field says', async () => {
    const before = await open.database.one<{ entries: number }>(`select count(*)::int as entries from journal_entry`);
    const override = ['x-http-method-override: POST', 'x-http-method: POST', 'x-method-override: POST'];
    const asked = await ask('GET', `/sign-out?_method=POST&_csrf=${administrator.csrfToken}`, [
      html,
      as(administrator),
      ...override,
    ]);
    expect(asked.status).toBe(404);
    expect((await ask('GET', '/', [html, as(administrator)])).status).toBe(200);
    const after = await open.database.one<{ entries: number }>(`select count(*)::int as entries from journal_entry`);
    expect(after).toEqual(before);
  });

  it('to trace is not answered', async () => {
    const { status, body } = await ask('TRACE', '/sign-in', [as(administrator)]);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(body).not.toContain(administrator.headers.cookie);
  });

  it.each([
    ['true', 'cross-site'],
    ['false', 'same-site'],
  ])('from another site changes nothing, with a session or without (%s, %s)', async (signedIn, site) => {
    const lines = [html, `sec-fetch-site: ${site}`, 'content-type: application/x-www-form-urlencoded'];
    const { status } = await ask(
      'POST',
      '/sign-in',
      signedIn === 'true' ? [...lines, as(administrator)] : lines,
      `_csrf=${administrator.csrfToken}`,
    );
    expect(status).toBe(403);
  });

  it('from another origin changes nothing, in a browser that says no more', async () => {
    for (const origin of ['https://evil.example', 'null']) {
      const { status } = await ask('POST', '/api/v1/sign-out', [`origin: ${origin}`, as(administrator)]);
      expect(status).toBe(403);
    }
  });

  it('for what only developers need finds nothing', async () => {
    for (const url of [
      '/.git/config',
      '/.env',
      '/package.json',
      '/api',
      '/api/v1',
      '/api-json',
      '/docs',
      '/metrics',
      '/public/',
      '/public/manifest.json.map',
      '/uploads',
    ]) {
      const { status } = await ask('GET', url, [html]);
      // A directory of assets that is there is not listed either.
      expect([url, status === 404 || (status === 403 && url === '/public/')]).toEqual([url, true]);
    }
  });
});

describe('an odd value', () => {
  const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
  const odd: readonly [string, string][] = [
    ['deep', `{"name": ${deep}}`],
    ['huge', `{"name": 1e999, "email": ${'9'.repeat(400)}}`],
    ['of other types', '{"name": {}, "email": [], "roles": "x", "providerId": true}'],
    ['an array', '[]'],
    ['null', 'null'],
    [
      'text with a zero in it',
      String.raw`{"name": "a\u0000b", "email": "a\u0000@b.c", "roles": ["assessor"], "providerId": "x"}`,
    ],
    [
      'half a character',
      String.raw`{"name": "\ud800", "email": "a@school.example", "roles": ["assessor"], "providerId": "x"}`,
    ],
  ];

  it.each(odd)('in a body is no fault of ours: %s', async (_, payload) => {
    const { statusCode } = await open.app.inject({
      method: 'POST',
      url: '/api/v1/staff',
      headers: { ...administrator.headers, 'content-type': 'application/json' },
      payload,
    });
    expect(statusCode).toBeGreaterThanOrEqual(400);
    expect(statusCode).toBeLessThan(500);
  });

  it.each([
    '/staff?after=1&after=2',
    '/staff?after[]=1',
    '/staff?after=%00',
    '/participants?name=%00',
    '/staff/%00',
    '/staff?after=' + 'a'.repeat(5_000),
    '/planning/windows?after=99999999999999999999',
  ])('in an address is no fault of ours: %s', async (url) => {
    const { statusCode } = await open.app.inject({ url, headers: administrator.headers });
    expect(statusCode).toBeLessThan(500);
  });
});
