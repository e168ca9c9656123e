import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** clamd with a database of one virus, the EICAR test file. */
export interface Clamd {
  readonly host: string;
  readonly port: number;
  readonly stop: () => Promise<void>;
}

/** The test file that every scanner knows, put together here so that no scanner takes this source for it. */
export const EICAR = Buffer.from(
  ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-', 'STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join(''),
);

/** What is missing for clamd on this machine and how to get it, or null where it can be started. */
export function whatClamdLacks(): string | null {
  if (whereClamdIs()) return null;
  return 'The scanner is tested on clamd, which is missing. On Debian: apt-get install -y --no-install-recommends clamav-daemon';
}

/** Starts clamd on a free port in a directory of its own; well under a second. `maxStream` in bytes. */
export async function startClamd({ maxStream = 64 * 1024 * 1024 } = {}): Promise<Clamd> {
  const program = whereClamdIs();
  if (!program) throw new Error(whatClamdLacks() ?? '');
  const root = await mkdtemp(join(tmpdir(), 'scriptorium-clamd-'));
  // As root clamd steps down to the user clamav, who must get in.
  await chmod(root, 0o777);
  // A signature by name, kind of file (0: any), place (*: anywhere) and bytes in hex.
  await writeFile(join(root, 'test.ndb'), `Eicar-Test-Signature:0:*:${EICAR.toString('hex')}\n`);
  const port = await freePort();
  const settings = [
    `DatabaseDirectory ${root}`,
    'TCPAddr 127.0.0.1',
    `TCPSocket ${port}`,
    'Foreground yes',
    `StreamMaxLength ${maxStream}`,
    'AlertExceedsMax yes',
    'MaxThreads 4',
    ...(process.getuid?.() === 0 ? ['User clamav'] : []),
  ];
  await writeFile(join(root, 'clamd.conf'), `${settings.join('\n')}\n`);
  const child = spawn(program, ['-c', join(root, 'clamd.conf')], { stdio: ['ignore', 'pipe', 'pipe'] });
  const last: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => last.push(text.toString()));
  const dieWithUs = () => child.kill('SIGKILL');
  process.once('exit', dieWithUs);
  const stop = async () => {
    process.off('exit', dieWithUs);
    await end(child);
    await rm(root, { recursive: true, force: true });
  };
  for (let tries = 0; !(await accepts(port)); tries += 1) {
    if (tries > 300 || child.exitCode !== null) {
      await stop();
      throw new Error(`clamd did not come up: ${last.slice(-5).join('')}`);
    }
    await pause(50);
  }
  return { host: '127.0.0.1', port, stop };
}

function whereClamdIs(): string | undefined {
  return ['/usr/sbin/clamd', '/usr/bin/clamd', '/usr/local/sbin/clamd'].find((path) => existsSync(path));
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || !address) throw new Error('No free port');
  return address.port;
}
