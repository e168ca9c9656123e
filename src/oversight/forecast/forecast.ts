import type { ForecastRow } from './forecast.queries.js';

/** What a window is expected to bring, and whether those who mark can mark it. Hours are rounded to a tenth. */
export interface WindowForecast {
  readonly id: string;
  readonly name: string;
  readonly opensAt: Date;
  readonly closesAt: Date;
  readonly places: number;
  readonly booked: number;
  readonly waiting: number;
  readonly unbooked: number;
  /** All of them together. */
  readonly presentations: number;
  /** First and second marks: twice each where the framework marks all twice, otherwise its random share on top. */
  readonly marks: number;
  readonly marksAtMost: number;
  /** Null where the framework names no hours for a script. */
  readonly hours: number | null;
  readonly hoursAtMost: number | null;
  /** More is expected than there are places, or than can be marked. */
  readonly lacksPlaces: boolean;
  readonly lacksMarkers: boolean;
}

/**
 * Marks that so many scripts take at least: all twice up to the framework's small number, otherwise each once and the
 * random share twice. Fails, borderline scripts and resubmissions, which are always marked twice, come on top.
 */
export function marksFor(
  scripts: number,
  rule: { readonly allWhenAtMost: number; readonly randomPct: number },
): number {
  return scripts <= rule.allWhenAtMost ? scripts * 2 : scripts + Math.ceil((scripts * rule.randomPct) / 100);
}

export function forecastOf(row: ForecastRow): WindowForecast {
  const { id, name, opensAt, closesAt, places, booked, waiting, unbooked, hoursPerScript } = row;
  const presentations = booked + waiting + unbooked;
  const marks = marksFor(presentations, row);
  const hours = (wholeMarks: number): number | null =>
    hoursPerScript === null ? null : Math.round(wholeMarks * hoursPerScript * 10) / 10;
  return {
    id,
    name,
    opensAt,
    closesAt,
    places,
    booked,
    waiting,
    unbooked,
    presentations,
    marks,
    marksAtMost: row.scriptsAtMost,
    hours: hours(presentations + (marks - presentations) * row.secondShare),
    hoursAtMost: hours(row.scriptsAtMost),
    lacksPlaces: presentations > places,
    lacksMarkers: marks > row.scriptsAtMost,
  };
}

/** The picture: for each window one bar of who is expected, over a frame of its places. In units of the drawing. */
export interface ForecastPicture {
  readonly height: number;
  readonly bars: readonly {
    readonly name: string;
    readonly y: number;
    readonly booked: number;
    readonly waitingAt: number;
    readonly waiting: number;
    readonly unbookedAt: number;
    readonly unbooked: number;
    readonly places: number;
    readonly text: string;
  }[];
}

const barWidth = 290;
const rowHeight = 46;
/** What fits over a bar; the table has the whole name. */
const nameLetters = 44;

export function drawForecast(windows: readonly WindowForecast[]): ForecastPicture {
  const most = Math.max(1, ...windows.map(({ places, presentations }) => Math.max(places, presentations)));
  const units = (people: number): number => Math.round((people / most) * barWidth * 10) / 10;
  return {
    height: windows.length * rowHeight + 4,
    bars: windows.map(({ name, booked, waiting, unbooked, places, presentations }, at) => ({
      name: name.length <= nameLetters ? name : `${name.slice(0, nameLetters - 1).trimEnd()}…`,
      y: at * rowHeight,
      booked: units(booked),
      waitingAt: units(booked),
      waiting: units(waiting),
      unbookedAt: units(booked + waiting),
      unbooked: units(unbooked),
      places: units(places),
      text: `${presentations} of ${places}`,
    })),
  };
}
