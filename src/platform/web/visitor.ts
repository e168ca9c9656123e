import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

/** What a signed-in person may be. A participant is no staff; staff may hold several of the others. */
export const roles = [
  'participant',
  'assessor',
  'senior-assessor',
  'moderator',
  'administrator',
  'lead',
  'qa-agent',
] as const;
export type Role = (typeof roles)[number];

/** Who asks, as a session says: read once a request, from the database. */
export interface Visitor {
  readonly signInId: string;
  /** The staff row, for staff; null for a participant. */
  readonly staffId: string | null;
  readonly name: string;
  readonly roles: readonly Role[];
  /** The provider this person belongs to. */
  readonly providerId: string | null;
  readonly csrfToken: string;
  /** SHA-256 of the session's token: names the session, opens nothing. */
  readonly sessionHash: string;
  /** False while staff have yet to give their second factor: they reach nothing but the pages for that. */
  readonly isComplete: boolean;
  /** The actor for the journal: `staff:ID` or `participant:ID`. */
  readonly actor: string;
}

/** What the platform needs to know of sessions; the room `people` keeps them. */
export abstract class Visitors {
  /** The visitor behind a session's token and the clock, in one statement; a null visitor where the token opens nothing. */
  abstract read(token: string | null): Promise<{ visitor: Visitor | null; now: Temporal.Instant; clockMoved: boolean }>;

  /** What names the session of this token: it opens nothing. */
  abstract hashOf(token: string): string;
}

declare module 'fastify' {
  interface FastifyRequest {
    visitor: Visitor | null;
    now: Temporal.Instant;
    clockMoved: boolean;
    statements: () => number;
    formToken: string | null;
    idempotencyKey: string | null;
    cspNonce: string;
  }
}

/** The visitor of a route that is not for anyone: the guard has seen to it that there is one. */
export const Visiting = createParamDecorator((_: unknown, context: ExecutionContext): Visitor => {
  const { visitor } = context.switchToHttp().getRequest<{ visitor: Visitor | null }>();
  if (!visitor) throw new Error('A route that asks for its visitor must not be for anyone');
  return visitor;
});
