import type { IncomingMessage } from 'node:http';

/** How much of a refused body is still read, as a multiple of what was allowed, and for how long, so that a browser sees the answer. */
const LEFTOVER = 4;
const LEFTOVER_MS = 60_000;

export interface WatchedBody {
  /** Takes the body from whoever was reading it; what still comes is thrown away while the answer goes out. */
  readonly leave: () => void;
}

/**
 * Cuts the line where far more than `maxBytes` come, or nothing for `silentMs`: whoever was reading sees a broken body. The
 * limit itself is the reader's; this is for what no reader counts, such as words before the first part and after the last.
 */
export function watchBody(body: IncomingMessage, limits: { maxBytes: number; silentMs: number }): WatchedBody {
  let left = limits.maxBytes * LEFTOVER;
  const cut = () => void body.destroy();
  let timer = setTimeout(cut, limits.silentMs);
  let hasLeft = false;
  body.once('close', () => clearTimeout(timer)).once('end', () => clearTimeout(timer));
  body.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) cut();
    else if (!hasLeft) timer.refresh();
  });
  const leave = () => {
    if (hasLeft || body.readableEnded || body.destroyed) return;
    hasLeft = true;
    clearTimeout(timer);
    timer = setTimeout(cut, LEFTOVER_MS).unref();
    body.unpipe();
    body.resume();
  };
  return { leave };
}
