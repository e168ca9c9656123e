import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { refusalReasons } from '#libs/reader';
import { documentsMessages, refusedFileMessages } from './documents.messages.js';

const room = import.meta.dirname;
const sources = readdirSync(room, { encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts') && !name.includes('messages'))
  .map((name) => readFileSync(join(room, name), 'utf8'))
  .join('\n');
const readme = readFileSync(join(room, 'README.md'), 'utf8');
// Said by the form's reader, which this room only words.
const ofForms = ['not-a-form', 'form-unreadable', 'too-large', 'interrupted', 'no-file', 'empty-file', 'second-file'];

describe('the words of the room', () => {
  it('are those of codes that the room can say', () => {
    const said = Object.keys(documentsMessages).filter((code) => !ofForms.includes(code));
    expect(said.filter((code) => !sources.includes(`'${code}'`))).toEqual([]);
  });

  it('cover every code that the room says', () => {
    const codes = [...sources.matchAll(/\brefuse\('([a-z-]+)'/g)].map(([, code]) => code ?? '');
    expect(codes.length).toBeGreaterThan(8);
    expect(codes.filter((code) => !(code in documentsMessages))).toEqual([]);
  });

  it('are listed in the README', () => {
    expect(Object.keys(documentsMessages).filter((code) => !readme.includes(`\`${code}\``))).toEqual([]);
  });

  it('say of every reason for which a file cannot be used what to do', () => {
    expect([...refusalReasons, 'infected'].filter((reason) => !(reason in refusedFileMessages))).toEqual([]);
  });
});
