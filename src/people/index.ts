export { conflictsWith, type ConflictFound, type ConflictReason, type Judged } from './conflicts.queries.js';
export { offerDemoPerson } from './demo/demo-person.js';
export { inviteParticipantSignIn } from './invite-participant-sign-in.js';
export { inviteNewParticipants } from './invite-participants.js';
export { findEmployer, type EmployerCode } from './staff/employer.js';
export { changeEmail, type ChangeEmailCode } from './sign-in/change-email.js';
export { mergeSignIns } from './sign-in/merge-sign-ins.js';
export { PeopleModule } from './people.module.js';
export { reasonWords, sayEffect } from './places/effect-words.js';
export { checkDay, daysOf, workFrom, workplacesOf, type Span, type SpanCode } from './places/spans.js';
export { StandingWork, TellsBarred, type BarredWork, type Effect } from './places/standing-work.js';
export { findOrAddProvider, findOrAddTrust } from './schools.js';
export {
  assessors,
  providers,
  staffById,
  staffWithRole,
  trusts,
  type Provider,
  type StaffMember,
} from './staff.queries.js';
