import type { Change, Recorded } from './change-queue.js';

/** `unreached`: it may be tried again. `refused`: trying again would change nothing. */
export type Outcome =
  | { readonly kind: 'recorded'; readonly recorded: readonly Recorded[] }
  | { readonly kind: 'unreached' | 'refused'; readonly words: string };

const kept = 'What you typed is kept in this browser';

/** Sends changes to the API and says what became of them, in words for the person where they are not saved. */
export async function sendChanges(number: string, markSetId: string, changes: readonly Change[]): Promise<Outcome> {
  try {
    const response = await fetch(`/api/v1/scripts/${number}/marks`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ markSetId, changes }),
    });
    const body = (await response.json().catch(() => ({}))) as Answer;
    const recorded = body.recorded ?? body.problems?.[0]?.facts?.recorded;
    if ((response.ok || response.status === 409) && recorded) return { kind: 'recorded', recorded };
    return {
      kind: isWorthAnotherTry(response.status) ? 'unreached' : 'refused',
      words: wordsFor(response.status, body),
    };
  } catch {
    return { kind: 'unreached', words: `Waiting to save: there is no connection. ${kept}.` };
  }
}

interface Answer {
  readonly recorded?: readonly Recorded[];
  readonly title?: string;
  readonly problems?: readonly { readonly facts?: { readonly recorded?: readonly Recorded[] } }[];
}

/** Signed out, too many requests, or the server's own trouble. */
function isWorthAnotherTry(status: number): boolean {
  return status === 401 || status === 429 || status >= 500;
}

function wordsFor(status: number, { title }: Answer): string {
  if (status === 401) return `You are signed out. ${kept}: sign in again in another tab and it is saved.`;
  if (status === 404) return 'Not saved: this script is not yours any more. Copy what you typed if you need it.';
  return isWorthAnotherTry(status)
    ? `Waiting to save: the server cannot be reached. ${kept}.`
    : `Not saved. ${title ?? ''}`;
}
