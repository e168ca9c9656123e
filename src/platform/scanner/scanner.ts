import { connect, type Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/**
 * clean: clamd said so, of the whole file. infected: with the name of what it found. unavailable: nothing is known about
 * the file and it must wait, with the reason for the log. off: the settings name no scanner, which pages and log must say.
 */
export type ScanResult =
  | { readonly verdict: 'clean' }
  | { readonly verdict: 'infected'; readonly signature: string }
  | { readonly verdict: 'unavailable'; readonly why: string }
  | { readonly verdict: 'off' };

/** Milliseconds: until clamd accepts the connection; in which nothing moves either way; for everything together. */
export interface ScannerPatience {
  readonly connectMs: number;
  readonly silentMs: number;
  readonly totalMs: number;
}

/** clamd answers a sentence; what is longer is not from clamd. */
const LONGEST_ANSWER = 4096;

/**
 * Looks for known malware in a file through clamd's INSTREAM. Only clamd's own "OK", after it was given the whole file,
 * makes a file clean: no answer, half an answer, another answer or an answer too early leave it unknown. clamd must run with
 * `StreamMaxLength` above the largest upload and `AlertExceedsMax yes`, else it says OK to what it did not look into.
 */
export class Scanner {
  constructor(
    private readonly clamd: { readonly host: string; readonly port: number } | null,
    private readonly patience: ScannerPatience = { connectMs: 5_000, silentMs: 60_000, totalMs: 300_000 },
  ) {}

  get isOn(): boolean {
    return this.clamd !== null;
  }

  /** Sends `file` to clamd and destroys it. Throws only what reading `file` throws: a fault of the store, not of clamd. */
  async scan(file: Readable): Promise<ScanResult> {
    if (!this.clamd) {
      file.destroy();
      return { verdict: 'off' };
    }
    const socket = open(this.clamd, this.patience);
    const sending: Sending = { isWhole: false, fault: null };
    try {
      pipeline(framesOf(file, sending), socket, { end: false }).catch((error: Error) => socket.destroy(error));
      const [said] = await Promise.allSettled([readAnswer(socket)]);
      if (sending.fault) throw sending.fault.cause;
      if (said.status === 'rejected') return { verdict: 'unavailable', why: (said.reason as Error).message };
      return understand(said.value, sending.isWhole);
    } finally {
      socket.destroy();
      file.destroy();
    }
  }
}

interface Sending {
  /** True from the moment in which the last byte and the mark of the end are on their way. */
  isWhole: boolean;
  /** What went wrong with the file itself, as opposed to the line. */
  fault: { cause: unknown } | null;
}

/** INSTREAM: each piece behind its length in four bytes, big-endian; a length of zero ends the file. */
async function* framesOf(file: Readable, sending: Sending): AsyncGenerator<Buffer> {
  yield Buffer.from('zINSTREAM\0');
  try {
    for await (const chunk of file as AsyncIterable<Buffer>) {
      if (chunk.length === 0) continue;
      const length = Buffer.alloc(4);
      length.writeUInt32BE(chunk.length);
      yield length;
      yield chunk;
    }
  } catch (cause) {
    sending.fault = { cause };
    throw cause;
  }
  sending.isWhole = true;
  yield Buffer.alloc(4);
}

function open(clamd: { host: string; port: number }, patience: ScannerPatience): Socket {
  const socket = connect(clamd);
  const giveUp = (why: string) => socket.destroy(new Error(`clamd ${why}`));
  const deadline = setTimeout(giveUp, patience.totalMs, 'did not finish in time');
  socket.setTimeout(patience.connectMs, () => giveUp(socket.connecting ? 'cannot be reached' : 'fell silent'));
  socket.once('connect', () => socket.setTimeout(patience.silentMs));
  socket.once('close', () => clearTimeout(deadline));
  return socket;
}

/** What clamd says up to the NUL that ends it; then the line is closed, whether or not all was sent. */
function readAnswer(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let heard = '';
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      heard += text;
      const end = heard.indexOf('\0');
      if (end >= 0) resolve(heard.slice(0, end));
      if (end >= 0 || heard.length > LONGEST_ANSWER) socket.destroy();
    });
    socket.once('error', reject);
    socket.once('close', () =>
      reject(new Error(`clamd closed the line in the middle: ${JSON.stringify(heard.slice(0, 80))}`)),
    );
  });
}

function understand(answer: string, isSentWhole: boolean): ScanResult {
  const signature = /^stream: (.+) FOUND$/.exec(answer)?.[1];
  if (signature) return { verdict: 'infected', signature };
  if (answer === 'stream: OK' && isSentWhole) return { verdict: 'clean' };
  const when = isSentWhole ? '' : ' before it had the whole file';
  return { verdict: 'unavailable', why: `clamd answered${when}: ${JSON.stringify(answer.slice(0, 200))}` };
}
