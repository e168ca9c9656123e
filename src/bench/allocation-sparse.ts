// Plans 20,000 scripts and 1,000 assessors once and prints how long it took and how much memory the process had at most.
import { planAllocation } from '#libs/allocator';
import { allocationProblem } from './allocation-problem.js';

const problem = allocationProblem({ scripts: 20_000, assessors: 1_000, candidates: 20 });
const before = performance.now();
const { unplaced } = planAllocation(problem);
const ms = performance.now() - before;
// maxRSS is in kibibytes.
process.stdout.write(JSON.stringify({ ms, mebibytes: process.resourceUsage().maxRSS / 1_024, empty: unplaced.length }));
