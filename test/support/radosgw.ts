import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, openSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { s3ClientConfig, type S3Config } from '../../src/platform/storage/s3-client.js';
import { patience } from './patience.js';

/** A Ceph cluster of one: the strictest S3 server that a bare Debian machine can have. */
export interface Radosgw {
  readonly endpoint: string;
  /** Makes a bucket and gives the settings that reach it. */
  readonly makeBucket: (bucket: string) => Promise<S3Config>;
  readonly stop: () => Promise<void>;
}

const PROGRAMS = [
  'ceph',
  'ceph-mon',
  'ceph-osd',
  'ceph-mgr',
  'ceph-authtool',
  'monmaptool',
  'radosgw',
  'radosgw-admin',
];
const PACKAGES = 'radosgw ceph-mon ceph-osd ceph-mgr ceph-common';
const KEY = { accessKeyId: 'scriptorium', secretAccessKey: 'scriptorium-secret' };
const run = promisify(execFile);

/** What is missing for a radosgw on this machine and how to get it, or null where it can be started. */
export function whatRadosgwLacks(): string | null {
  const missing = PROGRAMS.filter((name) => !['/usr/bin', '/usr/sbin'].some((place) => existsSync(join(place, name))));
  if (missing.length === 0) return null;
  return `The S3 store is tested on Ceph radosgw, and ${missing.join(', ')} are missing. On Debian: apt-get install -y --no-install-recommends ${PACKAGES}`;
}

/** Starts mon, mgr, one OSD in memory and the gateway on free ports in a directory of its own; about 16 seconds, 620 MB. */
export async function startRadosgw(): Promise<Radosgw> {
  const lacks = whatRadosgwLacks();
  if (lacks) throw new Error(lacks);
  const root = await mkdtemp(join(tmpdir(), 'scriptorium-ceph-'));
  const running: ChildProcess[] = [];
  const stop = async () => {
    await Promise.all(running.toReversed().map(end));
    await rm(root, { recursive: true, force: true });
  };
  try {
    const port = await start(root, running);
    const endpoint = `http://127.0.0.1:${port}`;
    const makeBucket = async (bucket: string): Promise<S3Config> => {
      const config: S3Config = { kind: 's3', endpoint, region: 'default', bucket, ...KEY, checksums: 'WHEN_REQUIRED' };
      const client = new S3Client(s3ClientConfig(config));
      await client.send(new CreateBucketCommand({ Bucket: bucket }));
      client.destroy();
      return config;
    };
    return { endpoint, makeBucket, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(root: string, running: ChildProcess[]): Promise<number> {
  const [monPort, rgwPort] = [await freePort(), await freePort()];
  const [fsid, osd] = [randomUUID(), randomUUID()];
  const conf = join(root, 'ceph.conf');
  const keyring = join(root, 'keyring');
  const ceph = (...args: string[]) => run('ceph', ['-c', conf, '-k', keyring, ...args], { timeout: patience });
  const daemon = (program: string, ...args: string[]) =>
    running.push(launch(root, program, ['-c', conf, '-f', ...args]));

  await writeFile(conf, settings(root, fsid, monPort, rgwPort));
  for (const name of ['mon', 'osd', 'mgr', 'rgw']) await mkdir(join(root, name));
  const all = ['--cap', 'mon', 'allow *', '--cap', 'osd', 'allow *', '--cap', 'mgr', 'allow *'];
  const mon = ['--create-keyring', keyring, '--gen-key', '-n', 'mon.', '--cap', 'mon', 'allow *'];
  await run('ceph-authtool', mon);
  await run('ceph-authtool', [keyring, '--gen-key', '-n', 'client.admin', ...all, '--cap', 'mds', 'allow *']);
  const map = join(root, 'monmap');
  await run('monmaptool', ['--create', '--addv', 'a', `[v2:127.0.0.1:${monPort}]`, '--fsid', fsid, map]);
  await run('ceph-mon', ['-c', conf, '--mkfs', '-i', 'a', '--monmap', map, '--keyring', keyring]);
  daemon('ceph-mon', '-i', 'a');
  await untilDone('the monitor', 30_000, () => ceph('-s'));

  await keep(
    join(root, 'mgr', 'keyring'),
    ceph('auth', 'get-or-create', 'mgr.x', 'mon', 'allow profile mgr', 'osd', 'allow *'),
  );
  daemon('ceph-mgr', '-i', 'x');
  await ceph('osd', 'new', osd);
  const osdCaps = ['mon', 'allow profile osd', 'mgr', 'allow profile osd', 'osd', 'allow *'];
  await keep(join(root, 'osd', 'keyring'), ceph('auth', 'get-or-create', 'osd.0', ...osdCaps));
  await run('ceph-osd', ['-c', conf, '-i', '0', '--mkfs', '--osd-uuid', osd], { timeout: patience });
  daemon('ceph-osd', '-i', '0');
  await keep(
    join(root, 'rgw', 'keyring'),
    ceph('auth', 'get-or-create', 'client.rgw', 'mon', 'allow rw', 'osd', 'allow rwx'),
  );
  daemon('radosgw', '-n', 'client.rgw');

  const user = [
    '--uid=scriptorium',
    '--display-name=Scriptorium',
    `--access-key=${KEY.accessKeyId}`,
    `--secret-key=${KEY.secretAccessKey}`,
  ];
  await untilDone('the gateway', 90_000, () => fetch(`http://127.0.0.1:${rgwPort}/`));
  await run('radosgw-admin', ['-c', conf, '-k', keyring, 'user', 'create', ...user], { timeout: patience });
  return rgwPort;
}

function settings(root: string, fsid: string, monPort: number, rgwPort: number): string {
  return `[global]
fsid = ${fsid}
mon host = [v2:127.0.0.1:${monPort}]
public addr = 127.0.0.1
cluster addr = 127.0.0.1
auth cluster required = cephx
auth service required = cephx
auth client required = cephx
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon max pg per osd = 1000
run dir = ${root}
admin socket = ${root}/$name.asok
pid file = ${root}/$name.pid
crash dir = ${root}
log file = ${root}/$name.log
[mon]
mon data = ${root}/mon
mon cluster log file = ${root}/cluster.log
[mgr]
mgr data = ${root}/mgr
mgr initial modules =
[osd]
osd data = ${root}/osd
osd objectstore = memstore
memstore device bytes = 4294967296
[client.rgw]
keyring = ${root}/rgw/keyring
rgw data = ${root}/rgw
rgw frontends = beast endpoint=127.0.0.1:${rgwPort}
`;
}

/** A daemon in the foreground, its words in a log of the cluster's directory; it dies with us at the latest. */
function launch(root: string, program: string, args: string[]): ChildProcess {
  const log = openSync(join(root, `${program}.out`), 'a');
  const child = spawn(program, args, { stdio: ['ignore', log, log] });
  closeSync(log);
  process.once('exit', () => child.kill('SIGKILL'));
  return child;
}

/** Nothing of the cluster is kept, so nothing needs to be asked politely. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

async function keep(path: string, answer: Promise<{ stdout: string }>): Promise<void> {
  await writeFile(path, (await answer).stdout);
}

async function untilDone(what: string, withinMs: number, attempt: () => Promise<unknown>): Promise<void> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (performance.now() > deadline) throw new Error(`${what} of Ceph did not come up`, { cause: error });
      await pause(200);
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || !address) throw new Error('No free port');
  return address.port;
}
