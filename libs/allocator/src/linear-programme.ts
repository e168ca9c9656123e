import { layOut } from './board.js';
import type { Problem } from './problem.js';
import { buildStage } from './stage.js';

/**
 * The linear programme whose optimum is the plan's `objective`, as text in CPLEX LP format for any solver (`cbc plan.lp`, `highs plan.lp`).
 * One column per arc, one row per node that is not the root. Only where all open seats cost the same effort; throws otherwise, since
 * then there are several programmes, one after the other.
 */
export function linearProgramme(problem: Problem): string {
  const board = layOut(problem);
  const efforts = new Set(board.seats.filter((seat) => seat.assessor < 0).map((seat) => board.effortOf(seat.role)));
  if (efforts.size > 1)
    throw new Error('allocator: mixed efforts are planned one after the other, not by one linear programme');
  const { network } = buildStage(board, [...efforts][0] ?? 1);
  const { nodes, root, from, to, cost, capacity, supply } = network;
  const rows: string[][] = Array.from({ length: nodes }, () => []);
  from.forEach((node, arc) => {
    rows[node]!.push(`+ f${arc}`);
    rows[to[arc]!]!.push(`- f${arc}`);
  });
  const lines = (parts: readonly string[]): string =>
    parts.map((part, at) => (at % 20 === 19 ? `${part}\n` : part)).join(' ');
  return [
    'Minimize',
    `cost: ${lines(Array.from(cost, (c, arc) => `${c < 0 ? '-' : '+'} ${Math.abs(c)} f${arc}`))}`,
    'Subject To',
    ...rows.flatMap((row, node) =>
      node === root || row.length === 0 ? [] : [`n${node}: ${lines(row)} = ${supply[node]!}`],
    ),
    'Bounds',
    ...Array.from(capacity, (most, arc) => `0 <= f${arc} <= ${most}`),
    'End',
    '',
  ].join('\n');
}
