// Runs in a worker thread: answers the one question it was started with. What it throws reaches whoever asked.
import { parentPort, workerData } from 'node:worker_threads';
import { explain, planAllocation } from '#libs/allocator';
import type { Question } from './planning-thread.js';

function answer(question: Question): unknown {
  const { problem } = question;
  if (question.ask === 'plan') return planAllocation(problem);
  return problem.assessors.map(({ id }) => explain(problem, question.plan, question.script, id));
}

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port between threads has no origin
parentPort?.postMessage(answer(workerData as Question));
