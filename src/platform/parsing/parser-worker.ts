// Runs in a worker thread: reads one stranger's file after another until it is killed.
import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { cleanEvidence, cleanOffice, drawPageImages, read, readEvidence, Unreadable } from '#libs/reader';
import type { Answer, HandedIn, Parsed, Question } from './messages.js';
import { pdfiumProgram } from './pdfium-program.js';

async function readHandedIn(bytes: Uint8Array): Promise<HandedIn> {
  const reading = await readEvidence(bytes);
  if (reading.verdict === 'refused') return reading;
  try {
    const cleanCopy = await cleanEvidence(reading.kind, bytes);
    return { ...reading, cleanCopy, cleanedFile: reading.kind === 'docx' ? cleanedWord(bytes) : null };
  } catch (fault) {
    if (!(fault instanceof Unreadable)) throw fault;
    return { verdict: 'refused', kind: reading.kind, reason: fault.reason, detail: `no clean copy: ${fault.detail}` };
  }
}

async function answerTo({ bytes, fileName, purpose, pages }: Question): Promise<Parsed> {
  if (purpose === 'handed-in') return readHandedIn(bytes);
  if (purpose === 'text') return read(bytes, fileName);
  return drawPageImages(bytes, pages ?? { from: 1, to: 1 }, await pdfiumProgram());
}

/** For its sender only: where none can be made they keep the file as they sent it, and assessors read the clean page. */
function cleanedWord(bytes: Uint8Array): Uint8Array | null {
  try {
    return cleanOffice(bytes);
  } catch (fault) {
    if (!(fault instanceof Unreadable)) throw fault;
    return null;
  }
}

// Pages come first where the two share a processor. On Linux this speaks of the calling thread alone.
setPriority(10);

parentPort?.on('message', (question: Question) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port between threads has no origin
  const answer = (value: Answer): void => parentPort?.postMessage(value);
  answerTo(question).then(
    (parsed) => answer({ number: question.number, parsed }),
    (fault: unknown) => {
      answer({
        number: question.number,
        fault: fault instanceof Error ? (fault.stack ?? fault.message) : String(fault),
      });
    },
  );
});
