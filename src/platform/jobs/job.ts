import { SetMetadata } from '@nestjs/common';
import type { QueueName } from './queues.js';

/** What the registry says of a kind of job. */
export interface JobKind {
  readonly queue: QueueName;
  /** How often it is tried before a person has to look. */
  readonly tries: number;
}

/** The registry: every kind of job there is. A kind without a handler, or with two, keeps the worker from starting. */
export type JobKinds = Readonly<Record<string, JobKind>>;

/** A kind that is ordered by the clock: `every` so many minutes of the application's clock. */
export interface TimetableEntry {
  readonly kind: string;
  readonly everyMinutes: number;
}

/** A piece of work in hand. */
export interface Work {
  readonly id: string;
  readonly kind: string;
  readonly key: string;
  readonly subject: Readonly<Record<string, string>>;
  /** 1 at the first try. */
  readonly tries: number;
  readonly lastTry: boolean;
  /** The actor for the journal: `job:KIND`. */
  readonly actor: string;
  /** Shown by pages that watch the topic `work:ID`; also says that the work is alive. */
  progress(done: number, total: number, note?: string): Promise<void>;
}

export const handlesKey = Symbol('handles a kind of job');
export const givesUpKey = Symbol('is told when a kind of job was given up');
export const hearsKey = Symbol('hears an event of another room');

/** Marks the one method that does a kind of job: one call, idempotent, which reads again what is true. */
export const Handles = (kind: string): MethodDecorator => SetMetadata(handlesKey, kind);

/** Marks the method that is told, with the reason, when a kind of job failed at its last try. */
export const GivesUp = (kind: string): MethodDecorator => SetMetadata(givesUpKey, kind);

/** Marks a method that hears an event; `listener` names the room, so that each room hears each event once. */
export const Hears = (event: string, listener: string): MethodDecorator => SetMetadata(hearsKey, { event, listener });
