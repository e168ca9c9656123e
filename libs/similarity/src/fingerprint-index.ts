import { commonFrom, leastShared, type SimilarityRule } from './rule.js';

/** An account as it is kept for comparing: how many words it has, and its fingerprints. */
export interface Fingerprinted {
  readonly words: number;
  readonly fingerprints: Uint32Array;
}

/**
 * Which of many accounts may stand in one another, without looking at their words: an inverted index of the accounts that are
 * new, past which all others are led, each once. First `count` every account there is, those in the index too; then ask.
 * Memory is that of the new accounts alone; time is linear in all fingerprints, and in how many accounts share each.
 */
export class FingerprintIndex {
  /** Open addressing: the slot of a fingerprint, 0 where empty, else its number + 1. */
  private readonly slots: Int32Array;
  private readonly prints: Uint32Array;
  /** The new accounts in which a fingerprint stands, from `begins[number]` to `ends[number]`, and at how many places in each. */
  private readonly begins: Int32Array;
  private readonly ends: Int32Array;
  private readonly holders: Int32Array;
  private readonly places: Int32Array;
  private readonly accountsWith: Int32Array;
  private readonly lastCounted: Int32Array;
  private counted = 0;
  private distinct = 0;

  constructor(private readonly accounts: readonly Fingerprinted[]) {
    const places = accounts.reduce((sum, { fingerprints }) => sum + fingerprints.length, 0);
    this.slots = new Int32Array(2 ** Math.ceil(Math.log2(Math.max(16, places * 2))));
    this.prints = new Uint32Array(places);
    for (const { fingerprints } of accounts) for (const print of fingerprints) this.numberFor(print);
    this.accountsWith = new Int32Array(this.distinct);
    this.lastCounted = new Int32Array(this.distinct);
    this.begins = new Int32Array(this.distinct + 1);
    for (const { fingerprints } of accounts)
      for (const print of fingerprints) (this.begins[this.numberOf(print) + 1] as number)++;
    for (let number = 0; number < this.distinct; number++)
      (this.begins[number + 1] as number) += this.begins[number] ?? 0;
    this.ends = this.begins.slice(0, this.distinct);
    this.holders = new Int32Array(places);
    this.places = new Int32Array(places);
    for (const [account, { fingerprints }] of accounts.entries())
      for (const print of fingerprints) this.hold(this.numberOf(print), account);
  }

  private hold(number: number, account: number): void {
    const end = this.ends[number] ?? 0;
    const isHeld = end > (this.begins[number] ?? 0) && this.holders[end - 1] === account;
    if (!isHeld) this.ends[number] = end + 1;
    const entry = isHeld ? end - 1 : end;
    this.holders[entry] = account;
    (this.places[entry] as number)++;
  }

  /** Counts one account: in how many a fingerprint stands says whether it is common. */
  count({ fingerprints }: Pick<Fingerprinted, 'fingerprints'>): void {
    this.counted++;
    for (const print of fingerprints) {
      const number = this.numberOf(print);
      if (number < 0 || this.lastCounted[number] === this.counted) continue;
      this.lastCounted[number] = this.counted;
      (this.accountsWith[number] as number)++;
    }
  }

  /** Of fingerprints of the new accounts; of others it says no. */
  isCommon(print: number, rule: SimilarityRule): boolean {
    const number = this.numberOf(print);
    return number >= 0 && (this.accountsWith[number] ?? 0) >= commonFrom(rule, this.counted);
  }

  /** How much of a new account is common, 0 to 1, by its fingerprints: they stand for all of its words alike. */
  commonShare({ fingerprints }: Pick<Fingerprinted, 'fingerprints'>, rule: SimilarityRule): number {
    if (fingerprints.length === 0) return 0;
    const from = commonFrom(rule, this.counted);
    const common = fingerprints.filter((print) => (this.accountsWith[this.numberOf(print)] ?? 0) >= from);
    return common.length / fingerprints.length;
  }

  /**
   * The new accounts, by their place in the index, that may have to be flagged beside this one: all that have to be, by
   * `leastShared`, and few besides.
   */
  candidates({ words, fingerprints }: Fingerprinted, rule: SimilarityRule): number[] {
    const from = commonFrom(rule, this.counted);
    // By new account: places in it and places in the given one.
    const shared = new Map<number, [number, number]>();
    for (const [number, own] of this.placesByNumber(fingerprints)) {
      if ((this.accountsWith[number] ?? 0) >= from) continue;
      for (let entry = this.begins[number] ?? 0; entry < (this.ends[number] ?? 0); entry++) {
        const account = this.holders[entry] ?? 0;
        const counts = shared.get(account);
        if (counts) {
          counts[0] += this.places[entry] ?? 0;
          counts[1] += own;
        } else shared.set(account, [this.places[entry] ?? 0, own]);
      }
    }
    return [...shared]
      .filter(
        ([account, [its, own]]) =>
          its >= leastShared(this.accounts[account]?.words ?? 0, rule.flagPct) ||
          own >= leastShared(words, rule.flagPct),
      )
      .map(([account]) => account)
      .sort((one, two) => one - two);
  }

  private placesByNumber(fingerprints: Uint32Array): Map<number, number> {
    const places = new Map<number, number>();
    for (const print of fingerprints) {
      const number = this.numberOf(print);
      if (number >= 0) places.set(number, (places.get(number) ?? 0) + 1);
    }
    return places;
  }

  private numberFor(print: number): number {
    const mask = this.slots.length - 1;
    let slot = print & mask;
    for (let held = this.slots[slot] ?? 0; held !== 0; held = this.slots[slot] ?? 0) {
      if (this.prints[held - 1] === print) return held - 1;
      slot = (slot + 1) & mask;
    }
    this.prints[this.distinct] = print;
    this.slots[slot] = ++this.distinct;
    return this.distinct - 1;
  }

  private numberOf(print: number): number {
    const mask = this.slots.length - 1;
    let slot = print & mask;
    for (let held = this.slots[slot] ?? 0; held !== 0; held = this.slots[slot] ?? 0) {
      if (this.prints[held - 1] === print) return held - 1;
      slot = (slot + 1) & mask;
    }
    return -1;
  }
}
