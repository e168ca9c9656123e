/** Grounds in words: to the participant who chooses one, and to staff. A provider's own codes stand as they are. */
const groundsWords: Readonly<Record<string, string>> = {
  procedure: 'The procedure was not followed',
  'marking-error': 'There was an error in the marking',
  'bias-conflict': 'Somebody who judged the work was biased or had an interest',
  'unconsidered-circumstances': 'Circumstances that were made known were not considered',
};

export const sayGrounds = (grounds: string): string => groundsWords[grounds] ?? grounds;

/** How somebody took part in an outcome: such a person does not decide an appeal against it. */
export const parts = {
  first: 'marked it first',
  second: 'marked it second',
  adjudicator: 'adjudicated it',
  moderator: 'moderated it',
  batch: 'confirmed or cleared its batch',
  release: 'planned or approved its release',
  change: 'proposed or confirmed its change',
  misconduct: 'had a hand in the case of misconduct',
} as const;
export type Part = keyof typeof parts;
