import { describe, expect, it } from '@jest/globals';
import { nextPath } from './next-path.js';

describe('the page after signing in', () => {
  it.each(['/account', '/scripts/7K2M-9QXD', '/windows?after=2026-11-23&page=2', '/a/%2F%2Fevil.example', '/'])(
    'is the one that asked: %s',
    (path) => {
      expect(nextPath(path)).toBe(path);
    },
  );

  it.each([
    undefined,
    '',
    'account',
    'https://evil.example',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/a\\..\\evil',
    '/\t/evil.example',
    '/\n/evil.example',
    ' //evil.example',
    '/.//evil.example',
    '/..//evil.example',
    '/a/..//evil.example',
    '/%2e//evil.example',
    'javascript:alert(1)',
    'data:text/html,x',
    '/\u2028/evil',
    '/é',
    `/${'a'.repeat(500)}`,
    '/api/v1/home',
    '/sign-in',
    '/sign-in?next=/sign-in',
    '/sign-out',
    '/second-factor',
    '/events?topic=x',
  ])('is the first page rather than %j', (next) => {
    expect(nextPath(next)).toBe('/');
  });
});
