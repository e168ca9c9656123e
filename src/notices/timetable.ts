/** What a reminder counts down to. */
export type Series = 'present-by' | 'confirm-by' | 'window-closes' | 'task-closes';

// What a version of the framework that is older than these rules goes by.
const farthestBefore: Readonly<Record<Exclude<Series, 'task-closes'>, number>> = {
  'present-by': 90,
  'confirm-by': 30,
  'window-closes': 7,
};
const fromHourBefore = 8;

/** SQL on a framework version `f`: the farthest of its days on which a deadline of the series is reminded of. */
export function farthestSql(series: Series): string {
  // A task that closes before its window is reminded of as the window is.
  const as = series === 'task-closes' ? 'window-closes' : series;
  return `coalesce((f.definition #>> '{clock,remindFarthest,${as}}')::int, ${farthestBefore[as]})`;
}

/** SQL on a framework version `f`: true from the hour in London on at which its reminders leave. */
export const mayLeaveSql = `extract(hour from (select app_now()) at time zone 'Europe/London')
  >= coalesce((f.definition #>> '{clock,remindFromHour}')::int, ${fromHourBefore})`;
