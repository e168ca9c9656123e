import { Worker } from 'node:worker_threads';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Explanation, Plan, Problem } from '#libs/allocator';

/** What the thread is asked: to plan, or to say of each assessor why they have a script or have it not. */
export type Question =
  | { readonly ask: 'plan'; readonly problem: Problem }
  | { readonly ask: 'explain'; readonly problem: Problem; readonly plan: Plan; readonly script: string };

/** One MB a hundred scripts was measured; 20,000 scripts with 1,000 people need the most. */
const memoryMb = 1_024;

/** Where the compiled thread lies: beside this file once compiled, in dist/ while specs run from the sources. */
function compiledEntry(): URL {
  const here = import.meta.url;
  return here.endsWith('.ts')
    ? new URL('../../../dist/src/allocation/planning/planning-worker.js', here)
    : new URL('./planning-worker.js', here);
}

/** Plans in a worker thread, one a question, which is ended when it takes too long: pages and other jobs go on meanwhile. */
@Injectable()
export class PlanningThread implements OnApplicationShutdown {
  /** Specs that run from the sources name one that they compiled themselves. */
  entry = compiledEntry();
  private readonly running = new Set<Worker>();

  /** The plan; rejects where it took longer than `timeMs`, or where our own code failed. */
  async plan(problem: Problem, timeMs: number): Promise<Plan> {
    return this.ask<Plan>({ ask: 'plan', problem }, timeMs);
  }

  /** Why each assessor has the script or has it not; in the order of the problem's assessors. Rejects as `plan` does. */
  async explain(problem: Problem, plan: Plan, script: string, timeMs: number): Promise<Explanation[]> {
    return this.ask<Explanation[]>({ ask: 'explain', problem, plan, script }, timeMs);
  }

  onApplicationShutdown(): void {
    for (const worker of this.running) void worker.terminate();
  }

  private async ask<Answer>(question: Question, timeMs: number): Promise<Answer> {
    const worker = new Worker(this.entry, {
      workerData: question,
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    });
    this.running.add(worker);
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<Answer>((settle, fail) => {
        timer = setTimeout(() => fail(new Error(`Planning took longer than ${timeMs / 1_000} s`)), timeMs);
        worker.once('message', settle);
        worker.once('error', (error: Error) => fail(new Error(error.message, { cause: error })));
        worker.once('exit', () => fail(new Error('The planning thread ended before it had an answer')));
      });
    } finally {
      clearTimeout(timer);
      this.running.delete(worker);
      await worker.terminate();
    }
  }
}
