import { refuse, type Refusal } from '#libs/refusal';

/** A number that a provider sets for itself, with its bounds, which the database holds too. */
export interface ProviderSetting {
  readonly name: string;
  readonly column: string;
  readonly least: number;
  readonly most: number;
  /** The field's label, its unit within. */
  readonly label: string;
  readonly hint: string;
}

/** Ours, every one of them: no published rule gives the number. */
export const providerSettings = [
  {
    name: 'decideRequestsWithin',
    column: 'decide_requests_within',
    least: 1,
    most: 60,
    label: 'Working days in which a lead decides a request',
    hint: 'A request that was made keeps the last day that its participant was told',
  },
  {
    name: 'remindDecidersDays',
    column: 'remind_deciders_days',
    least: 0,
    most: 30,
    label: 'Days before that day on which its leads are written to',
    hint: '0 is the day itself',
  },
  {
    name: 'failureCountsMinutes',
    column: 'failure_counts_minutes',
    least: 0,
    most: 1_440,
    label: 'Minutes before a closing in which a failure of ours counts',
    hint: 'Who had more time left than that after it is not kept from becoming a no-show',
  },
  {
    name: 'failureHoldHours',
    column: 'failure_hold_hours',
    least: 0,
    most: 240,
    label: 'Hours for which nobody becomes a no-show after it',
    hint: 'So that a lead can look first and declare it',
  },
] as const satisfies readonly ProviderSetting[];

export type SettingName = (typeof providerSettings)[number]['name'];
export type Settings = Readonly<Record<SettingName, number>>;
export type SettingsCode =
  | 'setting-out-of-bounds'
  | 'settings-changed-meanwhile'
  | 'settings-as-before'
  | 'settings-day-unreadable'
  | 'settings-day-unusable'
  | 'settings-day-taken';

/** The numbers in a form, or what is wrong with the first that is none: whole and within its bounds. */
export function readSettings(
  form: Readonly<Partial<Record<SettingName, string>>>,
): Settings | Refusal<'setting-out-of-bounds'> {
  const read: Partial<Record<SettingName, number>> = {};
  for (const { name, least, most, label } of providerSettings) {
    const said = (form[name] ?? '').trim();
    const value = Number(said);
    if (!/^\d{1,6}$/.test(said) || value < least || value > most)
      return refuse('setting-out-of-bounds', { label, least, most }, name);
    read[name] = value;
  }
  return read as Settings;
}
