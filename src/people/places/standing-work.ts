import { Injectable, SetMetadata, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import { Database, type Transaction } from '../../platform/database/database.js';
import { methodsOf } from '../../platform/methods-of.js';

/** A piece of work that somebody holds and, by what is recorded now, may not hold. Never whose work it judges. */
export interface BarredWork {
  /** One for each holding and reason, the same each time it is asked. */
  readonly key: string;
  /** What is held and how far it is, in words: "Marking that is not begun". */
  readonly what: string;
  /** A reason code of `conflictsWith` and its like. */
  readonly reason: string;
}

/**
 * What a change does to work that stands, for whoever decides it: how many pieces would be barred that are not, and how
 * many would no longer be. Numbers and reasons, not numbers of scripts: an administrator who knows whose school changes
 * would learn from those whose script is whose.
 */
export interface Effect {
  readonly barred: readonly { readonly what: string; readonly reason: string; readonly count: number }[];
  readonly freed: number;
  /** Sent back with the decision: where it is another by then, the decision is shown again first. */
  readonly seen: string;
}

type Teller = (tx: Pick<Transaction, 'query'>, providerId: string) => Promise<readonly BarredWork[]>;
const barredKey = Symbol('work that is barred');

/** Marks the method of a room that says which work is held by somebody who may not: see `Teller`. */
export const TellsBarred = (): MethodDecorator => SetMetadata(barredKey, true);

/** Shows what a change would do before it is done: every room to the right that hands out work is asked. */
@Injectable()
export class StandingWork implements OnApplicationBootstrap {
  private readonly tellers: Teller[] = [];

  constructor(
    private readonly database: Database,
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onApplicationBootstrap(): void {
    for (const { instance } of this.discovery.getProviders())
      for (const { own, bound } of methodsOf<Teller>(instance, this.scanner))
        if (this.reflector.get(barredKey, own)) this.tellers.push(bound);
  }

  /** What `act` would do, and its effect on the work of a provider: done as it would be, looked at, and undone. */
  async rehearse<T extends object, Code extends string>(
    actor: string,
    providerId: string,
    act: (tx: Transaction) => Promise<Result<T, Code>>,
  ): Promise<Result<T & { effect: Effect }, Code>> {
    return this.perform(actor, providerId, act, () => false);
  }

  /**
   * Does `act` in one transaction if its effect is the one that was `seen`; refuses `effect-has-changed` where it is
   * another by now. A refusal, its own too, leaves nothing behind.
   */
  async decide<T extends object, Code extends string>(
    actor: string,
    providerId: string,
    seen: string,
    act: (tx: Transaction) => Promise<Result<T, Code>>,
  ): Promise<Result<T & { effect: Effect }, Code | 'effect-has-changed'>> {
    const done = await this.perform(actor, providerId, act, (effect) => effect.seen === seen);
    if (!isRefusal(done) && done.effect.seen !== seen) return refuse('effect-has-changed', {}, 'seenEffect');
    return done;
  }

  private async perform<T extends object, Code extends string>(
    actor: string,
    providerId: string,
    act: (tx: Transaction) => Promise<Result<T, Code>>,
    mayStand: (effect: Effect) => boolean,
  ): Promise<Result<T & { effect: Effect }, Code>> {
    // Thrown, since nothing but a throw takes a transaction back.
    const undone: { result?: Result<T & { effect: Effect }, Code> } = {};
    try {
      return await this.database.transact(actor, async (tx) => {
        const before = await this.of(tx, providerId);
        const result = await act(tx);
        if (!isRefusal(result)) {
          const effect = effectOf(before, await this.of(tx, providerId));
          if (mayStand(effect)) return { ...result, effect };
          undone.result = { ...result, effect };
        } else undone.result = result;
        throw undone;
      });
    } catch (error) {
      if (error !== undone || !undone.result) throw error;
      return undone.result;
    }
  }

  private async of(tx: Transaction, providerId: string): Promise<BarredWork[]> {
    const told: BarredWork[] = [];
    for (const teller of this.tellers) told.push(...(await teller(tx, providerId)));
    return told;
  }
}

function effectOf(before: readonly BarredWork[], after: readonly BarredWork[]): Effect {
  const keys = (works: readonly BarredWork[]): Set<string> => new Set(works.map(({ key }) => key));
  const [was, is] = [keys(before), keys(after)];
  const fresh = after.filter(({ key }) => !was.has(key));
  const freed = before.filter(({ key }) => !is.has(key)).length;
  const groups = new Map<string, { what: string; reason: string; count: number }>();
  for (const { what, reason } of fresh) {
    const group = groups.get(`${what} ${reason}`) ?? { what, reason, count: 0 };
    groups.set(`${what} ${reason}`, { ...group, count: group.count + 1 });
  }
  const barred = [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
  return { barred, freed, seen: [...barred.map(({ count, reason }) => `${count} ${reason}`), freed].join(', ') };
}
