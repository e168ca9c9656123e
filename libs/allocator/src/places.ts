import { isOnScript } from './board.js';
import type { Board, Seat } from './board.js';

/** Open seats of one kind on one script, and who may take them. */
export interface Place {
  readonly script: number;
  readonly kind: number;
  readonly seats: readonly Seat[];
  readonly eligible: readonly number[];
}

/** The open seats that cost this effort, script by script; `room` says who can take one more at all. */
export function openPlaces(board: Board, effort: number, room: Int32Array): Place[] {
  const everyone = board.assessors.map((_, at) => at);
  return board.seatsOf.flatMap((seats, script) => {
    const open = seats.filter((seat) => seat.assessor < 0 && board.effortOf(seat.role) === effort);
    const kinds = [...new Set(open.map((seat) => board.kindOf[seat.role]))];
    return kinds.map((kind) => {
      const mine = open.filter((seat) => board.kindOf[seat.role] === kind);
      const { role } = mine[0]!;
      const untouched = seats.length === open.length && board.history[script]!.length === 0;
      const eligible = (board.candidates[script] ?? everyone).filter(
        (assessor) =>
          room[assessor]! > 0 &&
          board.accredited[role][assessor] === 1 &&
          !board.barred[script]!.has(assessor) &&
          (untouched || !isOnScript(board, script, assessor)),
      );
      return { script, kind, seats: mine, eligible };
    });
  });
}

/** The assessors who could take seats of more than one of these places of one script. */
export function eligibleTwice(places: readonly Place[]): Set<number> {
  const seen = new Set<number>();
  const twice = new Set<number>();
  if (places.length > 1) {
    for (const place of places)
      for (const assessor of place.eligible) (seen.has(assessor) ? twice : seen).add(assessor);
  }
  return twice;
}
