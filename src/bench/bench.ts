// npm run --silent bench -- NAME [OPTION]: measures beside an anchor, in rounds that alternate within the same minute.
import { printFigures, type Figure } from './figures.js';
import { benchAllocation } from './allocation.js';
import { benchClock } from './clock.js';
import { benchCount } from './count.js';
import { benchIntake } from './intake.js';
import { benchPages } from './pages.js';
import { benchSimilarity } from './similarity.js';

const benches: Readonly<Record<string, (option?: string) => Promise<Figure[]>>> = {
  allocation: benchAllocation,
  clock: benchClock,
  count: benchCount,
  intake: benchIntake,
  pages: benchPages,
  similarity: benchSimilarity,
};
const [name = '', option] = process.argv.slice(2);
const bench = benches[name];
if (bench) {
  printFigures(await bench(option));
} else {
  process.stderr.write(`usage: npm run --silent bench -- ${Object.keys(benches).join(' | ')} [OPTION]\n`);
  process.exitCode = 2;
}
