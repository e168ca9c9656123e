import { Injectable, SetMetadata, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { methodsOf } from '../methods-of.js';
import type { Visitor } from './visitor.js';

/** One line of a person's first page: what is theirs to do, where, and by when. */
export interface NextThing {
  /** A sentence that begins with a verb: "Mark 3 scripts", "Book your assessment window". */
  readonly text: string;
  readonly href: string;
  /** Null: whenever they like. */
  readonly dueAt: Temporal.Instant | null;
  /** One more sentence where it helps: why, or what happens otherwise. */
  readonly detail?: string;
}

const nextThingsKey = Symbol('next things');

/** Marks the method of a room that says what is next for a visitor: `(visitor) => Promise<NextThing[]>`, one statement at most. */
export const TellsNext = (): MethodDecorator => SetMetadata(nextThingsKey, true);

type Teller = (visitor: Visitor) => Promise<readonly NextThing[]>;

/** Asks every room what is next for a person: soonest first, undated last. */
@Injectable()
export class NextThings implements OnApplicationBootstrap {
  private readonly tellers: Teller[] = [];

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onApplicationBootstrap(): void {
    for (const { instance } of this.discovery.getProviders())
      for (const { own, bound } of methodsOf<Teller>(instance, this.scanner))
        if (this.reflector.get(nextThingsKey, own)) this.tellers.push(bound);
  }

  async of(visitor: Visitor): Promise<NextThing[]> {
    const told = await Promise.all(this.tellers.map((teller) => teller(visitor)));
    return told.flat().sort((a, b) => dueOf(a) - dueOf(b));
  }
}

function dueOf(thing: NextThing): number {
  return thing.dueAt?.epochMilliseconds ?? Number.MAX_SAFE_INTEGER;
}
