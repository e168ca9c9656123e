import { Injectable } from '@nestjs/common';
import { similarityRule } from '#libs/rubric';
import { compareAccounts, FingerprintIndex, type Comparison, type SimilarityRule } from '#libs/similarity';
import type { Component } from '../documents/index.js';
import { Database } from '../platform/database/database.js';
import type { Work } from '../platform/jobs/job.js';
import { Frameworks } from '../qualification/index.js';
import { accountText, type AccountText } from './account-text.js';
import {
  allAccounts,
  keptAccounts,
  nextWaiting,
  openPairs,
  sameFiles,
  waitingAccounts,
  type KeptAccount,
  type Waiting,
} from './kept-accounts.queries.js';
import { writeMatch, type FoundPair } from './write-match.js';

/** New accounts in one index: some 700,000 fingerprints, of which each takes some 40 bytes. */
const mostAtOnce = 500;
/** Accounts whose texts are remembered while pairs are compared, about 100 kB each. */
const mostTexts = 300;

/** One go: new accounts of one task, and what has to be known of all the others. */
interface Go {
  readonly work: Work;
  readonly providerId: string;
  readonly component: Component;
  readonly rule: SimilarityRule;
  readonly index: FingerprintIndex;
  readonly texts: Map<string, AccountText>;
}

/**
 * Compares the accounts of a provider that wait for it with every other account of the same task. Each is done in a transaction of
 * its own: a run that is cut off goes on where it was, and one that cannot be read keeps no other from it: the run fails when all
 * others are done, and names it. One run at a time a provider: what is common is true of all accounts there are,
 * and a run that began with fewer would write over one that began later.
 */
@Injectable()
export class CompareAccounts {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  async run(work: Work): Promise<void> {
    const providerId = String(work.subject['providerId']);
    // Whoever finds another at it may go: what they kept is there, and the other looks again after the lock is free.
    do if (!(await this.alone(providerId, () => this.compareAll(work, providerId)))) return;
    while (await nextWaiting(this.database, providerId));
  }

  /** False where another run has the provider. Ends with its connection, however that ends. */
  private async alone(providerId: string, run: () => Promise<void>): Promise<boolean> {
    const lock = `hashtextextended('similarity:' || $1, 0)`;
    const runner = this.database.source.createQueryRunner();
    try {
      const [row] = (await runner.query(`select pg_try_advisory_lock(${lock}) as got`, [providerId])) as {
        got: boolean;
      }[];
      if (!row?.got) return false;
      try {
        await run();
      } finally {
        await runner.query(`select pg_advisory_unlock(${lock})`, [providerId]);
      }
      return true;
    } finally {
      await runner.release();
    }
  }

  private async compareAll(work: Work, providerId: string): Promise<void> {
    for (
      let waiting = await nextWaiting(this.database, providerId);
      waiting;
      waiting = await nextWaiting(this.database, providerId)
    )
      await this.compare(work, providerId, waiting);
  }

  private async compare(work: Work, providerId: string, waiting: Waiting): Promise<void> {
    const { component, frameworkVersion } = waiting;
    const rule = similarityRule(await this.frameworks.framework(frameworkVersion));
    const fresh = await waitingAccounts(this.database, providerId, waiting, mostAtOnce);
    const open = await openPairs(this.database, providerId, component);
    const again = await keptAccounts(this.database, component, [...new Set(open.map(({ a }) => a))]);
    const isFresh = new Set(fresh.map(({ submissionId }) => submissionId));
    const indexed = [...fresh, ...again.filter(({ submissionId }) => !isFresh.has(submissionId))];
    const index = new FingerprintIndex(indexed);
    for await (const accounts of allAccounts(this.database, providerId, component, mostAtOnce))
      for (const account of accounts) index.count(account);
    const go: Go = { work, providerId, component, rule, index, texts: new Map() };
    const others = await this.candidatesOf(go, fresh);
    const done = new Set<string>();
    const failed: string[] = [];
    for (const [at, account] of fresh.entries()) {
      const why = await failing(() => this.settle(go, account, others.get(account.submissionId) ?? [], done));
      if (why !== null) failed.push(`${account.submissionId}: ${why}`);
      await work.progress(at + 1, fresh.length, 'accounts compared');
    }
    for (const { a, b } of open) {
      const why = await failing(() => this.lookAgain(go, a, b, done));
      if (why !== null) failed.push(`${a} beside ${b}: ${why}`);
    }
    if (failed.length > 0) throw new Error(`Not compared: ${failed.slice(0, 10).join('; ')}`);
  }

  /** By each new account those that it may have to be shown beside, the same files among them. */
  private async candidatesOf(go: Go, fresh: readonly KeptAccount[]): Promise<Map<string, KeptAccount[]>> {
    const { providerId, component, index, rule } = go;
    const found = new Map<string, KeptAccount[]>();
    const add = (submissionId: string, other: KeptAccount): void => {
      if (submissionId !== other.submissionId)
        found.set(submissionId, [
          ...(found.get(submissionId) ?? []).filter((one) => one.submissionId !== other.submissionId),
          other,
        ]);
    };
    for await (const accounts of allAccounts(this.database, providerId, component, mostAtOnce))
      for (const account of accounts)
        for (const candidate of index.candidates(account, rule)) {
          const one = fresh[candidate];
          if (one) add(one.submissionId, account);
        }
    const ids = fresh.map(({ submissionId }) => submissionId);
    const same = await sameFiles(this.database, providerId, component, ids);
    const files = await keptAccounts(this.database, component, [...new Set(same.map(({ other }) => other))]);
    for (const { submissionId, other } of same) {
      const file = files.find((one) => one.submissionId === other);
      if (file) add(submissionId, file);
    }
    return found;
  }

  /**
   * One new account: all its matches, and that it was compared, in one transaction. Where another cannot be read, what the rest
   * gives is kept, and it throws: the account goes on waiting.
   */
  private async settle(go: Go, account: KeptAccount, others: readonly KeptAccount[], done: Set<string>): Promise<void> {
    const pairs: FoundPair[] = [];
    const unread: string[] = [];
    for (const other of others.filter((one) => !done.has(keyOf(account.submissionId, one.submissionId)))) {
      done.add(keyOf(account.submissionId, other.submissionId));
      const why = await failing(async () => void pairs.push(await this.pairOf(go, account, other)));
      if (why !== null) unread.push(`beside ${other.submissionId} ${why}`);
    }
    const { index, rule, component } = go;
    await this.database.transact(go.work.actor, async (tx) => {
      for (const pair of pairs) await writeMatch(tx, pair);
      if (unread.length > 0) return;
      await tx.query(
        `update similarity_account set compared_at = app_now(), common_pct = $3 where submission_id = $1 and component = $2`,
        [account.submissionId, component, Math.round(index.commonShare(account, rule) * 100)],
      );
    });
    if (unread.length > 0) throw new Error(unread.join(', '));
  }

  /** A match that nobody has decided: with more accounts there, what it rests on may have become common, or be so no more. */
  private async lookAgain(go: Go, a: string, b: string, done: Set<string>): Promise<void> {
    if (done.has(keyOf(a, b))) return;
    const [one, other] = await keptAccounts(this.database, go.component, [a, b]);
    if (!one || !other) return;
    const pair = await this.pairOf(go, one, other);
    await this.database.transact(go.work.actor, (tx) => writeMatch(tx, pair));
  }

  private async pairOf(go: Go, one: KeptAccount, other: KeptAccount): Promise<FoundPair> {
    const [a, b] = isBefore(one, other) ? [one, other] : [other, one];
    const isSameFile = a.sha256 === b.sha256;
    const comparison = isSameFile ? whole(a.words, b.words) : await this.comparisonOf(go, a, b);
    const { providerId, component, rule } = go;
    return { providerId, component, rule, a: a.submissionId, b: b.submissionId, isSameFile, comparison };
  }

  private async comparisonOf(go: Go, a: KeptAccount, b: KeptAccount): Promise<Comparison> {
    const [one, other] = [await this.textOf(go, a), await this.textOf(go, b)];
    return compareAccounts(one.folded, other.folded, (print) => go.index.isCommon(print, go.rule));
  }

  private async textOf({ texts, component }: Go, { submissionId }: KeptAccount): Promise<AccountText> {
    const known = texts.get(submissionId);
    if (known) return known;
    const text = await accountText(this.database, this.frameworks, submissionId, component);
    const oldest = texts.size >= mostTexts ? texts.keys().next().value : undefined;
    if (oldest !== undefined) texts.delete(oldest);
    texts.set(submissionId, text);
    return text;
  }
}

/** Null where it went well, otherwise why it did not. */
async function failing(act: () => Promise<void>): Promise<string | null> {
  try {
    await act();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The same bytes: all of it, without reading. */
const whole = (a: number, b: number): Comparison => ({
  a: { words: a, matched: a, common: 0 },
  b: { words: b, matched: b, common: 0 },
  runs: a > 0 && a === b ? [{ a: 0, b: 0, words: a }] : [],
});

const isBefore = (one: KeptAccount, other: KeptAccount): boolean =>
  one.submittedAt.getTime() - other.submittedAt.getTime() < 0 ||
  (one.submittedAt.getTime() === other.submittedAt.getTime() && one.submissionId < other.submissionId);

const keyOf = (one: string, other: string): string => (one < other ? `${one} ${other}` : `${other} ${one}`);
