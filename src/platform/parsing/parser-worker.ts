// Runs in a worker thread: reads one stranger's file after another until it is killed.
import { parentPort } from 'node:worker_threads';
import { read } from '#libs/reader';
import type { Answer, Parsed, Question } from './messages.js';

async function parse(question: Question): Promise<Parsed> {
  return await read(question.bytes, question.fileName);
}

parentPort?.on('message', (question: Question) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port between threads has no origin
  const answer = (value: Answer): void => parentPort?.postMessage(value);
  parse(question).then(
    (parsed) => answer({ number: question.number, parsed }),
    (fault: unknown) => {
      answer({
        number: question.number,
        fault: fault instanceof Error ? (fault.stack ?? fault.message) : String(fault),
      });
    },
  );
});
