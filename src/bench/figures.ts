/** One measured figure, as it is printed: medians; `anchor` and `ratio` are null where there is nothing to compare with. */
export interface Figure {
  readonly bench: string;
  readonly figure: string;
  readonly unit: string;
  readonly ours: number;
  readonly anchor: number | null;
  readonly ratio: number | null;
  readonly goal: number;
  readonly holds: boolean;
}

/** A figure that must not be above its goal. */
export function atMost(
  goal: number,
  {
    bench,
    figure,
    unit,
    ours,
    anchor = null,
  }: { bench: string; figure: string; unit: string; ours: number; anchor?: number | null },
): Figure {
  const ratio = anchor === null || anchor === 0 ? null : round(ours / anchor);
  return {
    bench,
    figure,
    unit,
    ours: round(ours),
    anchor: anchor === null ? null : round(anchor),
    ratio,
    goal,
    holds: ours <= goal,
  };
}

/** A figure that must not be more than `goal` times its anchor. */
export function atMostTimes(
  goal: number,
  measured: { bench: string; figure: string; unit: string; ours: number; anchor: number },
): Figure {
  const figure = atMost(goal, measured);
  return { ...figure, holds: measured.ours <= goal * measured.anchor };
}

/** The value below which `share` of the values lie, 0.5 for the median. Throws where there are none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  if (low === undefined || high === undefined) throw new Error('No values, no quantile');
  return low + (high - low) * (at - Math.floor(at));
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** A table for people on standard error, one JSON object a line for programs on standard output. */
export function printFigures(figures: readonly Figure[]): void {
  const rows = figures.map(({ figure, ours, anchor, ratio, goal, unit, holds }) => [
    figure,
    `${ours} ${unit}`,
    anchor === null ? '' : `${anchor} ${unit}`,
    ratio === null ? '' : `× ${ratio}`,
    goalText(unit, goal),
    holds ? 'holds' : 'DOES NOT HOLD',
  ]);
  const all = [['figure', 'ours', 'anchor', 'ratio', 'goal', ''], ...rows];
  const widths = (all[0] ?? []).map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  for (const row of all)
    process.stderr.write(
      `${row
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd()}\n`,
    );
  for (const figure of figures) process.stdout.write(`${JSON.stringify(figure)}\n`);
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}

/** A rate is to be at least its goal, everything else at most. */
function goalText(unit: string, goal: number): string {
  return `${unit === '/s' ? '≥' : '≤'} ${Number(goal.toPrecision(3))}`;
}
