import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { escapeText, foldLine, writeCalendar, type CalendarEntry } from './icalendar.js';

const stampedAt = Temporal.Instant.from('2026-01-05T12:00:00.123Z');

function write(...entries: CalendarEntry[]): string {
  return writeCalendar({ name: 'Final assessment', maker: '-//Scriptorium//EN', stampedAt, entries });
}

describe('a feed of dates is iCalendar text (RFC 5545)', () => {
  it('writes whole days, moments and spans', () => {
    const day = { day: Temporal.PlainDate.from('2019-02-28') };
    const at = { at: Temporal.Instant.from('2021-04-08T11:00:00Z') };
    const span = { from: Temporal.Instant.from('2021-03-25T12:00:00Z'), until: at.at };
    const text = write(
      { uid: 'a@example.org', title: 'Present by', when: day },
      { uid: 'b@example.org', title: 'Window closes', when: at, sequence: 2, isCancelled: true },
      { uid: 'c@example.org', title: 'Window', when: span, text: 'At noon', url: 'https://example.org/w;1,2\r\nX:y' },
    );
    expect(text).toBe(
      `BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Scriptorium//EN
CALSCALE:GREGORIAN
METHOD:PUBLISH
X-WR-CALNAME:Final assessment
BEGIN:VEVENT
UID:a@example.org
DTSTAMP:20260105T120000Z
SEQUENCE:0
DTSTART;VALUE=DATE:20190228
DTEND;VALUE=DATE:20190301
SUMMARY:Present by
STATUS:CONFIRMED
TRANSP:TRANSPARENT
END:VEVENT
BEGIN:VEVENT
UID:b@example.org
DTSTAMP:20260105T120000Z
SEQUENCE:2
DTSTART:20210408T110000Z
SUMMARY:Window closes
STATUS:CANCELLED
TRANSP:TRANSPARENT
END:VEVENT
BEGIN:VEVENT
UID:c@example.org
DTSTAMP:20260105T120000Z
SEQUENCE:0
DTSTART:20210325T120000Z
DTEND:20210408T110000Z
SUMMARY:Window
DESCRIPTION:At noon
URL:https://example.org/w;1,2X:y
STATUS:CONFIRMED
TRANSP:TRANSPARENT
END:VEVENT
END:VCALENDAR
`.replaceAll('\n', '\r\n'),
    );
  });

  it.each([
    ['a; b, c', 'a\\; b\\, c'],
    ['C:\\x', 'C:\\\\x'],
    ['one\r\ntwo\nthree\rfour', 'one\\ntwo\\nthree\\nfour'],
    ['bell\u0007 and\ttab', 'bell and\ttab'],
    ['\\n', '\\\\n'],
  ])('escapes %j', (text, escaped) => {
    expect(escapeText(text)).toBe(escaped);
  });

  it('lets no title make a line of its own', () => {
    const text = write({
      uid: 'a@example.org',
      title: 'x\r\nEND:VCALENDAR\nBEGIN:VEVENT',
      when: { day: Temporal.PlainDate.from('2019-02-28') },
    });
    expect(text.match(/^BEGIN:VEVENT/gm)).toHaveLength(1);
    expect(text.match(/^END:VCALENDAR/gm)).toHaveLength(1);
  });
});

describe('lines are folded at 75 octets, never inside a letter', () => {
  it('leaves 75 octets alone and folds 76', () => {
    expect(foldLine('x'.repeat(75))).toBe('x'.repeat(75));
    expect(foldLine('x'.repeat(76))).toBe(`${'x'.repeat(75)}\r\n x`);
    expect(foldLine('x'.repeat(150))).toBe(`${'x'.repeat(75)}\r\n ${'x'.repeat(74)}\r\n x`);
    expect(foldLine(`${'x'.repeat(74)}Ł`)).toBe(`${'x'.repeat(74)}\r\n Ł`);
  });

  it.each([
    [0x7f, 1],
    [0x80, 2],
    [0x7ff, 2],
    [0x800, 3],
    [0xffff, 3],
    [0x10000, 4],
  ])('letter number %i takes %i octets in UTF-8', (point, octets) => {
    const letter = String.fromCodePoint(point);
    const fits = `${'x'.repeat(75 - octets)}${letter}`;
    expect(foldLine(fits)).toBe(fits);
    expect(foldLine(`x${fits}`)).toBe(`${'x'.repeat(76 - octets)}\r\n ${letter}`);
  });

  it('holds for any text, and unfolds to it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }), (text) => {
        const line = escapeText(text);
        const folded = foldLine(line);
        const lengths = folded.split('\r\n').map((piece) => new TextEncoder().encode(piece).length);
        expect(Math.max(...lengths)).toBeLessThanOrEqual(75);
        expect(folded.replaceAll('\r\n ', '')).toBe(line);
        expect(folded).not.toContain('\uFFFD');
      }),
    );
  });
});
