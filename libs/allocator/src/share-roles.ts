import type { Board, Seat } from './board.js';

/**
 * Decides who of the people chosen for one script has which role. Whoever stood in a role keeps it. First and second of one kind are
 * then shared out so that everyone is first marker on half of the shared scripts, give or take one: each shared script is an edge, and
 * walking the edges in trails enters every person as often as it leaves them.
 */
export function shareRoles(board: Board): void {
  const edges: { first: Seat; second: Seat }[] = [];
  for (const seats of board.seatsOf) {
    const mine = seats.filter((seat) => !seat.pinned);
    for (const kind of new Set(mine.map((seat) => board.kindOf[seat.role]))) {
      const left = settleStanding(mine.filter((seat) => board.kindOf[seat.role] === kind));
      const first = left.find((seat) => seat.role === 'first');
      const second = left.find((seat) => seat.role === 'second');
      if (first && second && first.assessor >= 0 && second.assessor >= 0) edges.push({ first, second });
    }
  }
  walkTrails(board.assessors.length, edges);
}

/** Gives back the seats, people moved to where they stood, and returns those still free to be shared. */
function settleStanding(seats: readonly Seat[]): Seat[] {
  const people = seats.map((seat) => seat.assessor).filter((assessor) => assessor >= 0);
  const left: Seat[] = [];
  for (const seat of seats) {
    const at = seat.stood >= 0 ? people.indexOf(seat.stood) : -1;
    seat.assessor = at >= 0 ? people.splice(at, 1)[0]! : -1;
    if (at < 0) left.push(seat);
  }
  for (const seat of left) seat.assessor = people.shift() ?? -1;
  return left;
}

function walkTrails(people: number, edges: readonly { first: Seat; second: Seat }[]): void {
  const at: number[][] = Array.from({ length: people }, () => []);
  edges.forEach(({ first, second }, edge) => {
    at[first.assessor]!.push(edge);
    at[second.assessor]!.push(edge);
  });
  const used = new Uint8Array(edges.length);
  const odd = at.map((_, person) => person).filter((person) => at[person]!.length % 2 === 1);
  for (const start of [...odd, ...at.keys()]) {
    for (let person = start; ;) {
      let edge = at[person]!.pop();
      while (edge !== undefined && used[edge] === 1) edge = at[person]!.pop();
      if (edge === undefined) break;
      used[edge] = 1;
      const { first, second } = edges[edge]!;
      const other = first.assessor === person ? second.assessor : first.assessor;
      first.assessor = person;
      second.assessor = other;
      person = other;
    }
  }
}
