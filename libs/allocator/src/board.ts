import { defaultWeights, roles } from './problem.js';
import type { Assessor, Problem, Role, Script, Standing, Weights } from './problem.js';
import { randomFrom, shuffled } from './random.js';
import type { Random } from './random.js';

/** A role on a script that is to be filled, and who fills it: indexes into the board, -1 while nobody does. */
export interface Seat {
  readonly script: number;
  readonly role: Role;
  assessor: number;
  readonly pinned: boolean;
  /** Who stood there before, or -1. */
  readonly stood: number;
}

/** The problem with its names turned into indexes, in an order that ids and seed decide and the caller's order does not. */
export interface Board {
  readonly scripts: readonly Script[];
  readonly assessors: readonly Assessor[];
  readonly weights: Weights;
  readonly random: Random;
  readonly seats: Seat[];
  /** Per script its seats, and who did a role that is not asked for again. */
  readonly seatsOf: readonly (readonly Seat[])[];
  readonly history: readonly (readonly { role: Role; assessor: number }[])[];
  /** Per script the assessors who are barred, or null where `candidates` names the only ones allowed. */
  readonly barred: readonly ReadonlySet<number>[];
  readonly candidates: readonly (readonly number[] | null)[];
  readonly accredited: Readonly<Record<Role, Uint8Array>>;
  readonly effortOf: (role: Role) => number;
  /** Roles of one kind have the same accredited people and the same effort: the flow need not tell them apart. */
  readonly kindOf: Readonly<Record<Role, number>>;
  readonly brokenPins: Standing[];
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Lays the problem out. Pins that a hard rule forbids are set aside in `brokenPins` and their seats stay open. */
export function layOut(problem: Problem): Board {
  const random = randomFrom(problem.seed);
  const scripts = shuffled(
    [...problem.scripts].sort((a, b) => byText(a.number, b.number)),
    random,
  );
  const assessors = shuffled(
    [...problem.assessors].sort((a, b) => byText(a.id, b.id)),
    random,
  );
  const assessorAt = indexOf(assessors.map((assessor) => assessor.id));
  const scriptAt = indexOf(scripts.map((script) => script.number));
  const effortOf = (role: Role): number => problem.effort?.[role] ?? 1;
  const accredited = Object.fromEntries(
    roles.map((role) => [
      role,
      Uint8Array.from(assessors, (assessor) => (assessor.accreditedFor.includes(role) ? 1 : 0)),
    ]),
  ) as Record<Role, Uint8Array>;
  const likeness = roles.map((role) => `${effortOf(role)} ${accredited[role].join('')}`);
  const board: Board = {
    scripts,
    assessors,
    weights: { ...defaultWeights, ...problem.weights },
    random,
    seats: [],
    seatsOf: scripts.map(() => []),
    history: scripts.map(() => []),
    barred: scripts.map(
      (script) => new Set(script.bars.map((bar) => assessorAt.get(bar.assessor)).filter((at) => at !== undefined)),
    ),
    candidates: scripts.map((script) =>
      script.candidates
        ? [...new Set(script.candidates)]
            .map((id) => assessorAt.get(id))
            .filter((at) => at !== undefined)
            .sort((a, b) => a - b)
        : null,
    ),
    accredited,
    kindOf: Object.fromEntries(roles.map((role, at) => [role, likeness.indexOf(likeness[at]!)])) as Record<
      Role,
      number
    >,
    effortOf,
    brokenPins: [],
  };
  placeStanding(board, problem.standing ?? [], scriptAt, assessorAt);
  return board;
}

/** True where accreditation, bars and candidates let the assessor have the script in the role; capacity and distinctness apart. */
export function isEligible(board: Board, script: number, role: Role, assessor: number): boolean {
  if (board.accredited[role][assessor] === 0 || board.barred[script]!.has(assessor)) return false;
  const candidates = board.candidates[script];
  return candidates === null || candidates!.includes(assessor);
}

/** True where the assessor has, or had, a role on the script. */
export function isOnScript(board: Board, script: number, assessor: number): boolean {
  return (
    board.seatsOf[script]!.some((seat) => seat.assessor === assessor) ||
    board.history[script]!.some((done) => done.assessor === assessor)
  );
}

/** Effort that each assessor carries now: from outside, and from the seats filled so far. */
export function carried(board: Board): Float64Array {
  const effort = Float64Array.from(board.assessors, (assessor) => assessor.load ?? 0);
  for (const seat of board.seats) if (seat.assessor >= 0) effort[seat.assessor]! += board.effortOf(seat.role);
  return effort;
}

/** Sums of efforts such as 0.1 may miss a limit by rounding; a billionth of a script is nobody's work. */
export const roundingSlack = 1e-9;

function placeStanding(
  board: Board,
  standing: readonly Standing[],
  scriptAt: Map<string, number>,
  assessorAt: Map<string, number>,
): void {
  const wanted = board.scripts.map((script) => new Set(script.roles));
  const stood = new Map<string, Standing>();
  const sorted = [...standing].sort(
    (a, b) => byText(a.script, b.script) || byText(a.role, b.role) || byText(a.assessor, b.assessor),
  );
  for (const one of sorted) {
    const script = scriptAt.get(one.script);
    const assessor = assessorAt.get(one.assessor);
    if (script === undefined) continue;
    if (wanted[script]!.has(one.role)) stood.set(`${script} ${one.role}`, one);
    else if (assessor !== undefined)
      (board.history[script] as { role: Role; assessor: number }[]).push({ role: one.role, assessor });
  }
  const effort = carried(board);
  board.scripts.forEach((script, at) => {
    for (const role of roles.filter((role) => wanted[at]!.has(role))) {
      const before = stood.get(`${at} ${role}`);
      const assessor = before ? (assessorAt.get(before.assessor) ?? -1) : -1;
      const holds = before?.pinned === true && assessor >= 0 && mayStay(board, at, role, assessor, effort);
      if (before?.pinned && !holds) board.brokenPins.push(before);
      if (holds) effort[assessor]! += board.effortOf(role);
      const seat: Seat = { script: at, role, assessor: holds ? assessor : -1, pinned: holds, stood: assessor };
      board.seats.push(seat);
      (board.seatsOf[at] as Seat[]).push(seat);
    }
  });
}

function mayStay(board: Board, script: number, role: Role, assessor: number, effort: Float64Array): boolean {
  const fits = effort[assessor]! + board.effortOf(role) <= board.assessors[assessor]!.capacity + roundingSlack;
  return fits && isEligible(board, script, role, assessor) && !isOnScript(board, script, assessor);
}

function indexOf(ids: readonly string[]): Map<string, number> {
  return new Map(ids.map((id, at) => [id, at]));
}
