import { randomBytes, createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { openStore } from '../../src/platform/storage/index.js';
import { displayName } from '../../src/platform/upload/index.js';
import { goesOnWhereItStopped } from '../support/resumable.js';
import { until } from '../support/until.js';
import { createUploadServer } from '../support/upload-server.js';

const maxBytes = 1_000_000;
const silentMs = 400;
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

let root: string;
let server: FastifyInstance;
let port: number;
/** Bears no silence: for the others a busy machine that stands still for a moment is none. */
let impatient: FastifyInstance;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'scriptorium-form-'));
  const config = { kind: 'directory', root } as const;
  server = await createUploadServer({ config, maxBytes });
  impatient = await createUploadServer({ config, maxBytes, silentMs });
  port = await portOf(server);
});
afterAll(async () => {
  await Promise.all([server.close(), impatient.close()]);
  await rm(root, { recursive: true });
});

async function portOf(listener: FastifyInstance): Promise<number> {
  await listener.listen({ host: '127.0.0.1', port: 0 });
  return (listener.server.address() as AddressInfo).port;
}

/** Posts exactly these bytes, whatever they are, and gives the status and the JSON of the answer. */
function post(body: Buffer | string, type: string, headers: Record<string, string | number> = {}) {
  return new Promise<{ status: number; answer: Record<string, unknown> }>((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port, path: '/form', method: 'POST' }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, answer: JSON.parse(text) as Record<string, unknown> }),
      );
    });
    request.on('error', reject);
    request.setHeader('content-type', type);
    for (const [name, value] of Object.entries(headers)) request.setHeader(name, value);
    if (!('transfer-encoding' in headers)) request.setHeader('content-length', Buffer.byteLength(body));
    request.end(body);
  });
}

/** Writes these bytes to the line as they are, and gives what comes back until it is closed or a whole answer was heard. */
async function speak(pieces: (string | Buffer | number)[], { close = false, to = port } = {}): Promise<string> {
  const socket = connect(to, '127.0.0.1');
  let heard = '';
  const answered = new Promise<void>((resolve) => {
    socket.on('data', (chunk: Buffer) => {
      heard += chunk.toString();
      if (isWhole(heard)) resolve();
    });
  });
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  for (const piece of pieces) {
    if (typeof piece === 'number') await pause(piece);
    else socket.write(piece);
  }
  if (close) socket.end();
  await Promise.race([closed, answered]);
  socket.destroy();
  return heard;
}

function isWhole(answer: string): boolean {
  const [head = '', body] = answer.split(/\r\n\r\n(.*)/s);
  const length = /^content-length: (\d+)/im.exec(head)?.[1];
  return body !== undefined && length !== undefined && body.length >= Number(length);
}

const type = 'multipart/form-data; boundary=b';
const field = (name: string, value: string) =>
  `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const file = (content: string, head = 'name="file"; filename="a.docx"') =>
  `--b\r\nContent-Disposition: form-data; ${head}\r\nContent-Type: application/octet-stream\r\n\r\n${content}\r\n`;
const end = '--b--\r\n';
/** With a length, and in chunks whose number nobody knows. */
const bothWays: Record<string, string>[] = [{}, { 'transfer-encoding': 'chunked' }];
const header = (length: number, more = '') =>
  `POST /form HTTP/1.1\r\nHost: a\r\nContent-Type: ${type}\r\nContent-Length: ${length}\r\n${more}\r\n`;

/** After every attack: the server still takes a proper form, and nothing was left in the spool. */
async function isSound(): Promise<void> {
  const proper = await post(field('slot', 'account-1') + file('proper') + end, type);
  expect(proper).toMatchObject({ status: 200, answer: { name: 'a.docx', fields: { slot: 'account-1' } } });
  await until('an empty spool', async () => (await readdir(join(root, 'spool'))).length === 0);
}

describe('a plain form is streamed into the store', () => {
  it('keeps the file as it was sent, with the fields before and after it', async () => {
    const bytes = randomBytes(600_000);
    const { status, answer } = await post(
      Buffer.concat([
        Buffer.from(
          `${field('token', 't')}--b\r\nContent-Disposition: form-data; name="file"; filename="Łukasz é.docx"\r\n\r\n`,
        ),
        bytes,
        Buffer.from(`\r\n${field('slot', 'account-2')}${end}`),
      ]),
      type,
    );
    expect(status).toBe(200);
    expect(answer).toMatchObject({
      name: 'Łukasz é.docx',
      fields: { token: 't', slot: 'account-2' },
      file: { sha256: sha256(bytes), size: 600_000 },
    });
    const store = openStore({ kind: 'directory', root });
    expect((await store.readVerified((answer['file'] as { key: string }).key)).equals(bytes)).toBe(true);
  });

  it('takes what a browser makes', async () => {
    const form = new FormData();
    form.set('token', 't');
    form.set('unasked', 'x');
    form.set('file', new File(['words'], 'account.docx'));
    const answer = await fetch(`http://127.0.0.1:${port}/form`, { method: 'POST', body: form });
    expect(await answer.json()).toMatchObject({ name: 'account.docx', fields: { token: 't' }, file: { size: 5 } });
  });

  it('takes exactly the limit and refuses one byte more, with and without a length', async () => {
    const exact = file('x'.repeat(maxBytes)) + end;
    const over = file('x'.repeat(maxBytes + 1)) + end;
    for (const headers of bothWays) {
      expect(await post(exact, type, headers)).toMatchObject({ status: 200, answer: { file: { size: maxBytes } } });
      expect(await post(over, type, headers)).toMatchObject({ status: 413, answer: { code: 'too-large' } });
    }
    await isSound();
  });

  it('refuses by its announced length what is far too large, before it is sent', async () => {
    const heard = await speak([header(50_000_000), 'x'.repeat(1000)]);
    expect(heard).toMatch(/^HTTP\/1.1 413/);
    expect(heard).toContain('"code":"too-large"');
  });

  it('answers 413 while the file is still being sent, and cuts a sender who goes on for ever', async () => {
    const head = `POST /form HTTP/1.1\r\nHost: a\r\nContent-Type: ${type}\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const opening = file('').slice(0, -2);
    const piece = `10000\r\n${'x'.repeat(65_536)}\r\n`;
    const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;
    expect(await speak([head, chunk(opening), ...Array.from({ length: 20 }, () => piece)])).toMatch(/^HTTP\/1.1 413/);
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined).resume();
    socket.write(head + chunk(opening));
    let sent = 0;
    for (; sent < 400 && !socket.destroyed; sent += 1) {
      if (!socket.write(piece)) await Promise.race([new Promise((go) => socket.once('drain', go)), pause(200)]);
    }
    expect(socket.destroyed).toBe(true);
    await isSound();
  });

  it('asks whether the file may be stored before it stores it', async () => {
    const secret = 'not to be stored';
    const refused = await post(field('token', 'wrong') + file(secret) + end, type);
    expect(refused).toMatchObject({ status: 403, answer: { code: 'token-wrong' } });
    const store = openStore({ kind: 'directory', root });
    const hash = sha256(Buffer.from(secret));
    expect(await store.has(`sha256/${hash.slice(0, 2)}/${hash.slice(2, 4)}/${hash}`)).toBe(false);
  });
});

describe('a malformed form is refused, never a fault, and never the end of the process', () => {
  const fine = file('content') + end;
  it.each<[string, string, string | Buffer, number, string]>([
    ['an empty body', type, '', 422, 'no-file'],
    ['only the end', type, end, 422, 'no-file'],
    ['no boundary in the header', 'multipart/form-data', fine, 415, 'not-a-form'],
    ['an empty boundary', 'multipart/form-data; boundary=', fine, 400, ''],
    ['an empty quoted boundary', 'multipart/form-data; boundary=""', fine, 400, ''],
    ['another boundary in the header', 'multipart/form-data; boundary=other', fine, 400, ''],
    ['a boundary of 5,000 characters', `multipart/form-data; boundary=${'b'.repeat(5000)}`, fine, 400, ''],
    ['garbage', type, randomBytes(5000), 400, ''],
    ['zeros', type, Buffer.alloc(5000), 400, ''],
    ['JSON', type, '{"file":1}', 400, ''],
    ['a file cut off', type, file('content').slice(0, -10), 400, 'interrupted'],
    ['no end after the file', type, file('content'), 400, 'interrupted'],
    ['a part cut off in its header', type, '--b\r\nContent-Dispo', 400, 'interrupted'],
    ['a part without any header', type, `--b\r\n\r\nvalue\r\n${end}`, 422, 'no-file'],
    ['a part without Content-Disposition', type, `--b\r\nContent-Type: a/b\r\n\r\nx\r\n${end}`, 422, 'no-file'],
    [
      'a part that is not form-data',
      type,
      `--b\r\nContent-Disposition: attachment; name="a"\r\n\r\nx\r\n${end}`,
      422,
      'no-file',
    ],
    [
      'a header of 200 KB',
      type,
      `--b\r\nContent-Disposition: form-data; name="${'n'.repeat(200_000)}"\r\n\r\nx\r\n${end}`,
      0,
      '',
    ],
    ['3,000 headers in a part', type, `--b\r\n${'X: y\r\n'.repeat(3000)}\r\nx\r\n${end}`, 422, 'no-file'],
    ['no file chosen', type, file('', 'name="file"; filename=""') + end, 422, 'no-file'],
    ['fields and no file', type, field('slot', 'a') + end, 422, 'no-file'],
    ['an empty file', type, file('') + end, 422, 'empty-file'],
    ['a file without a field name', type, file('x', 'filename="a.docx"') + end, 0, ''],
    ['an empty field name', type, file('x', 'name=""; filename="a.docx"') + end, 200, ''],
    ['a name that is only a path', type, file('x', 'name="file"; filename="../../"') + end, 0, ''],
    ['two files', type, file('a') + file('b') + end, 422, 'second-file'],
    ['a hundred files', type, file('a').repeat(100) + end, 422, 'second-file'],
    ['a field called __proto__', type, field('__proto__', 'x') + fine, 400, 'form-unreadable'],
    ['a field called constructor', type, field('constructor', 'x') + fine, 400, 'form-unreadable'],
    ['a file called __proto__', type, file('x', 'name="__proto__"; filename="a"') + end, 400, 'form-unreadable'],
    ['a thousand fields', type, field('slot', 'x').repeat(1000) + fine, 400, 'form-unreadable'],
    ['a field of a megabyte', type, field('slot', 'x'.repeat(900_000)) + fine, 400, 'form-unreadable'],
    [
      'a field that says it is JSON',
      type,
      `--b\r\nContent-Disposition: form-data; name="slot"\r\nContent-Type: application/json\r\n\r\n{oops\r\n${fine}`,
      400,
      'form-unreadable',
    ],
    [
      'an unknown charset',
      type,
      `--b\r\nContent-Disposition: form-data; name="slot"\r\nContent-Type: text/plain; charset=klingon\r\n\r\nx\r\n${fine}`,
      200,
      '',
    ],
    ['a broken percent encoding in the name', type, file('x', `name="file"; filename*=utf-8''%zz%f`) + end, 0, ''],
    [
      'quoted-printable announced',
      type,
      `--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\nContent-Transfer-Encoding: base64\r\n\r\n!!\r\n${end}`,
      0,
      '',
    ],
    ['bare line feeds', type, fine.replaceAll('\r\n', '\n'), 400, ''],
    ['words before the first part', type, `words\r\n${fine}`, 200, ''],
    ['words after the end', type, `${fine}words`, 200, ''],
    ['another content type', 'application/octet-stream', fine, 415, ''],
    ['multipart of another kind', 'multipart/mixed; boundary=b', fine, 415, ''],
    ['form fields in the address style', 'application/x-www-form-urlencoded', 'a=b', 415, ''],
  ])('%s', async (_, contentType, body, status, code) => {
    for (const headers of bothWays) {
      const got = await post(body, contentType, headers);
      // 0: whether this is a form is a matter of taste; that it is no fault of ours is not.
      if (status === 0) expect(got.status).toBeLessThan(500);
      else expect(got).toMatchObject(code ? { status, answer: { code } } : { status });
    }
    await isSound();
  });

  it.each<[string, (string | Buffer | number)[]]>([
    ['hangs up in the middle of the file', [header(5000), file('half'), 50]],
    ['hangs up before the body', [header(5000)]],
    ['announces more than comes', [header(5000), fine]],
    [
      'sends broken chunks',
      ['POST /form HTTP/1.1\r\nHost: a\r\nContent-Type: ', type, '\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
    ],
    [
      'breaks off a chunk',
      ['POST /form HTTP/1.1\r\nHost: a\r\nContent-Type: ', type, '\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n--b\r\n'],
    ],
  ])('a sender who %s', async (_, pieces) => {
    expect(await speak(pieces, { close: true })).not.toMatch(/^HTTP\/1.1 5/);
    await isSound();
  });

  it('takes a form that comes byte by byte, and gives up on one who falls silent', async () => {
    const slow = Array.from(file('slow') + end).flatMap((letter) => [letter, 1]);
    expect(await speak([header((file('slow') + end).length, 'Connection: close\r\n'), ...slow])).toMatch(
      /^HTTP\/1.1 200/,
    );
    // It hangs up by itself, or this would wait for ever.
    expect(await speak([header(5000), file('and then')], { to: await portOf(impatient) })).not.toMatch(
      /^HTTP\/1.1 200/,
    );
    await isSound();
  });

  it('survives a hundred senders who all hang up', async () => {
    await Promise.all(
      Array.from({ length: 100 }, () => speak([header(90_000), file('x'.repeat(20_000)), 30], { close: true })),
    );
    await isSound();
  });
});

describe('an upload into a directory can be gone on with', () => {
  goesOnWhereItStopped(() => ({ kind: 'directory', root }));
});

describe('the name of a file is shown, never used', () => {
  it.each([
    ['account.docx', 'account.docx'],
    ['C:\\Users\\me\\account.docx', 'account.docx'],
    ['../../etc/passwd', 'passwd'],
    ['a\u0000b\r\n.docx', 'ab.docx'],
    ['fdp\u202Eexe.pdf', 'fdpexe.pdf'],
    ['Łukasz é.docx', 'Łukasz é.docx'],
    [`${'😀'.repeat(300)}.docx`, '😀'.repeat(200)],
    ['', ''],
  ])('%j as %j', (sent, shown) => expect(displayName(sent)).toBe(shown));
});
