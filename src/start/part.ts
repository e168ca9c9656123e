import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface PartSettings {
  readonly name: 'web' | 'worker';
  readonly home: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Told after each start. */
  readonly onStart: () => void;
}

/** How long it waits before it starts a part again: at once doubles up to half a minute, and a quiet minute forgives. */
const firstPauseMs = 500;
const longestPauseMs = 30_000;
const forgivenAfterMs = 60_000;
/** A part that never got ready is given up after so many starts. */
const hopelessStarts = 5;
/** On a busy machine web is up in two seconds. */
const unreadyMs = 90_000;
/** Web and worker drain in ten seconds. */
const drainMs = 12_000;

/** Web or worker as a process that is started again whenever it ends by itself. */
export class Part {
  #child: ChildProcess | undefined;
  #log: WriteStream;
  #isStopping = false;
  #restart: NodeJS.Timeout | undefined;
  #pauseMs = firstPauseMs;
  #startedAt = 0;
  #starts = 0;
  #isReady = false;
  #lastWords: string[] = [];
  readonly #ready = Promise.withResolvers<string | null>();

  constructor(readonly settings: PartSettings) {
    mkdirSync(join(settings.home, 'log'), { recursive: true });
    this.#log = createWriteStream(join(settings.home, 'log', `${settings.name}.log`), { flags: 'a' });
    this.#ready.promise.catch(() => undefined);
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Settles with the address (null for one that has none) when it first says that it is ready; throws when it never does. */
  start(): Promise<string | null> {
    const preload = new URL('leave-with-parent.js', import.meta.url).href;
    const program = fileURLToPath(new URL(`../${this.settings.name}.js`, import.meta.url));
    this.#starts += 1;
    this.#startedAt = performance.now();
    this.#child = spawn(process.execPath, ['--enable-source-maps', '--import', preload, program], {
      env: this.settings.environment,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // A process group of its own: Ctrl-C reaches it through this process, which first lets it finish.
      detached: true,
    });
    this.#listen(this.#child);
    this.settings.onStart();
    setTimeout(() => this.#giveUp(`is not ready after ${unreadyMs / 1000} s`), unreadyMs).unref();
    return this.#ready.promise;
  }

  /** Lets it finish what it does, then ends it. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#restart);
    const child = this.#child;
    if (child && isRunning(child)) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      const impatience = setTimeout(() => child.kill('SIGKILL'), drainMs);
      await ended;
      clearTimeout(impatience);
    }
    this.#log.end();
  }

  /** Ends it this moment; what it had not committed it does again another time. */
  kill(): void {
    this.#isStopping = true;
    this.#child?.kill('SIGKILL');
  }

  #listen(child: ChildProcess): void {
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.#hear(line));
    }
    child.once('error', (error) => this.#hear(error.message));
    child.once('exit', (code, signal) => this.#ended(signal ?? `code ${code}`));
  }

  #giveUp(why: string): void {
    this.#ready.reject(new Error(`${this.settings.name} ${why}. Its last words:\n${this.#lastWords.join('\n')}`));
  }

  #hear(line: string): void {
    if (!this.#log.writableEnded) this.#log.write(`${line}\n`);
    this.#lastWords = [...this.#lastWords, line].slice(-20);
    if (!line.includes('"ready"')) return;
    const said = parse(line);
    if (said?.ready !== true) return;
    this.#isReady = true;
    this.#ready.resolve(said.address ?? null);
  }

  #ended(how: string): void {
    if (this.#isStopping) return;
    const { name, home } = this.settings;
    if (this.#starts >= hopelessStarts && !this.#isReady) return this.#giveUp('ends each time it is started');
    if (performance.now() - this.#startedAt > forgivenAfterMs) this.#pauseMs = firstPauseMs;
    console.log(
      `${name} ended (${how}); starting it again in ${this.#pauseMs / 1000} s. Log: ${join(home, 'log', `${name}.log`)}`,
    );
    this.#restart = setTimeout(() => void this.start(), this.#pauseMs);
    this.#pauseMs = Math.min(this.#pauseMs * 2, longestPauseMs);
  }
}

function parse(line: string): { readonly ready?: boolean; readonly address?: string } | null {
  try {
    return JSON.parse(line) as { ready?: boolean; address?: string };
  } catch {
    return null;
  }
}

function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}
