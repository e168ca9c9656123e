import { generateSecret, generateURI, verifySync } from 'otplib';

/** A fresh secret for an authenticator: 160 bits in base 32 (RFC 4226, 4 R6). */
export function makeCodeSecret(): string {
  return generateSecret({ length: 20 });
}

/** What an authenticator reads from the picture. */
export function codeAddress(email: string, secret: string): string {
  return generateURI({ issuer: 'Scriptorium', label: email, secret });
}

/** A code as it was typed or pasted: "123 456", "123-456". */
export function tidyCode(typed: string): string {
  return typed.normalize('NFKC').replace(/[\s-]/g, '');
}

/**
 * The step of 30 seconds that a code belongs to, or null where it is wrong. One step before and after `realSeconds` (the
 * real clock's, since 1970) are taken, for clocks that run apart (RFC 6238, 5.2). A code of step `lastStep` or earlier is
 * null: each counts once (OWASP ASVS 5.0, 6.5.1).
 */
export function stepOfCode(secret: string, typed: string, realSeconds: number, lastStep: number | null): number | null {
  const token = tidyCode(typed);
  if (!/^\d{6}$/.test(token)) return null;
  const verified = verifySync({
    secret,
    token,
    epoch: realSeconds,
    epochTolerance: 30,
    ...(lastStep !== null && { afterTimeStep: lastStep }),
  });
  return verified.valid && 'timeStep' in verified ? verified.timeStep : null;
}
