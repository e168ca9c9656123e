import { Client } from 'pg';
import {
  compareAccounts,
  FingerprintIndex,
  fingerprintsOf,
  isFlagged,
  wordsOf,
  type Fingerprinted,
  type SimilarityRule,
} from '#libs/similarity';
import { npqel2017, similarityRule } from '#libs/rubric';
import { atMost, atMostTimes, median, type Figure } from './figures.js';
import { startOwnPostgres } from './own-postgres.js';

const rounds = 5;
const newAccounts = 500;
const earlier = 5_000;
const accountWords = 4_000;
/** So many pairs of shingle sets are intersected for the anchor, and their time is scaled to all pairs. */
const samplePairs = 400;
const rule: SimilarityRule = similarityRule(npqel2017);

/**
 * 500 accounts of 4,000 words beside each other and beside 5,000 earlier ones: words, fingerprints, index, and the comparison of
 * what may have to be flagged, beside the naive way, the intersection of every two sets of nine-word shingles (a sample,
 * scaled up). Then the search alone, its fingerprints read from PostgreSQL, beside an inverted index in PostgreSQL.
 */
export async function benchSimilarity(): Promise<Figure[]> {
  const accounts = Array.from({ length: newAccounts + earlier }, (_, at) => accountOf(at));
  const kept = accounts.map((paragraphs) => keep(paragraphs));
  return [...besideShingles(accounts, kept), ...(await besideSql(kept))];
}

function besideShingles(accounts: readonly string[][], kept: readonly Fingerprinted[]): Figure[] {
  const pairs = newAccounts * earlier + (newAccounts * (newAccounts - 1)) / 2;
  const ours: number[] = [];
  const naive: number[] = [];
  let flagged = 0;
  for (let round = 1; round <= rounds; round += 1) {
    process.stderr.write(`500 accounts beside 5,500: round ${round} of ${rounds}\n`);
    const before = performance.now();
    flagged = compareNew(accounts, kept);
    const between = performance.now();
    const sets = accounts.slice(0, 40).map(shinglesOf);
    const shingled = performance.now();
    for (let pair = 0; pair < samplePairs; pair += 1) sharedBy(sets, pair);
    const perPair = (performance.now() - shingled) / samplePairs;
    ours.push(between - before);
    naive.push(((shingled - between) / sets.length) * accounts.length + perPair * pairs);
  }
  if (flagged !== copies) throw new Error(`${flagged} pairs were flagged, and ${copies} accounts were copied`);
  const figure = '500 accounts beside each other and 5,000 earlier ones';
  return [
    atMostTimes(0.05, { bench: 'similarity', figure, unit: 'ms', ours: median(ours), anchor: median(naive) }),
    atMost(30_000, { bench: 'similarity', figure: `the same, in seconds not minutes`, unit: 'ms', ours: median(ours) }),
  ];
}

/** How many pairs are flagged. The words of the earlier ones are not looked at but where they may have to be. */
function compareNew(accounts: readonly string[][], kept: readonly Fingerprinted[]): number {
  const fresh = accounts.slice(0, newAccounts).map((paragraphs) => keep(paragraphs));
  const index = new FingerprintIndex(fresh);
  const all = [...fresh, ...kept.slice(newAccounts)];
  for (const account of all) index.count(account);
  let flagged = 0;
  for (const [at, account] of all.entries())
    for (const candidate of index.candidates(account, rule).filter((one) => one < at)) {
      const compared = compareAccounts(folded(accounts[at]), folded(accounts[candidate]), (print) =>
        index.isCommon(print, rule),
      );
      if (isFlagged(compared, rule)) flagged += 1;
    }
  return flagged;
}

async function besideSql(kept: readonly Fingerprinted[]): Promise<Figure[]> {
  const postgres = await startOwnPostgres();
  const client = new Client({ connectionString: postgres.urls.superuser });
  const ours: number[] = [];
  const sql: number[] = [];
  try {
    await client.connect();
    await fill(client, kept);
    for (let round = 1; round <= 3; round += 1) {
      process.stderr.write(`candidates in memory and in SQL: round ${round} of 3\n`);
      const before = performance.now();
      const inMemory = await candidatesInMemory(client);
      const between = performance.now();
      const { rows } = await client.query(
        `select n.account, e.account as other, count(*) from print n join print e on e.print = n.print
         where n.account < ${newAccounts} and e.account > n.account group by 1, 2 having count(*) >= 16`,
      );
      ours.push(between - before);
      sql.push(performance.now() - between);
      process.stderr.write(`${inMemory} pairs in memory, ${rows.length} in SQL\n`);
    }
  } finally {
    await client.end();
    await postgres.stop();
  }
  const figure = 'candidates, fingerprints read from PostgreSQL, beside an index in it';
  return [atMostTimes(1, { bench: 'similarity', figure, unit: 'ms', ours: median(ours), anchor: median(sql) })];
}

async function fill(client: Client, kept: readonly Fingerprinted[]): Promise<void> {
  await client.query(`create table account (id int primary key, words int, prints bytea);
                      create table print (account int, print int)`);
  for (const [at, { words, fingerprints }] of kept.entries()) {
    await client.query(`insert into account values ($1, $2, $3)`, [at, words, Buffer.from(fingerprints.buffer)]);
    await client.query(`insert into print select $1, unnest($2::int[])`, [
      at,
      [...new Int32Array(fingerprints.buffer)],
    ]);
  }
  await client.query(`create index on print (print, account)`);
  await client.query(`vacuum analyze`);
}

async function candidatesInMemory(client: Client): Promise<number> {
  const read = async (from: number, until: number): Promise<Fingerprinted[]> => {
    const { rows } = await client.query<{ words: number; prints: Buffer }>(
      `select words, prints from account where id >= $1 and id < $2 order by id`,
      [from, until],
    );
    return rows.map(({ words, prints }) => ({ words, fingerprints: new Uint32Array(new Uint8Array(prints).buffer) }));
  };
  const index = new FingerprintIndex(await read(0, newAccounts));
  const chunks = Array.from({ length: (newAccounts + earlier) / 500 }, (_, at) => at * 500);
  for (const from of chunks) for (const account of await read(from, from + 500)) index.count(account);
  let found = 0;
  for (const from of chunks)
    for (const account of await read(from, from + 500)) found += index.candidates(account, rule).length;
  return found;
}

/** One in fifty of the new accounts takes 600 of its words from the one fifty before it, every tenth put otherwise. */
const copyEvery = 50;
const copies = newAccounts / copyEvery - 1;

function accountOf(at: number): string[] {
  const words = wordsAt(at);
  if (at > 0 && at < newAccounts && at % copyEvery === 0)
    words.splice(
      1_000,
      600,
      ...wordsAt(at - copyEvery)
        .slice(100, 700)
        .map((word, place) => (place % 10 === 9 ? `w${place}` : word)),
    );
  const form =
    'Final assessment of the National Professional Qualification for Executive Leadership, account of one task';
  return [
    form,
    ...Array.from(
      { length: accountWords / 100 },
      (_, line) => `${words.slice(line * 100, line * 100 + 100).join(' ')}.`,
    ),
  ];
}

/** Words of an account by the number of it: few are frequent, most are rare, as in prose. */
function wordsAt(at: number): string[] {
  // Mulberry32: streams of neighbouring seeds have nothing in common.
  let state = Math.imul(at + 1, 0x9e3779b1);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return Array.from({ length: accountWords }, () => `word${Math.floor(8_000 ** next())}`);
}

const folded = (paragraphs: readonly string[] = []): string[] => wordsOf(paragraphs).map(({ is }) => is);

function keep(paragraphs: readonly string[]): Fingerprinted {
  const words = folded(paragraphs);
  return { words: words.length, fingerprints: fingerprintsOf(words) };
}

function shinglesOf(paragraphs: readonly string[]): Set<string> {
  const words = folded(paragraphs);
  return new Set(words.map((_, at) => words.slice(at, at + 9).join(' ')));
}

function sharedBy(sets: readonly Set<string>[], pair: number): number {
  const one = sets[pair % sets.length];
  const other = sets[(pair * 7 + 1) % sets.length];
  return one && other ? one.intersection(other).size : 0;
}
