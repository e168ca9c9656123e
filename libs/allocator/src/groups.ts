import type { Board } from './board.js';

/** How many scripts each coach's group has in the problem. A group of one needs no spreading. */
export function groupSizes(board: Board): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const { group } of board.scripts) if (group !== undefined) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  return sizes;
}

/** Filled seats per `assessor group` (index, a space, the group's id). */
export function groupsBegun(board: Board): Map<string, number> {
  const begun = new Map<string, number>();
  for (const seat of board.seats) {
    const { group } = board.scripts[seat.script]!;
    if (seat.assessor < 0 || group === undefined) continue;
    const key = `${seat.assessor} ${group}`;
    begun.set(key, (begun.get(key) ?? 0) + 1);
  }
  return begun;
}
