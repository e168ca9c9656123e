// npm run --silent simulate -- --cohorts N --seed S: what policies of marking and moderation let through, on virtual cohorts.
// --draws D: how often each cohort's sample is drawn, where the chance that a sample shows something is what is looked at.
import { parseArgs } from 'node:util';
import { families } from './families.js';
import { drawsOfACohort, simulateFamily, type Line } from './simulate-family.js';

const { values } = parseArgs({
  options: {
    cohorts: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    draws: { type: 'string', default: String(drawsOfACohort) },
  },
});
const [cohorts, draws] = [Number(values.cohorts), Number(values.draws)];
if (!Number.isInteger(cohorts) || cohorts < 2 || !Number.isInteger(draws) || draws < 1) {
  process.stderr.write(
    'usage: npm run --silent simulate -- --cohorts N --seed S [--draws D] (N: cohorts a family, at least 2; D: draws of each, at least 1)\n',
  );
  process.exitCode = 2;
} else {
  for (const family of families) {
    const lines = simulateFamily(family, cohorts, values.seed, { draws });
    for (const line of lines) process.stdout.write(`${JSON.stringify(line)}\n`);
    process.stderr.write(`${family.name}\n${lines.map(inWords).join('')}`);
  }
}

function inWords({ policy, wrongPer1000, interval, extraMarks }: Line): string {
  const wrong = `${wrongPer1000.toFixed(1)} wrong in 1,000 (${interval.map((end) => end.toFixed(1)).join(' to ')})`;
  return `  ${policy.padEnd(28)}${wrong.padEnd(40)}${extraMarks.toFixed(2)} extra markings a script\n`;
}
