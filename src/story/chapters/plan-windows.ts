import { sayDate } from '#libs/calendar';
import { administrator } from '../cast/staff.js';
import { windowLength, windows, type WindowKey } from '../cast/windows.js';
import type { StoryTime } from '../story-time.js';
import type { Scene } from './scene.js';

/** The name of a window: two of one month are told apart by their day. */
export function windowName(time: StoryTime, key: WindowKey): string {
  return `Window of ${sayDate(time.day(windows[key].opensOn))}`;
}

/** The administrator plans the year's windows: booking opens half a year before, confirm five weeks before. */
export async function planWindows({ actors, time }: Scene): Promise<void> {
  for (const key of Object.keys(windows) as WindowKey[]) {
    const { opensOn, capacity } = windows[key];
    const day = (days: number): string => time.day(opensOn + days).toString();
    await actors.act(
      administrator.email,
      `plan-${key}`,
      '/planning/windows',
      {
        name: windowName(time, key),
        opensOn: day(0),
        opensTime: '09:00',
        closesOn: day(windowLength),
        closesTime: '12:00',
        bookingOpensOn: day(-170),
        bookingClosesOn: day(-14),
        confirmByOn: day(-35),
        capacity: String(capacity),
      },
      ['window-name-taken'],
    );
  }
}

/** The id of a window of the story. */
export async function windowId({ database, time }: Scene, key: WindowKey): Promise<string> {
  const row = await database.one<{ id: string }>(`select id from assessment_window where name = $1`, [
    windowName(time, key),
  ]);
  return row.id;
}
