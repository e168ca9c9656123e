// Runs in a worker thread: reads one stranger's file after another until it is killed.
import { parentPort } from 'node:worker_threads';
import { cleanDocx, cleanPdf, read, Unreadable } from '#libs/reader';
import type { Answer, CleanCopy, Parsed, Question } from './messages.js';

/** A page of a Word document, the pages of a PDF; other kinds have no copy for markers. */
async function cleanCopyOf(kind: string, bytes: Uint8Array): Promise<CleanCopy | undefined> {
  if (kind === 'docx') return { bytes: new TextEncoder().encode(cleanDocx(bytes)), mediaType: 'text/html' };
  if (kind === 'pdf') return { bytes: await cleanPdf(bytes), mediaType: 'application/pdf' };
  return undefined;
}

async function parse({ bytes, fileName, wantsCleanCopy }: Question): Promise<Parsed> {
  const reading = await read(bytes, fileName);
  if (!wantsCleanCopy || reading.verdict === 'refused') return reading;
  try {
    const cleanCopy = await cleanCopyOf(reading.model.kind, bytes);
    return cleanCopy ? { ...reading, cleanCopy } : reading;
  } catch (fault) {
    // What can be read but not shown safely is a case for a person, not a copy.
    if (fault instanceof Unreadable) return reading;
    throw fault;
  }
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
