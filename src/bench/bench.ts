// npm run --silent bench -- NAME [OPTION]: measures beside an anchor, in rounds that alternate within the same minute.
import { printFigures, type Figure } from './figures.js';

/**
 * Each is loaded by itself, so that the process measured is one of that kind: a thread that reads files has neither ioredis
 * nor nunjucks, whose classes that extend `String` make every look at a letter five times as slow in V8.
 */
const benches: Readonly<Record<string, () => Promise<(option?: string) => Promise<Figure[]>>>> = {
  allocation: async () => (await import('./allocation.js')).benchAllocation,
  clock: async () => (await import('./clock.js')).benchClock,
  count: async () => (await import('./count.js')).benchCount,
  intake: async () => (await import('./intake.js')).benchIntake,
  pages: async () => (await import('./pages.js')).benchPages,
  similarity: async () => (await import('./similarity.js')).benchSimilarity,
};
const [name = '', option] = process.argv.slice(2);
const load = benches[name];
if (load) {
  const bench = await load();
  printFigures(await bench(option));
} else {
  process.stderr.write(`usage: npm run --silent bench -- ${Object.keys(benches).join(' | ')} [OPTION]\n`);
  process.exitCode = 2;
}
