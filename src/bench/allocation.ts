import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { linearProgramme, planAllocation } from '#libs/allocator';
import { drawSample, freezeFrame, percent } from '#libs/sampling';
import { allocationProblem } from './allocation-problem.js';
import { atMost, atMostTimes, median, type Figure } from './figures.js';
import { startOwnPostgres } from './own-postgres.js';

const rounds = 5;

/**
 * Plans beside the CBC solver on the same linear programme (its whole time, reading included), a large sparse plan in a process of
 * its own, how a plan's time grows, and a sample of a million beside the same draw in plain SQL. Needs `cbc` (Debian: coinor-cbc).
 */
export async function benchAllocation(): Promise<Figure[]> {
  return [...(await besideCbc()), ...growth(), ...(await sparse()), ...(await besideSql())];
}

async function besideCbc(): Promise<Figure[]> {
  const problem = allocationProblem({ scripts: 2_000, assessors: 100 });
  const directory = mkdtempSync(join(tmpdir(), 'scriptorium-bench-'));
  const programme = join(directory, 'plan.lp');
  writeFileSync(programme, linearProgramme(problem));
  const ours: number[] = [];
  const cbcs: number[] = [];
  let objectives: readonly [ours: number, bound: number, cbc: number] = [0, 0, 0];
  try {
    for (let round = 1; round <= rounds; round += 1) {
      process.stderr.write(`2,000 scripts and 100 assessors beside CBC: round ${round} of ${rounds}\n`);
      const before = performance.now();
      const { objective, lowerBound } = planAllocation(problem);
      const between = performance.now();
      const optimum = await solveByCbc(programme);
      ours.push(between - before);
      cbcs.push(performance.now() - between);
      objectives = [Number(objective), Number(lowerBound), optimum];
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  const [objective, bound, optimum] = objectives;
  process.stderr.write(`objective ${objective}, its bound ${bound}, CBC ${optimum}\n`);
  const figure = 'plan of 2,000 × 100, two roles';
  return [
    atMostTimes(1, { bench: 'allocation', figure, unit: 'ms', ours: median(ours), anchor: median(cbcs) }),
    atMost(0, { bench: 'allocation', figure: 'objective above the bound', unit: 'cost', ours: objective - bound }),
    atMost(0, {
      bench: 'allocation',
      figure: 'objective apart from CBC’s',
      unit: 'cost',
      ours: Math.abs(objective - optimum),
    }),
  ];
}

async function solveByCbc(programme: string): Promise<number> {
  const text = await outputOf('cbc', [programme, 'solve']);
  const found = /Optimal (?:- objective value|objective) +([-\d.e+]+)/.exec(text)?.[1];
  if (!found) throw new Error(`CBC found no optimum:\n${text.slice(-2_000)}`);
  return Number(found);
}

/** Twice the scripts and assessors are four times the arcs: the time is printed for each arc, warm. */
function growth(): Figure[] {
  const perArc = [1_000, 2_000, 4_000].map((scripts) => {
    const assessors = scripts / 20;
    const problem = allocationProblem({ scripts, assessors });
    const times = Array.from({ length: 3 }, () => {
      const before = performance.now();
      planAllocation(problem);
      return performance.now() - before;
    });
    process.stderr.write(`plan of ${scripts} × ${assessors}: ${median(times).toFixed(0)} ms\n`);
    return (median(times) * 1_000) / (scripts * 2 * assessors);
  });
  const figure = 'time an arc at 4,000 × 200, beside 1,000 × 50';
  return [atMostTimes(2, { bench: 'allocation', figure, unit: 'µs', ours: perArc[2] ?? 0, anchor: perArc[0] ?? 0 })];
}

/** In a process of its own, so that the memory is the plan's alone. */
async function sparse(): Promise<Figure[]> {
  const ms: number[] = [];
  const mebibytes: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    process.stderr.write(`20,000 scripts and 1,000 assessors, 20 candidates each: round ${round} of ${rounds}\n`);
    const said = await outputOf(process.execPath, [join(import.meta.dirname, 'allocation-sparse.js')]);
    const one = JSON.parse(said) as { ms: number; mebibytes: number; empty: number };
    if (one.empty > 0) throw new Error(`${one.empty} seats stayed empty`);
    ms.push(one.ms);
    mebibytes.push(one.mebibytes);
  }
  return [
    atMost(15_000, { bench: 'allocation', figure: 'plan of 20,000 × 1,000, sparse', unit: 'ms', ours: median(ms) }),
    atMost(1_024, {
      bench: 'allocation',
      figure: 'memory of that process at its highest',
      unit: 'MiB',
      ours: median(mebibytes),
    }),
  ];
}

const million = 1_000_000;

async function besideSql(): Promise<Figure[]> {
  const frame = freezeFrame(
    Array.from({ length: million }, (_, at) => ({
      script: `S${String(at).padStart(7, '0')}`,
      outcome: 'pass' as const,
      totals: { 1: 4, 2: 5 },
      margin: 2,
      assessors: [`A${at % 200}`],
      flags: [],
    })),
  );
  const policy = { ...percent(10), mandatory: [], perAssessor: 0 } as const;
  const postgres = await startOwnPostgres();
  const client = new Client({ connectionString: postgres.urls.superuser });
  const ours: number[] = [];
  const sql: number[] = [];
  try {
    await client.connect();
    await client.query(
      `create table decision as select 'S' || lpad(i::text, 7, '0') as script from generate_series(0, ${million - 1}) i`,
    );
    await client.query('vacuum analyze decision');
    for (let round = 1; round <= rounds; round += 1) {
      process.stderr.write(`a tenth of a million: round ${round} of ${rounds}\n`);
      const seed = randomBytes(32).toString('hex');
      const before = performance.now();
      const { drawn } = drawSample(frame, policy, seed);
      const between = performance.now();
      const { rows } = await client.query(
        `select script from decision order by sha256(convert_to($1 || script, 'UTF8')) limit ${million / 10}`,
        [createHash('sha256').update(seed).digest('hex')],
      );
      ours.push(between - before);
      sql.push(performance.now() - between);
      if (drawn !== rows.length) throw new Error(`${drawn} were drawn, and ${rows.length} by SQL`);
    }
  } finally {
    await client.end();
    await postgres.stop();
  }
  const figure = 'sample of 100,000 from a million, beside ORDER BY sha256';
  return [atMostTimes(1.5, { bench: 'allocation', figure, unit: 'ms', ours: median(ours), anchor: median(sql) })];
}

/** What a program printed; throws where it ended otherwise than by 0. */
async function outputOf(program: string, args: readonly string[]): Promise<string> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const parts: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => parts.push(part));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', (error) =>
      reject(new Error(`${program} is not to be had; on Debian: apt-get install coinor-cbc`, { cause: error })),
    );
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`${program} ended with ${code}`);
  return Buffer.concat(parts).toString('utf8');
}
