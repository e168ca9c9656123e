import { describe, expect, it } from '@jest/globals';
import type { MarkContent } from './mark.js';
import { changedLines, readSheet } from './sheet.js';

const content = (comment: string, level: 0 | 1 | 2 | null = 1): MarkContent => ({ level, comment, pointers: [] });
const of = (comment: string): Map<string, MarkContent> => new Map([['1.4.1', content(comment)]]);
const line = (comment: string, baseVersion: number): ReturnType<typeof readSheet> =>
  readSheet({ 'base-1.4.1': String(baseVersion), 'level-1.4.1': '1', 'comment-1.4.1': comment }, ['1.4.1']);

describe('a marking page sent as one form', () => {
  it('is read criterion by criterion: levels, comments and the pointers that say a place', () => {
    const fields = {
      'base-1.4.1': '3',
      'level-1.4.1': '2',
      'comment-1.4.1': 'One\r\ntwo',
      'document-1.4.1-0': 'doc',
      'place-1.4.1-0': ' page 3 ',
      'document-1.4.1-1': 'doc',
      'place-1.4.1-1': ' ',
      'base-1.4.2': '0',
      'comment-1.4.2': '',
      'base-9.9.9': '0',
      'level-1.4.3': '2',
    };
    expect(readSheet(fields, ['1.4.1', '1.4.2', '1.4.3'])).toEqual([
      {
        criterion: '1.4.1',
        baseVersion: 3,
        level: 2,
        comment: 'One\ntwo',
        pointers: [{ documentId: 'doc', place: 'page 3' }],
      },
      { criterion: '1.4.2', baseVersion: 0, level: null, comment: '', pointers: [] },
    ]);
  });

  it.each<[string, string, number, string, string, number]>([
    ['a new comment is a change', 'new', 1, 'old', 'old', 1],
    ['what stands already is none', 'old', 1, 'old', 'old', 0],
    ['an old page that was not touched is none, though another comment stands by now', 'seen', 1, 'newer', 'seen', 0],
    ['an old page that was touched is one, and will be kept beside', 'mine', 1, 'newer', 'seen', 1],
    ['an old page that says what stands by now is none', 'newer', 1, 'newer', 'seen', 0],
    ['white space at the ends is none', ' old  ', 1, 'old', 'old', 0],
  ])('%s', (_, sent, base, standing, seen, changes) => {
    expect(changedLines(line(sent, base), of(standing), of(seen), () => 'id')).toHaveLength(changes);
  });

  it('that was never filled changes nothing, though another window has filled it meanwhile', () => {
    const empty = readSheet({ 'base-1.4.1': '0', 'comment-1.4.1': '' }, ['1.4.1']);
    expect(changedLines(empty, of('from the other window'), new Map(), () => 'id')).toEqual([]);
  });
});
