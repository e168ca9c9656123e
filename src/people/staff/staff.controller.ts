import { Body, Controller, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { isRefusal } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';
import { done, page, refused, type PageReply, type Reply } from '../../platform/web/reply.js';
import { Route } from '../../platform/web/route.js';
import { Visiting, type Visitor } from '../../platform/web/visitor.js';
import { peopleMessages } from '../people.messages.js';
import { providers } from '../staff.queries.js';
import { conflictsOf } from './conflict-pages.queries.js';
import { DisablePerson } from './disable-person.js';
import { InviteStaff } from './invite-staff.js';
import { Roles, staffRoles } from './roles.js';
import { SetRoles } from './set-roles.js';
import { listStaff, staffProfile } from './staff-pages.queries.js';

const After = z.object({ after: z.uuid().optional() });
const Id = z.uuid();
const Invited = z.object({
  name: z.string().max(200),
  email: z.string().max(320),
  roles: Roles,
  providerId: z.string().max(100).default(''),
  trustUid: z.string().max(50).default(''),
  schoolUrn: z.string().max(50).default(''),
});
const Wanted = z.object({ roles: Roles });

/** The administrator's list of staff: who there is, who they are, and who may still come in. */
@Controller()
export class StaffController {
  constructor(
    private readonly database: Database,
    private readonly inviteStaff: InviteStaff,
    private readonly setRoles: SetRoles,
    private readonly disablePerson: DisablePerson,
  ) {}

  @Route({ get: '/staff', title: 'Staff', for: ['administrator'] })
  async list(@Visiting() visitor: Visitor, @Query({ schema: After }) query: z.infer<typeof After>): Promise<PageReply> {
    return page('people/pages/staff.njk', {
      title: 'Staff',
      ...(await listStaff(this.database, visitor, query.after)),
    });
  }

  @Route({ get: '/staff-invitation', title: 'Invite a member of staff', for: ['administrator'] })
  async form(@Visiting() visitor: Visitor): Promise<PageReply> {
    return this.invitePage({ roles: [], providerId: visitor.providerId });
  }

  @Route({ post: '/staff', title: 'Invite a member of staff', for: ['administrator'], journal: 'staff.invited' })
  async invite(
    @Visiting() visitor: Visitor,
    @Body({ schema: Invited }) invited: z.infer<typeof Invited>,
  ): Promise<Reply> {
    const result = await this.inviteStaff.run(visitor, invited);
    if (isRefusal(result)) return refused(result, peopleMessages, await this.invitePage(invited));
    const notice = `${invited.name.trim()} is invited. A letter is on its way to ${invited.email.trim()}.`;
    return done(`/staff/${result.staffId}`, { value: result, notice });
  }

  @Route({ get: '/staff/:id', title: 'A member of staff', for: ['administrator'], of: 'staff' })
  async show(@Visiting() visitor: Visitor, @Param('id', { schema: Id }) id: string): Promise<PageReply> {
    return this.profilePage(visitor, id);
  }

  @Route({
    post: '/staff/:id/roles',
    title: 'Grant and take roles',
    for: ['administrator'],
    of: 'staff',
    journal: 'role.granted',
  })
  async roles(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Wanted }) wanted: z.infer<typeof Wanted>,
  ): Promise<Reply> {
    const result = await this.setRoles.run(visitor, id, wanted.roles);
    if (isRefusal(result)) return refused(result, peopleMessages, await this.profilePage(visitor, id));
    return done(`/staff/${id}`, { value: result, notice: 'The roles are set.' });
  }

  @Route({
    post: '/staff/:id/disabled',
    title: 'Disable',
    for: ['administrator'],
    of: 'staff',
    journal: 'staff.disabled',
  })
  async disable(@Visiting() visitor: Visitor, @Param('id', { schema: Id }) id: string): Promise<Reply> {
    const result = await this.disablePerson.run(visitor, id, true);
    if (isRefusal(result)) return refused(result, peopleMessages, await this.profilePage(visitor, id));
    return done(`/staff/${id}`, { notice: 'They cannot sign in any more, and are signed out everywhere.' });
  }

  @Route({
    post: '/staff/:id/enabled',
    title: 'Enable again',
    for: ['administrator'],
    of: 'staff',
    journal: 'staff.enabled',
  })
  async enable(@Visiting() visitor: Visitor, @Param('id', { schema: Id }) id: string): Promise<Reply> {
    const result = await this.disablePerson.run(visitor, id, false);
    if (isRefusal(result)) return refused(result, peopleMessages, await this.profilePage(visitor, id));
    return done(`/staff/${id}`, { notice: 'They can sign in again.' });
  }

  @Route({
    post: '/staff/:id/invitation',
    title: 'Invite again',
    for: ['administrator'],
    of: 'staff',
    journal: 'staff.invited-again',
  })
  async again(@Visiting() visitor: Visitor, @Param('id', { schema: Id }) id: string): Promise<Reply> {
    await this.inviteStaff.again(visitor, id);
    return done(`/staff/${id}`, { notice: 'If they have not chosen a password yet, a new letter is on its way.' });
  }

  @Route({
    post: '/staff/:id/sessions/end',
    title: 'Sign out everywhere',
    for: ['administrator'],
    of: 'staff',
    journal: 'staff.signed-out',
  })
  async signOut(@Visiting() visitor: Visitor, @Param('id', { schema: Id }) id: string): Promise<Reply> {
    await this.disablePerson.signOut(visitor, id);
    return done(`/staff/${id}`, { notice: 'They are signed out everywhere.' });
  }

  @Route({
    post: '/staff/:id/second-factor/removal',
    title: 'Forget the authenticator',
    for: ['administrator'],
    of: 'staff',
    journal: 'second-factor.forgotten',
  })
  async forgetCode(@Visiting() visitor: Visitor, @Param('id', { schema: Id }) id: string): Promise<Reply> {
    await this.disablePerson.forgetCode(visitor, id);
    return done(`/staff/${id}`, { notice: 'When they sign in next, they set up an authenticator anew.' });
  }

  private async invitePage(given: Readonly<Record<string, unknown>>): Promise<PageReply> {
    return page('people/pages/staff-invitation.njk', {
      title: 'Invite a member of staff',
      given,
      staffRoles,
      providers: await providers(this.database),
      back: { href: '/staff', text: 'Staff' },
    });
  }

  private async profilePage(visitor: Visitor, id: string): Promise<PageReply> {
    const [profile, conflicts] = [await staffProfile(this.database, id), await conflictsOf(this.database, id)];
    return page('people/pages/staff-member.njk', {
      title: profile.name,
      profile,
      conflicts,
      staffRoles,
      isOneself: id === visitor.staffId,
      back: { href: '/staff', text: 'Staff' },
    });
  }
}
