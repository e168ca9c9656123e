import { describe, expect, it } from '@jest/globals';
import { codeAddress, makeCodeSecret, stepOfCode, tidyCode } from './one-time-code.js';

// RFC 6238, appendix B: the secret "12345678901234567890", of whose codes of eight digits the last six count.
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

describe('a code', () => {
  it.each([
    [59, '287082', 1],
    [1_111_111_109, '081804', 37_037_036],
    [1_234_567_890, '005924', 41_152_263],
    [2_000_000_000, '279037', 66_666_666],
  ])('at %d seconds is %s (RFC 6238, appendix B)', (seconds, code, step) => {
    expect(stepOfCode(secret, code, seconds, null)).toBe(step);
  });

  // 1,111,111,109 lies in the step from 1,111,111,080 up to 1,111,111,110.
  it.each([
    [1_111_111_049, null],
    [1_111_111_050, 37_037_036],
    [1_111_111_139, 37_037_036],
    [1_111_111_140, null],
  ])('counts one step before and after, at %d: %s', (seconds, step) => {
    expect(stepOfCode(secret, '081804', seconds, null)).toBe(step);
  });

  it('counts once', () => {
    expect(stepOfCode(secret, '081804', 1_111_111_109, 37_037_035)).toBe(37_037_036);
    expect(stepOfCode(secret, '081804', 1_111_111_109, 37_037_036)).toBeNull();
  });

  it.each(['081 804', '081-804', ' 081804 ', '０８１８０４'])('may be pasted as %j', (typed) => {
    expect(stepOfCode(secret, typed, 1_111_111_109, null)).toBe(37_037_036);
  });

  it.each(['', '81804', '0818040', 'abcdef', '08180a', '081804,081804', '-1'])('is not %j', (typed) => {
    expect(stepOfCode(secret, typed, 1_111_111_109, null)).toBeNull();
  });

  it('of an authenticator has 160 random bits, and its picture says whose it is', () => {
    const [one, other] = [makeCodeSecret(), makeCodeSecret()];
    expect(one).toMatch(/^[A-Z2-7]{32}$/);
    expect(one).not.toBe(other);
    expect(codeAddress('a@b.example', one)).toBe(
      `otpauth://totp/Scriptorium:a%40b.example?secret=${one}&issuer=Scriptorium`,
    );
    expect(tidyCode('12 34 56')).toBe('123456');
  });
});
