import { AsyncLocalStorage } from 'node:async_hooks';

/** The request that is being answered and came with a key: what it does is done under that key, or not at all. */
export interface RequestKey {
  readonly actor: string;
  readonly key: string;
  /** The process that answers it. */
  readonly holder: string;
  /** True once the request is answered: what goes on after that is no part of it. */
  isOver: boolean;
}

const answering = new AsyncLocalStorage<RequestKey>();

/** Runs `act` as the answer to the request of `key`: the first entry that each of its transactions journals marks the key. */
export async function answerUnder<T>(key: RequestKey, act: () => Promise<T>): Promise<T> {
  try {
    return await answering.run(key, act);
  } finally {
    key.isOver = true;
  }
}

/** Another process took the key over, since this one seemed dead: it acts, so this one must not. */
export class KeyTakenOver extends Error {}

/**
 * Marks the key of the request, if there is one, as acted upon: in the transaction that acts, so that a process which
 * dies between its commit and its answer has left word that the act is done. Throws `KeyTakenOver`.
 */
export async function markKey(
  query: (sql: string, parameters: readonly unknown[]) => Promise<unknown[]>,
): Promise<void> {
  const request = answering.getStore();
  if (!request || request.isOver) return;
  const marked = await query(
    `update answered_request set acted_at = coalesce(acted_at, clock_timestamp())
     where actor = $1 and key = $2 and holder = $3 and status is null returning 1`,
    [request.actor, request.key, request.holder],
  );
  if (marked.length === 0) throw new KeyTakenOver('Another process answers this request');
}
