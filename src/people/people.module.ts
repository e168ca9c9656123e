import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Visitors } from '../platform/web/visitor.js';
import { AccountController } from './account/account.controller.js';
import { ChangePassword } from './account/change-password.js';
import { EndSession } from './account/end-session.js';
import { ReplaceCode } from './account/replace-code.js';
import { DemoClock } from './demo/demo-clock.js';
import { DemoController } from './demo/demo.controller.js';
import { DemoMail } from './demo/demo-mail.js';
import { DemoPeople } from './demo/demo-people.js';
import { DemoSignIn } from './demo/demo-sign-in.js';
import { OpenPagesController } from './open-pages/open-pages.controller.js';
import { PeopleJobs } from './people.jobs.js';
import { ChangeEmployer } from './places/change-employer.js';
import { ChangeSettings } from './provider/change-settings.js';
import { ApplyPlanned, WithdrawPlanned } from './provider/planned-settings.js';
import { SettingsController } from './provider/settings.controller.js';
import { ChangeTrust } from './places/change-trust.js';
import { EmployerController } from './places/employer.controller.js';
import { SchoolSubject } from './places/school-subject.js';
import { SchoolsController } from './places/schools.controller.js';
import { StandingWork } from './places/standing-work.js';
import { SessionVisitors } from './session-visitors.js';
import { AcceptInvitation } from './sign-in/accept-invitation.js';
import { AskForLink } from './sign-in/ask-for-link.js';
import { GiveCode } from './sign-in/give-code.js';
import { InvitationController } from './sign-in/invitation.controller.js';
import { SecondFactorController } from './sign-in/second-factor.controller.js';
import { SignInController } from './sign-in/sign-in.controller.js';
import { SignIn } from './sign-in/sign-in.js';
import { ConflictController } from './staff/conflict.controller.js';
import { DeclareConflict } from './staff/declare-conflict.js';
import { DisablePerson } from './staff/disable-person.js';
import { InviteStaff } from './staff/invite-staff.js';
import { SetRoles } from './staff/set-roles.js';
import { StaffController } from './staff/staff.controller.js';
import { StaffSubject } from './staff/staff-subject.js';

/** Who may sign in, and who they are. */
@Module({
  imports: [DiscoveryModule],
  controllers: [
    SignInController,
    SecondFactorController,
    InvitationController,
    AccountController,
    StaffController,
    ConflictController,
    DemoController,
    OpenPagesController,
    SchoolsController,
    SettingsController,
    EmployerController,
  ],
  providers: [
    { provide: Visitors, useClass: SessionVisitors },
    SignIn,
    GiveCode,
    AskForLink,
    AcceptInvitation,
    EndSession,
    ChangePassword,
    ReplaceCode,
    InviteStaff,
    SetRoles,
    DisablePerson,
    DeclareConflict,
    StaffSubject,
    DemoPeople,
    DemoSignIn,
    DemoClock,
    DemoMail,
    PeopleJobs,
    StandingWork,
    ChangeSettings,
    WithdrawPlanned,
    ApplyPlanned,
    ChangeTrust,
    ChangeEmployer,
    SchoolSubject,
  ],
  exports: [StandingWork, Visitors],
})
export class PeopleModule {}
