export { conflictsWith, type ConflictFound, type ConflictReason, type Judged } from './conflicts.queries.js';
export { offerDemoPerson } from './demo/demo-person.js';
export { inviteParticipantSignIn } from './invite-participant-sign-in.js';
export { inviteNewParticipants } from './invite-participants.js';
export { PeopleModule } from './people.module.js';
export { findOrAddProvider, findOrAddSchool, findOrAddTrust } from './schools.js';
export {
  assessors,
  providers,
  schoolsById,
  staffById,
  staffWithRole,
  trusts,
  type Provider,
  type StaffMember,
} from './staff.queries.js';
