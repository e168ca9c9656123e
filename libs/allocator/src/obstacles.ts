import { roundingSlack } from './board.js';
import type { Obstacle } from './plan.js';
import type { Problem, Role, Script } from './problem.js';

/** The hard rules that keep an assessor off a role of a script whatever else is placed; none where a plan could place them there. */
export function obstaclesTo(problem: Problem, script: Script, role: Role, id: string): Obstacle[] {
  const assessor = problem.assessors.find((one) => one.id === id);
  const pins = (problem.standing ?? []).filter(({ pinned }) => pinned);
  const standing = (problem.standing ?? []).filter((one) => one.script === script.number);
  const reasons = new Set(script.bars.filter((bar) => bar.assessor === id).map(({ reason }) => reason));
  const found: Obstacle[] = [...reasons].map((reason) => ({
    kind: 'bar',
    script: script.number,
    assessor: id,
    reason,
  }));
  if (!assessor?.accreditedFor.includes(role)) found.push({ kind: 'accreditation', assessor: id, role });
  if (script.candidates && !script.candidates.includes(id))
    found.push({ kind: 'candidates', script: script.number, assessor: id });
  const effort = (one: Role): number => problem.effort?.[one] ?? 1;
  const asked = new Map(problem.scripts.map((one) => [one.number, one.roles]));
  const pinnedLoad = pins
    .filter((pin) => pin.assessor === id && asked.get(pin.script)?.includes(pin.role))
    .reduce((sum, pin) => sum + effort(pin.role), 0);
  const room = (assessor?.capacity ?? 0) - (assessor?.load ?? 0) - pinnedLoad;
  if (effort(role) > room + roundingSlack) found.push({ kind: 'capacity', assessor: id });
  const done = standing.some((one) => one.assessor === id && !script.roles.includes(one.role));
  const taken = standing.some((one) => one.role === role && one.pinned && one.assessor !== id);
  if (done || taken) found.push({ kind: 'seat-taken', script: script.number, assessor: id });
  return found;
}
