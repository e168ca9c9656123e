import { layOut } from './board.js';
import type { Board, Seat } from './board.js';
import { costsOf } from './costs.js';
import { evenPairs } from './even-pairs.js';
import { fillSeats } from './fill-seats.js';
import { findObstacles } from './in-the-way.js';
import type { Load, Pairing, Placed, Plan } from './plan.js';
import { roles } from './problem.js';
import type { Problem } from './problem.js';
import { problemFaults } from './problem-faults.js';
import { shareRoles } from './share-roles.js';
import { partCount, SharedScripts } from './shared-scripts.js';
import { termsOf } from './terms.js';

/**
 * Places scripts with assessors: as many as the hard rules allow, then as evenly as they allow, then at the least cost in spread,
 * expertise and change, then with pairs as even as that leaves free. Pure: the same problem gives the same bytes.
 * Throws where `problemFaults` has something to say; a seat nobody may take is not a fault but an entry in `unplaced`.
 */
export function planAllocation(problem: Problem): Plan {
  const [fault] = problemFaults(problem);
  if (fault) throw new Error(`allocator: ${fault.code} ${JSON.stringify(fault.facts)}`);
  const board = layOut(problem);
  const { objective, bound } = fillSeats(board);
  const price = evenPairs(board);
  shareRoles(board);
  return {
    version: 'allocator/1',
    seed: problem.seed,
    placements: placementsOf(board),
    unplaced: findObstacles(board).sort((a, b) => byScriptAndRole(a, b)),
    brokenPins: board.brokenPins,
    loads: loadsOf(board),
    terms: termsOf(board),
    objective: objective.toString(),
    lowerBound: bound.toString(),
    pairing: pairingOf(board, price),
  };
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function byScriptAndRole(a: Pick<Placed, 'script' | 'role'>, b: Pick<Placed, 'script' | 'role'>): number {
  return byText(a.script, b.script) || roles.indexOf(a.role) - roles.indexOf(b.role);
}

function placementsOf(board: Board): Placed[] {
  const costs = costsOf(board);
  const placed = (seat: Seat): Placed => ({
    script: board.scripts[seat.script]!.number,
    role: seat.role,
    assessor: board.assessors[seat.assessor]!.id,
    kept: seat.pinned ? 'pinned' : seat.stood === seat.assessor ? 'standing' : 'new',
    expertise: costs.expertise(seat.script, seat.assessor),
  });
  return board.seats
    .filter((seat) => seat.assessor >= 0)
    .map(placed)
    .sort(byScriptAndRole);
}

function loadsOf(board: Board): Load[] {
  const loads = board.assessors.map((assessor, at): Load => {
    const mine = board.seats.filter((seat) => seat.assessor === at);
    return {
      assessor: assessor.id,
      before: assessor.load ?? 0,
      placed: mine.reduce((sum, seat) => sum + board.effortOf(seat.role), 0),
      capacity: assessor.capacity,
      share: assessor.share ?? 1,
      firsts: mine.filter((seat) => seat.role === 'first').length,
      seconds: mine.filter((seat) => seat.role === 'second').length,
    };
  });
  return loads.sort((a, b) => byText(a.assessor, b.assessor));
}

function pairingOf(board: Board, price: number): Pairing {
  const shared = new SharedScripts(board);
  const { marking } = shared;
  const counts = marking.flatMap((a, i) => marking.slice(i + 1).map((b) => shared.between(a, b)));
  return {
    sharedScripts: shared.scripts,
    pairs: counts.filter((n) => n > 0).length,
    possiblePairs: shared.possiblePairs,
    parts: partCount(shared.parts()),
    fewestShared: counts.reduce((least, n) => Math.min(least, n), counts[0] ?? 0),
    mostShared: counts.reduce((most, n) => Math.max(most, n), 0),
    price,
  };
}
