import { describe, expect, it } from '@jest/globals';
import { refusePassword } from './password-rules.js';

const codeOf = (password: string, again = password, context: string[] = []): string | null =>
  refusePassword({ password, again, context })?.code ?? null;

describe('a new password', () => {
  it.each([
    ['11 letters', 'quiet otter', 'password-too-short'],
    ['12 letters', 'quiet otters', null],
    ['12 letters, two of them pictures', 'otters row 🦦🦫', null],
    ['11 letters, one of them a picture of two halves', 'otters row🦦', 'password-too-short'],
    ['128 letters', 'quiet otter row '.repeat(8), null],
    ['129 letters', `${'quiet otter row '.repeat(8)}x`, 'password-too-long'],
    ['only small letters', 'marblefenceposthorizon', null],
    ['only digits, in no order', '839201746352', null],
    ['signs only', '%&?!;:-_~#+/', null],
    ['white space at its ends', ' quiet otters ', null],
    ['a NUL within', 'quiet\0otters', null],
    ['letters that are not English', 'żółwie pływają wolno', null],
    ['a common word among others', 'correct horse battery summer stairs', null],
  ])('of %s: %s', (_, password, code) => {
    expect(codeOf(password)).toBe(code);
  });

  it.each([
    'passwordpassword',
    'Password1234',
    'p4ssw0rd1234!',
    'Welcome2026!!',
    'qwertyuiop12',
    'qwerty123456',
    '1q2w3e4r5t6y',
    '123456789012',
    '098765432109',
    'abcdefghijkl',
    'lkjihgfedcba',
    'aaaaaaaaaaaa',
    'abababababab',
    'iloveyou1234',
    'Liverpool2026',
    'npqel-2026-11',
    'Scriptorium1!',
    'Headteacher01',
    'September2026',
  ])('is not one that is tried first: %s', (password) => {
    expect(codeOf(password)).toBe('password-too-common');
  });

  it.each([
    ['Ingrid Vale', 'ingridvale26'],
    ['ingrid.vale@harbour.example', 'Harbour-2026!'],
    ['Northmoor Learning Trust', 'northmoor#123'],
  ])('is not made of what anybody would try for %s: %s', (context, password) => {
    expect(codeOf(password)).toBeNull();
    expect(codeOf(password, password, [context])).toBe('password-too-common');
  });

  it('is typed twice', () => {
    expect(codeOf('quiet otters row', 'quiet otters row ')).toBe('passwords-differ');
  });

  it('is judged in no time, however long it is', () => {
    const from = performance.now();
    codeOf(`${'password'.repeat(12_000)}!`);
    codeOf('a1'.repeat(50_000));
    expect(performance.now() - from).toBeLessThan(1_000);
  });
});
