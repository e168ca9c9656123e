import { randomBytes } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { zipSync } from 'fflate';
import { Scanner } from '../../src/platform/scanner/index.js';
import { EICAR, startClamd, type Clamd } from '../support/clamd.js';

const stream = (...chunks: Buffer[]) => Readable.from(chunks);

describe('a scanner that works', () => {
  let clamd: Clamd;
  let scanner: Scanner;
  beforeAll(async () => {
    clamd = await startClamd({ maxStream: 30 * 1024 * 1024 });
    scanner = new Scanner(clamd);
  });
  afterAll(() => clamd?.stop());

  it('names what it finds', async () => {
    expect(await scanner.scan(stream(EICAR))).toEqual({
      verdict: 'infected',
      signature: 'Eicar-Test-Signature.UNOFFICIAL',
    });
  });

  it('finds it inside an archive, and cut over many pieces', async () => {
    const zip = Buffer.from(zipSync({ 'word/media/image1.png': EICAR }));
    expect(await scanner.scan(stream(zip))).toMatchObject({ verdict: 'infected' });
    const pieces = Array.from({ length: EICAR.length }, (_, at) => EICAR.subarray(at, at + 1));
    expect(await scanner.scan(stream(...pieces))).toMatchObject({ verdict: 'infected' });
  });

  it('clears what holds nothing, up to 25 MB and down to nothing at all', async () => {
    expect(await scanner.scan(stream(Buffer.from('An account of a project.')))).toEqual({ verdict: 'clean' });
    expect(await scanner.scan(stream())).toEqual({ verdict: 'clean' });
    const large = Array.from({ length: 400 }, () => randomBytes(65_536));
    expect(await scanner.scan(stream(...large))).toEqual({ verdict: 'clean' });
  });

  it('does not clear a file that clamd refuses for its size', async () => {
    const tooLarge = Array.from({ length: 40 }, () => Buffer.alloc(1024 * 1024));
    expect(await scanner.scan(stream(...tooLarge))).toMatchObject({ verdict: 'unavailable' });
  });

  it('does not clear a file that could not be read to its end', async () => {
    const broken = Readable.from(
      (function* () {
        yield Buffer.alloc(100_000);
        throw new Error('the disk is gone');
      })(),
    );
    await expect(scanner.scan(broken)).rejects.toThrow('the disk is gone');
  });

  it('scans twenty files at once, each with its own verdict', async () => {
    const verdicts = await Promise.all(
      Array.from({ length: 20 }, async (_, at) => {
        const result = await scanner.scan(stream(Buffer.alloc(50_000), at % 2 ? EICAR : Buffer.from('harmless')));
        return result.verdict;
      }),
    );
    expect(verdicts).toEqual(Array.from({ length: 20 }, (_, at) => (at % 2 ? 'infected' : 'clean')));
  });
});

describe('a scanner that does not work leaves the file unknown, never clean', () => {
  const patience = { connectMs: 300, silentMs: 300, totalMs: 1500 };
  const open: { server: Server; sockets: Set<Socket> }[] = [];

  /** A stranger on clamd's port. */
  async function pretend(act: (socket: Socket) => void): Promise<Scanner> {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      act(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    open.push({ server, sockets });
    return new Scanner({ host: '127.0.0.1', port: (server.address() as { port: number }).port }, patience);
  }

  afterEach(async () => {
    for (const { server, sockets } of open.splice(0)) {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  /** Answers once it has seen the end of the file, four zero bytes. */
  const afterTheFile = (answer: (socket: Socket) => void) => (socket: Socket) =>
    socket.on('data', (bytes: Buffer) => {
      if (bytes.subarray(-4).equals(Buffer.alloc(4))) answer(socket);
    });

  it.each<[string, (socket: Socket) => void]>([
    ['says nothing', () => undefined],
    ['says nothing after the file', (socket) => socket.resume()],
    ['hangs up at once', (socket) => socket.destroy()],
    ['hangs up after the file', afterTheFile((socket) => socket.end())],
    ['is cut in the middle of its answer', afterTheFile((socket) => socket.end('stream: OK'))],
    ['says OK before it had the file', (socket) => socket.end('stream: OK\0')],
    ['speaks HTTP', afterTheFile((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n\0'))],
    ['talks garbage', afterTheFile((socket) => socket.end(Buffer.concat([randomBytes(500), Buffer.alloc(1)])))],
    ['says OK of something else', afterTheFile((socket) => socket.end('/etc/passwd: OK\0'))],
    ['says more than OK', afterTheFile((socket) => socket.end('stream: OK but\0'))],
    ['reports an error of its own', afterTheFile((socket) => socket.end('Could not open database. ERROR\0'))],
    ['never ends its answer', afterTheFile((socket) => void setInterval(() => socket.write('x'), 50).unref())],
  ])('a stranger who %s', async (_, act) => {
    const scanner = await pretend(act);
    // More than the line itself can hold, so that an answer that comes too early is seen to.
    const large = Array.from({ length: 160 }, () => Buffer.alloc(65_536, 1));
    const result = await scanner.scan(stream(...large));
    expect(result).toMatchObject({ verdict: 'unavailable', why: expect.any(String) });
  });

  it('stops listening to a stranger whose answer has no end', async () => {
    const scanner = await pretend(afterTheFile((socket) => void socket.write('x'.repeat(100_000))));
    const result = await scanner.scan(stream(randomBytes(1000)));
    expect(result).toMatchObject({ verdict: 'unavailable', why: expect.stringContaining('"xxx') });
  });

  it('believes the same stranger who says OK after the whole file', async () => {
    const scanner = await pretend(afterTheFile((socket) => socket.end('stream: OK\0')));
    expect(await scanner.scan(stream(randomBytes(200_000), Buffer.from([1])))).toEqual({ verdict: 'clean' });
  });

  it('says so where nobody listens', async () => {
    const scanner = new Scanner({ host: '127.0.0.1', port: 1 }, patience);
    expect(await scanner.scan(stream(Buffer.from('a')))).toMatchObject({ verdict: 'unavailable' });
  });

  it('is off, and not clean, where none is configured', async () => {
    const file = stream(EICAR);
    expect(await new Scanner(null).scan(file)).toEqual({ verdict: 'off' });
    expect(file.destroyed).toBe(true);
  });
});
