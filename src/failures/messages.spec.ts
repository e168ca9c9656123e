import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { extendedClosing } from './extended-closing.js';
import { failuresMessages } from './failures.messages.js';
import { readSpan } from './read-span.js';

const room = import.meta.dirname;
const sources = readdirSync(room, { encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts') && !name.includes('messages'))
  .map((name) => readFileSync(join(room, name), 'utf8'))
  .join('\n');
const readme = readFileSync(join(room, 'README.md'), 'utf8');

describe('the words of the room', () => {
  it('are those of codes that the room can say, all of them', () => {
    const codes = [...sources.matchAll(/\brefuse\(\s*'([a-z]+(?:-[a-z]+)+)'/g)].map(([, code]) => code ?? '');
    expect(new Set(codes)).toEqual(new Set(Object.keys(failuresMessages)));
  });

  it('are listed in the README', () => {
    expect(Object.keys(failuresMessages).filter((code) => !readme.includes(`\`${code}\``))).toEqual([]);
  });
});

describe('a closing with time on top', () => {
  const at = (iso: string): Temporal.Instant => Temporal.Instant.from(iso);

  it.each([
    ['an hour later', '2026-11-16T12:00:00Z', 60, '2026-11-16T13:00:00Z'],
    ['edge case 4: at 1am, which is 2am then', '2026-11-16T12:00:00Z', 780, '2026-11-17T02:00:00Z'],
    ['edge case 4: at 1:59am', '2026-11-16T12:00:00Z', 839, '2026-11-17T02:00:00Z'],
    ['at 2am', '2026-11-16T12:00:00Z', 840, '2026-11-17T02:00:00Z'],
    // Clocks go back on 25 October 2026 at 2am BST: 00:30 UTC is 1:30am for the first time, 01:30 UTC for the second.
    ['edge case 4: in the hour that comes twice', '2026-10-24T11:00:00Z', 13 * 60 + 30, '2026-10-25T02:00:00Z'],
    // Clocks go forward on 28 March 2027 at 1am: an hour of real time later it is 2am and more.
    ['edge case 4: over the hour that is not there', '2027-03-28T00:30:00Z', 60, '2027-03-28T01:30:00Z'],
  ])('is %s', (_, closesAt, minutes, later) => {
    expect(extendedClosing(at(closesAt), minutes).toString()).toBe(later);
  });

  it.each([0, -1, 1.5])('takes no %d minutes', (minutes) => {
    expect(() => extendedClosing(at('2026-11-16T12:00:00Z'), minutes)).toThrow(RangeError);
  });
});

describe('the stretch of a failure', () => {
  const form = {
    window: 'w',
    fromDay: '2026-11-16',
    fromTime: '11:50',
    untilDay: '16/11/2026',
    untilTime: '12:20',
    minutes: '60',
  };
  const read = (more: Partial<typeof form>): string[] => {
    const span = readSpan({ ...form, ...more });
    return 'refused' in span ? [span.code] : [span.from.toString(), span.until.toString()];
  };

  it.each([
    [{}, ['2026-11-16T11:50:00Z', '2026-11-16T12:20:00Z']],
    [{ fromTime: '01:10', untilTime: '01:20' }, ['2026-11-16T01:10:00Z', '2026-11-16T01:20:00Z']],
    [{ untilTime: '11:50' }, ['span-not-in-order']],
    [{ fromDay: 'yesterday' }, ['span-unreadable']],
    [{ untilTime: '' }, ['span-unreadable']],
    [{ minutes: '1.5' }, ['minutes-not-whole']],
  ])('%j is %j', (more, span) => {
    expect(read(more)).toEqual(span);
  });

  it('edge case 4: takes in both of the hours that come twice, and what lies around the one that does not come', () => {
    const autumn = { fromDay: '2026-10-25', untilDay: '2026-10-25', fromTime: '01:10', untilTime: '01:20' };
    expect(read(autumn)).toEqual(['2026-10-25T00:10:00Z', '2026-10-25T01:20:00Z']);
    const spring = { fromDay: '2027-03-28', untilDay: '2027-03-28', fromTime: '01:10', untilTime: '01:20' };
    expect(read(spring)).toEqual(['2027-03-28T00:10:00Z', '2027-03-28T01:20:00Z']);
  });
});
