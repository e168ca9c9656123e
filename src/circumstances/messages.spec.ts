import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { circumstancesMessages, ownMessages } from './circumstances.messages.js';

const room = import.meta.dirname;
const sources = readdirSync(room, { encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts') && !name.includes('messages'))
  .map((name) => readFileSync(join(room, name), 'utf8'))
  .join('\n');
const readme = readFileSync(join(room, 'README.md'), 'utf8');

// Said by the form's reader, which this room only words.
const ofForms = ['not-a-form', 'too-large', 'interrupted', 'no-file', 'empty-file', 'second-file'];

describe('the words of the room', () => {
  it('are those of codes that the room can say', () => {
    const said = Object.keys(ownMessages).filter((code) => !ofForms.includes(code));
    expect(said.filter((code) => !sources.includes(`'${code}'`))).toEqual([]);
  });

  it('cover every code that the room says', () => {
    const codes = [...sources.matchAll(/\brefuse\(\s*'([a-z]+(?:-[a-z]+)+)'/g)].map(([, code]) => code ?? '');
    expect(codes.length).toBeGreaterThan(12);
    expect(codes.filter((code) => !(code in circumstancesMessages))).toEqual([]);
  });

  it('are listed in the README', () => {
    expect(Object.keys(ownMessages).filter((code) => !readme.includes(`\`${code}\``))).toEqual([]);
  });
});
