import { createHash, randomBytes } from 'node:crypto';
import { sessionCookie } from '../platform/web/adapter.js';

/** How long a session lives, on the real clock: a moved demo clock signs nobody out. OWASP ASVS 5.0, 7.3.1 and 7.3.2. */
export const sessionLife = { idleMinutes: 30, absoluteHours: 12 } as const;

/** What opens something: 256 random bits, 43 letters. Only its hash is kept. */
export function makeToken(): string {
  return randomBytes(32).toString('base64url');
}

/** SHA-256 in hexadecimal: enough for what is random; passwords are kept otherwise. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

export function sessionCookieWith(token: string): string {
  const seconds = sessionLife.absoluteHours * 3_600;
  return `${sessionCookie}=${token}; Path=/; Max-Age=${seconds}; Secure; HttpOnly; SameSite=Lax`;
}

export const clearedSessionCookie = `${sessionCookie}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax`;
