import { Worker } from 'node:worker_threads';
import type { PageImages, Reading, RefusalReason } from '#libs/reader';
import type { Answer, HandedIn, Parsed, Question } from './messages.js';

/** What one file may cost before its thread is killed. */
export interface ParseLimits {
  /** Processor time of the thread: a busy machine must not refuse what an idle one reads. */
  readonly timeMs: number;
}

export interface PoolOptions {
  /** Threads at most; one is started when there is work for it. */
  readonly size: number;
  /** Memory of one thread, heap and buffers together, in MB. */
  readonly memoryMb?: number;
  /** The compiled worker. Found by itself unless the program runs from its sources and dist/ lies elsewhere. */
  readonly entry?: URL;
}

interface Job {
  readonly question: Question;
  readonly timeMs: number;
  readonly settle: (parsed: Parsed) => void;
  readonly fail: (fault: Error) => void;
}

/** Honest documents of the corpora need at most 90 MB and 0.5 s. */
const usualMemoryMb = 128;
/** A large file is held several times over: as it came, unpacked, and as its copy. 20 MB of PDF needed 150 to 200 MB in all. */
const copiesHeld = 6;
const watchEveryMs = 50;
/** However busy the machine, nobody waits longer than this many times the processor time allowed. */
const patience = 8;
/** A thread that read this many files is replaced, so that nothing a file left behind grows for ever. */
const filesPerThread = 500;

/** Where the compiled worker lies: beside this file once compiled, in dist/ while specs run from the sources. */
function workerEntry(): URL {
  const here = import.meta.url;
  return here.endsWith('.ts')
    ? new URL('../../../dist/src/platform/parsing/parser-worker.js', here)
    : new URL('./parser-worker.js', here);
}

/** One thread and the file it is reading. */
class Thread {
  readonly #worker: Worker;
  #job: Job | null = null;
  #timer: NodeJS.Timeout | undefined;
  #watch: NodeJS.Timeout | undefined;
  #dead = false;
  /** Processor time of the thread when its file began, as far as the first look at it says. */
  #cpuBefore: number | null = null;
  files = 0;

  constructor(
    entry: URL,
    private readonly memoryMb: number,
    private readonly onFree: (thread: Thread) => void,
  ) {
    this.#worker = new Worker(entry, {
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 },
    });
    this.#worker.on('message', (answer: Answer) => this.#answered(answer));
    this.#worker.on('error', (fault: Error & { code?: string }) => {
      if (fault.code === 'ERR_WORKER_OUT_OF_MEMORY') this.#refuse('memory-limit', 'the heap was full');
      else this.#end((job) => job.fail(fault));
    });
    this.#worker.on('exit', () => this.#end((job) => job.fail(new Error('the parser thread ended by itself'))));
  }

  get isDead(): boolean {
    return this.#dead;
  }

  run(job: Job): void {
    this.#job = job;
    this.files++;
    this.#worker.ref();
    const patienceMs = job.timeMs * patience;
    this.#timer = setTimeout(() => this.#refuse('time-limit', `not read in ${patienceMs} ms`), patienceMs);
    this.#cpuBefore = null;
    this.#watch = setInterval(() => void this.#weigh(), watchEveryMs);
    const bytes = Uint8Array.from(job.question.bytes);
    this.#worker.postMessage({ ...job.question, bytes }, [bytes.buffer]);
  }

  kill(): void {
    this.#dead = true;
    void this.#worker.terminate();
  }

  /** Heap limits do not see buffers, clocks do not see how busy others are: both are weighed while a file is read. */
  async #weigh(): Promise<void> {
    const job = this.#job;
    try {
      const [heap, cpu] = await Promise.all([this.#worker.getHeapStatistics(), this.#worker.cpuUsage()]);
      if (this.#job !== job || job === null) return;
      const used = (heap.used_heap_size + heap.external_memory) / 1024 / 1024;
      const spent = (cpu.user + cpu.system) / 1000;
      this.#cpuBefore ??= spent;
      const allowed = this.memoryMb + (copiesHeld * job.question.bytes.length) / 1024 / 1024;
      if (used > allowed) this.#refuse('memory-limit', `${Math.round(used)} MB in use`);
      else if (spent - this.#cpuBefore > job.timeMs) this.#refuse('time-limit', `not read in ${job.timeMs} ms of work`);
    } catch {
      // The thread ended while it was asked: its own events say why.
    }
  }

  #answered(answer: Answer): void {
    const job = this.#take(answer.number);
    if (!job) return;
    if ('fault' in answer) job.fail(new Error(answer.fault));
    else job.settle(answer.parsed);
    this.#worker.unref();
    this.onFree(this);
  }

  #refuse(reason: RefusalReason, detail: string): void {
    this.#end((job) => job.settle({ verdict: 'refused', kind: null, reason, detail }));
  }

  /** Kills the thread and tells whoever waits for its file. */
  #end(tell: (job: Job) => void): void {
    const job = this.#take();
    const wasDead = this.#dead;
    this.kill();
    if (job) tell(job);
    if (!wasDead) this.onFree(this);
  }

  #take(number?: number): Job | null {
    const job = this.#job;
    if (!job || (number !== undefined && job.question.number !== number)) return null;
    clearTimeout(this.#timer);
    clearInterval(this.#watch);
    this.#job = null;
    return job;
  }
}

/**
 * Reads strangers' files in worker threads that are killed when a file takes too long or too much memory.
 *
 * The process that asks is never blocked and never at risk: a killed thread is replaced by the next file. Files are read
 * in the order they were asked for. Threads have no environment and let the process end when they are idle.
 */
export class ParserPool {
  readonly #waiting: Job[] = [];
  readonly #idle: Thread[] = [];
  readonly #all = new Set<Thread>();
  readonly #entry: URL;
  #number = 0;
  #closed = false;

  constructor(private readonly options: PoolOptions) {
    this.#entry = options.entry ?? workerEntry();
  }

  /**
   * Reads one text. In: its bytes (copied, the caller's stay as they are) and the name it came with. Out: what
   * `#libs/reader` read or refused, with `time-limit` and `memory-limit` for killed threads. Rejects only for bugs of our
   * own.
   */
  parse(bytes: Uint8Array, fileName: string, limits: ParseLimits = { timeMs: 10_000 }): Promise<Reading> {
    return this.#ask(bytes, { purpose: 'text', fileName }, limits) as Promise<Reading>;
  }

  /** Reads one file that was handed in, whatever its name says, and makes its clean copy. The same promises as `parse`. */
  parseHandedIn(bytes: Uint8Array, limits: ParseLimits = { timeMs: 10_000 }): Promise<HandedIn> {
    return this.#ask(bytes, { purpose: 'handed-in', fileName: '' }, limits) as Promise<HandedIn>;
  }

  /** Draws pages of a PDF as pictures (`drawPageImages`). The same promises as `parse`. */
  drawPages(
    bytes: Uint8Array,
    pages: { readonly from: number; readonly to: number },
    limits: ParseLimits = { timeMs: 10_000 },
  ): Promise<PageImages> {
    return this.#ask(bytes, { purpose: 'page-images', fileName: '', pages }, limits) as Promise<PageImages>;
  }

  #ask(bytes: Uint8Array, asked: Omit<Question, 'number' | 'bytes'>, { timeMs }: ParseLimits): Promise<Parsed> {
    if (this.#closed) return Promise.reject(new Error('the parser pool is closed'));
    return new Promise((settle, fail) => {
      this.#waiting.push({ question: { number: ++this.#number, bytes, ...asked }, timeMs, settle, fail });
      this.#next();
    });
  }

  /** Kills all threads; files not read yet are rejected. */
  close(): void {
    this.#closed = true;
    for (const job of this.#waiting.splice(0)) job.fail(new Error('the parser pool was closed'));
    for (const thread of this.#all) thread.kill();
  }

  #next(): void {
    while (this.#waiting.length > 0) {
      const thread = this.#idle.pop() ?? (this.#all.size < this.options.size ? this.#start() : null);
      if (!thread) return;
      thread.run(this.#waiting.shift()!);
    }
  }

  #start(): Thread {
    const thread = new Thread(this.#entry, this.options.memoryMb ?? usualMemoryMb, (free) => this.#freed(free));
    this.#all.add(thread);
    return thread;
  }

  #freed(thread: Thread): void {
    if (!thread.isDead && thread.files >= filesPerThread) thread.kill();
    if (thread.isDead) this.#all.delete(thread);
    else this.#idle.push(thread);
    if (thread.isDead && this.#idle.includes(thread)) this.#idle.splice(this.#idle.indexOf(thread), 1);
    if (!this.#closed) this.#next();
  }
}
