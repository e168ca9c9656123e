export { barReasons, defaultWeights, roles } from './problem.js';
export type { Assessor, Bar, BarReason, Placement, Problem, Role, Script, Standing, Weights } from './problem.js';
export type { Load, Obstacle, Pairing, Placed, Plan, Terms, Unplaced } from './plan.js';
export { planAllocation } from './plan-allocation.js';
export { problemFaults } from './problem-faults.js';
export type { ProblemFault } from './problem-faults.js';
