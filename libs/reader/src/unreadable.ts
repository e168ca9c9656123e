import type { RefusalReason } from './model.js';

/**
 * Thrown inside the reader where a file cannot or must not be read further; the door turns it into `Refused`.
 * Everything else that is thrown is a bug.
 */
export class Unreadable extends Error {
  constructor(
    readonly reason: RefusalReason,
    readonly detail: string,
  ) {
    super(`${reason}: ${detail}`);
  }
}
