/**
 * The most steps that can pay into an owing area and an owing task at once: a maximum flow from areas to tasks, found
 * by augmenting paths. `areas` and `tasks` hold what each owes in marks; `room[area][task]` how many marks their common
 * criteria can still be raised by.
 */
export function sharedSteps(
  areas: readonly number[],
  tasks: readonly number[],
  room: readonly (readonly number[])[],
): number {
  const used = areas.map(() => tasks.map(() => 0));
  const open = [...tasks];
  const at = (area: number, task: number): number => used[area]?.[task] ?? 0;
  const add = (area: number, task: number, step: number): void => {
    const row = used[area];
    if (row) row[task] = at(area, task) + step;
  };
  const place = (area: number, seen: Set<number>): boolean => {
    for (const task of tasks.keys()) {
      if (seen.has(task) || at(area, task) >= (room[area]?.[task] ?? 0)) continue;
      seen.add(task);
      if ((open[task] ?? 0) > 0) open[task] = (open[task] ?? 0) - 1;
      else if (!moveAside(task, seen)) continue;
      add(area, task, 1);
      return true;
    }
    return false;
  };
  const moveAside = (task: number, seen: Set<number>): boolean => {
    const area = areas.findIndex((_, candidate) => at(candidate, task) > 0 && place(candidate, seen));
    if (area >= 0) add(area, task, -1);
    return area >= 0;
  };
  let shared = 0;
  areas.forEach((owed, area) => {
    for (let step = 0; step < owed && place(area, new Set()); step += 1) shared += 1;
  });
  return shared;
}
