/** Why an assessor gives a script back. The word is stored; what follows it is their own note. */
export const declineReasons = {
  conflict: { says: 'I recognise the person, the school or the project', wantsNote: false },
  'no-time': { says: 'I cannot do it by the due date', wantsNote: false },
  unreadable: { says: 'A document cannot be read', wantsNote: true },
  other: { says: 'Something else', wantsNote: true },
} as const;

export type DeclineReason = keyof typeof declineReasons;

export function isDeclineReason(value: string): value is DeclineReason {
  return Object.hasOwn(declineReasons, value);
}
