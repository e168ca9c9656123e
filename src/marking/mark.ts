import { firstRefusal, refuse, type Refusal, type Rule } from '#libs/refusal';
import type { Mark } from '#libs/rubric';

/** Where in the reading copies an assessor saw it: a document of the script and the place in words ("page 3, paragraph 2"). */
export interface Pointer {
  readonly documentId: string;
  readonly place: string;
}

/** What an assessor thinks of one criterion, as a screen sends it. */
export interface MarkContent {
  readonly level: Mark | null;
  readonly comment: string;
  readonly pointers: readonly Pointer[];
}

/** One change of one criterion. `id` is the sender's own: the same change sent twice is one. */
export interface MarkChange extends MarkContent {
  readonly id: string;
  readonly criterion: string;
  /** The version that the sender saw; 0 where there was none. */
  readonly baseVersion: number;
}

/** Long enough for whatever is worth saying about one criterion, short enough for a page of seventeen. */
export const longestComment = 5_000;
const longestPlace = 200;
const mostPointers = 20;

export type ChangeRefusal = 'comment-too-long' | 'pointer-too-long' | 'too-many-pointers' | 'pointer-without-place';

/** What a change may say, whatever the script. */
export const changeRules: readonly Rule<MarkChange, ChangeRefusal>[] = [
  {
    name: 'a comment fits the page',
    source: 'ours',
    refuses: ({ criterion, comment }) =>
      comment.length > longestComment
        ? refuse(
            'comment-too-long',
            { criterion, given: comment.length, limit: longestComment },
            `comment-${criterion}`,
          )
        : null,
  },
  {
    name: 'a criterion has at most twenty pointers',
    source: 'ours',
    refuses: ({ criterion, pointers }) =>
      pointers.length > mostPointers
        ? refuse('too-many-pointers', { criterion, limit: mostPointers }, `place-${criterion}-0`)
        : null,
  },
  {
    name: 'a pointer says where in a few words',
    source: 'ours',
    refuses: ({ criterion, pointers }) => {
      const long = pointers.findIndex(({ place }) => place.length > longestPlace);
      if (long >= 0)
        return refuse('pointer-too-long', { criterion, limit: longestPlace }, `place-${criterion}-${long}`);
      const empty = pointers.findIndex(({ place }) => place.trim() === '');
      return empty >= 0 ? refuse('pointer-without-place', { criterion }, `place-${criterion}-${empty}`) : null;
    },
  },
];

/** The first rule that a change breaks, or null. */
export function checkChange(change: MarkChange): Refusal<ChangeRefusal> | null {
  return firstRefusal(changeRules, change);
}

/** True where two say the same: white space at the ends of a comment or a place says nothing. */
export function isSameContent(a: MarkContent, b: MarkContent): boolean {
  const shape = ({ level, comment, pointers }: MarkContent): string =>
    JSON.stringify([level, comment.trim(), pointers.map(({ documentId, place }) => [documentId, place.trim()])]);
  return shape(a) === shape(b);
}
