import { mkdtemp, rm } from 'node:fs/promises';
import { spawn, type ChildProcess } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import type { UploadServerSettings } from './upload-server.js';

const ROOT = resolve(import.meta.dirname, '../..');

/** The upload server as a process of its own, that can be killed in the middle and started again on its port. */
export interface UploadProcess {
  readonly start: (settings: Omit<UploadServerSettings, 'onFinish'>, port?: number) => Promise<number>;
  /** kill -9: no chance to finish or to tidy up. */
  readonly kill: () => Promise<void>;
  readonly remove: () => Promise<void>;
}

export async function buildUploadProcess(): Promise<UploadProcess> {
  const directory = await mkdtemp(join(tmpdir(), 'scriptorium-upload-'));
  const outfile = join(directory, 'upload-process.mjs');
  await build({
    entryPoints: [join(ROOT, 'test/support/upload-process.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node26',
    logLevel: 'error',
    alias: { '#libs/refusal': join(ROOT, 'libs/refusal/src/index.ts') },
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  let child: ChildProcess | null = null;
  const kill = async () => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((done) => child?.once('exit', done));
    child.kill('SIGKILL');
    await gone;
  };
  const start = (settings: Omit<UploadServerSettings, 'onFinish'>, port = 0) =>
    new Promise<number>((done, fail) => {
      const argument = JSON.stringify({ ...settings, port });
      const started = spawn(process.execPath, [outfile, argument], { stdio: ['ignore', 'pipe', 'inherit'] });
      child = started;
      process.once('exit', () => started.kill('SIGKILL'));
      started.stdout.once('data', (text: Buffer) => done(Number(text.toString())));
      started.once('error', fail).once('exit', () => fail(new Error('The upload server did not start')));
    });
  const remove = async () => {
    await kill();
    await rm(directory, { recursive: true });
  };
  return { start, kill, remove };
}
