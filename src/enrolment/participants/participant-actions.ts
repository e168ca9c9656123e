import { next } from '#libs/lifecycle';
import type { Visitor } from '../../platform/web/visitor.js';
import { enrolmentLifecycle, type EnrolmentState } from '../enrolment.lifecycle.js';

export interface ParticipantAction {
  readonly text: string;
  readonly href: string;
}

/** What this visitor may do to this enrolment now; the use cases ask the same again. */
export function actionsOf(
  visitor: Pick<Visitor, 'roles'>,
  enrolment: { readonly enrolmentId: string; readonly state: EnrolmentState },
): ParticipantAction[] {
  const { enrolmentId, state } = enrolment;
  const may = (event: 'defer' | 'withdraw'): boolean => next(enrolmentLifecycle, state, event) !== null;
  const at = (noun: string): string => `/enrolments/${enrolmentId}/${noun}`;
  const actions: (ParticipantAction & { readonly isThere: boolean; readonly role: 'administrator' | 'lead' })[] = [
    { text: 'Correct the start date', href: at('start-date'), role: 'administrator', isThere: state !== 'withdrawn' },
    { text: 'Defer', href: at('deferral'), role: 'lead', isThere: may('defer') },
    {
      text: state === 'lapsed' ? 'Reinstate with an extension' : 'Extend',
      href: at('extension'),
      role: 'lead',
      isThere: state === 'active' || state === 'lapsed',
    },
    {
      text: 'Move to another version of the framework',
      href: at('framework'),
      role: 'lead',
      isThere: state === 'active' || state === 'deferred',
    },
    // A page of the room that has outcomes.
    {
      text: 'Hold the outcome',
      href: at('hold'),
      role: 'lead',
      isThere: state === 'presented' || state === 'resubmitting',
    },
    { text: 'Withdraw', href: at('withdrawal'), role: 'administrator', isThere: may('withdraw') },
  ];
  return actions
    .filter(({ isThere, role }) => isThere && visitor.roles.includes(role))
    .map(({ text, href }) => ({ text, href }));
}
