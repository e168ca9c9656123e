export type WindowKey = 'first' | 'second' | 'third' | 'fourth' | 'fifth';

/**
 * Five windows of fourteen days, by the days on which they open, counted from the day of the planting: one released, one
 * in moderation, one being marked, one open now and one to come. Places in the last are few, so that a newcomer can see
 * a window fill.
 */
export const windows: Readonly<Record<WindowKey, { readonly opensOn: number; readonly capacity: number }>> = {
  first: { opensOn: -140, capacity: 40 },
  second: { opensOn: -84, capacity: 40 },
  third: { opensOn: -35, capacity: 40 },
  fourth: { opensOn: -5, capacity: 40 },
  fifth: { opensOn: 63, capacity: 3 },
};

export const windowLength = 14;
