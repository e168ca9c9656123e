import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { enrolmentMessages } from './enrolment.messages.js';

const room = import.meta.dirname;
const sources = readdirSync(room, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts') && !name.includes('messages'))
  .map((name) => readFileSync(join(room, name), 'utf8'))
  .join('\n');
const readme = readFileSync(join(room, 'README.md'), 'utf8');

// Said by the form's reader and the calendar, which this room only words.
const ofOthers = ['not-a-form', 'form-unreadable', 'interrupted', 'no-file', 'empty-file', 'second-file'];
// Said by people, of days and places.
const ofPeople = ['trust-unknown', 'date-missing', 'day-in-the-future'];
const ofCalendar = ['windows-overlap', 'window-not-in-order', 'deferral-not-in-order'];

describe('the words of the room', () => {
  it('are those of codes that the room can say', () => {
    const said = Object.keys(enrolmentMessages).filter(
      (code) => !ofOthers.includes(code) && !ofPeople.includes(code) && !ofCalendar.includes(code),
    );
    expect(said.filter((code) => !sources.includes(`'${code}'`))).toEqual([]);
  });

  it('cover every code that the room says', () => {
    const codes = [...sources.matchAll(/\b(?:refuse|note|on)\(\s*(?:null, |'\w+', )?'([a-z]+(?:-[a-z]+)+)'/g)].map(
      ([, code]) => code,
    );
    expect(codes.length).toBeGreaterThan(60);
    expect(codes.filter((code) => code !== undefined && !(code in enrolmentMessages))).toEqual([]);
  });

  it('are listed in the README', () => {
    expect(Object.keys(enrolmentMessages).filter((code) => !readme.includes(`\`${code}\``))).toEqual([]);
  });
});
