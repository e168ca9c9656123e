import type { Role } from '../../platform/web/visitor.js';
import { providers, type TrustKey } from './organisations.js';

export interface StaffOfTheStory {
  readonly name: string;
  readonly email: string;
  readonly roles: readonly Role[];
  readonly provider: keyof typeof providers;
  /** The trust they work for: they never mark its people. */
  readonly employer?: TrustKey;
  /** What the sign-in page says of them. */
  readonly line: string;
}

const emailOf = (name: string): string => `${name.toLowerCase().replace(/[^a-z]+/g, '.')}@demo.invalid`;

function one(
  name: string,
  roles: readonly Role[],
  line: string,
  more: { provider?: keyof typeof providers; employer?: TrustKey } = {},
): StaffOfTheStory {
  return { name, email: emailOf(name), roles, line, provider: 'harbour', ...more };
}

export const administrator = one('Odette Marchbanks', ['administrator'], 'Enrols, plans windows, moves the clock');
export const lead = one('Rafferty Coldwell', ['lead'], 'Allocates, freezes and closes batches, plans releases');
export const secondLead = one('Ingrid Sallowpenn', ['lead'], 'Approves what the other lead has planned');
export const thirdLead = one('Mungo Ravenscar', ['lead'], 'Took no part in what was released: decides appeals');
export const seniors = [
  one('Bartholomew Quince', ['senior-assessor'], 'Decides where two assessors cannot agree'),
  one('Yusra Fairlight', ['senior-assessor'], 'Decides where two assessors cannot agree'),
] as const;
export const assessors = [
  one('Clementine Okonmoss', ['assessor'], 'Works for Tidewater: never marks its people', { employer: 'tidewater' }),
  one('Desmond Harrowgale', ['assessor'], 'Works for Beacon Hill: never marks its people', { employer: 'beacon' }),
  one('Efua Lindwater', ['assessor'], 'Works for Three Rivers: never marks its people', { employer: 'rivers' }),
  one('Gideon Thackbloom', ['assessor'], 'Marks, independent of all three trusts'),
  one('Hester Vantongale', ['assessor'], 'Marks, independent of all three trusts'),
  one('Ivo Pembersley', ['assessor'], 'Newly trained: on probation, all of it is marked twice'),
] as const;
export const moderators = [
  one('Juno Castlemane', ['moderator'], 'Moderates for Harbour'),
  one('Kasimir Wetherfell', ['moderator'], 'Comes from Larkfield: moderates a share from outside', {
    provider: 'larkfield',
  }),
] as const;
export const qaAgent = one('Lowri Ambergrove', ['qa-agent'], 'Looks at what was decided, for the Department', {
  provider: 'larkfield',
});

/** In the order in which they are invited; the administrator is there already. */
export const invitedStaff: readonly StaffOfTheStory[] = [
  lead,
  secondLead,
  thirdLead,
  ...seniors,
  ...assessors,
  ...moderators,
  qaAgent,
];
