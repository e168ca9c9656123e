/** When an entry is: a whole day in London, a moment, or a span that does not include its end. */
export type EntryTime =
  | { readonly day: Temporal.PlainDate }
  | { readonly at: Temporal.Instant }
  | { readonly from: Temporal.Instant; readonly until: Temporal.Instant };

/** A date in a person's calendar. */
export interface CalendarEntry {
  /** Stays the same for the same thing, so that a calendar replaces and does not repeat: "booking-…@host". */
  readonly uid: string;
  readonly title: string;
  readonly when: EntryTime;
  readonly text?: string;
  readonly url?: string;
  /** Rises each time the entry changes; 0 unless told. */
  readonly sequence?: number;
  readonly isCancelled?: boolean;
}

/** A feed of one person's dates. */
export interface CalendarFeed {
  /** What the calendar shows as its name. */
  readonly name: string;
  /** Who made it, as RFC 5545's PRODID: "-//Scriptorium//EN". */
  readonly maker: string;
  /** When the text is made. */
  readonly stampedAt: Temporal.Instant;
  readonly entries: readonly CalendarEntry[];
}

/**
 * A feed as iCalendar text (RFC 5545; media type `text/calendar; charset=utf-8`): lines end in CRLF and are folded at
 * 75 octets, never inside a letter; text is escaped; moments are in UTC, so that every calendar shows its owner's own
 * time. Entries do not mark their owner as busy.
 */
export function writeCalendar(feed: CalendarFeed): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    `PRODID:${escapeText(feed.maker)}`,
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `X-WR-CALNAME:${escapeText(feed.name)}`,
    ...feed.entries.flatMap((entry) => entryLines(entry, feed.stampedAt)),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${foldLine(line)}\r\n`).join('');
}

function entryLines(entry: CalendarEntry, stampedAt: Temporal.Instant): string[] {
  return [
    'BEGIN:VEVENT',
    `UID:${escapeText(entry.uid)}`,
    `DTSTAMP:${utc(stampedAt)}`,
    `SEQUENCE:${entry.sequence ?? 0}`,
    ...timeLines(entry.when),
    `SUMMARY:${escapeText(entry.title)}`,
    ...(entry.text === undefined ? [] : [`DESCRIPTION:${escapeText(entry.text)}`]),
    // A link is not escaped; white space and control characters have no place in one.
    ...(entry.url === undefined ? [] : [`URL:${entry.url.replace(/[\s\p{Cc}]/gu, '')}`]),
    `STATUS:${entry.isCancelled ? 'CANCELLED' : 'CONFIRMED'}`,
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ];
}

function timeLines(when: EntryTime): string[] {
  if ('day' in when)
    return [`DTSTART;VALUE=DATE:${compact(when.day)}`, `DTEND;VALUE=DATE:${compact(when.day.add({ days: 1 }))}`];
  if ('at' in when) return [`DTSTART:${utc(when.at)}`];
  return [`DTSTART:${utc(when.from)}`, `DTEND:${utc(when.until)}`];
}

function compact(date: Temporal.PlainDate): string {
  return date.toString().replaceAll('-', '');
}

/** "20260105T120000Z" */
function utc(instant: Temporal.Instant): string {
  return instant.toString({ smallestUnit: 'second' }).replaceAll(/[-:]/g, '');
}

/** Text as RFC 5545 3.3.11 wants it: a backslash before \ ; and , and \n for a new line; other control characters go. */
export function escapeText(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll(';', '\\;')
    .replaceAll(',', '\\,')
    .replaceAll(/\r\n|\r|\n/g, '\\n')
    .replaceAll(/(?!\t)\p{Cc}/gu, '');
}

/** A line in pieces of at most 75 octets of UTF-8, joined by CRLF and a space that counts among them (RFC 5545 3.1). */
export function foldLine(line: string): string {
  const pieces: string[] = [];
  let piece = '';
  let octets = 0;
  for (const letter of line) {
    const size = octetsOf(letter);
    if (octets + size > 75) {
      pieces.push(piece);
      piece = '';
      octets = 1;
    }
    piece += letter;
    octets += size;
  }
  return [...pieces, piece].join('\r\n ');
}

function octetsOf(letter: string): number {
  const point = letter.codePointAt(0) ?? 0;
  if (point < 0x80) return 1;
  if (point < 0x800) return 2;
  return point < 0x10000 ? 3 : 4;
}
