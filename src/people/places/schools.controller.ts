import { Body, Controller, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { isRefusal } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';
import { done, page, refused, type PageReply, type Reply } from '../../platform/web/reply.js';
import { Route } from '../../platform/web/route.js';
import { Visiting, type Visitor } from '../../platform/web/visitor.js';
import { peopleMessages } from '../people.messages.js';
import { ChangeTrust } from './change-trust.js';
import { sayEffect } from './effect-words.js';
import { listSchools, schoolShown } from './schools.queries.js';
import { trustsOf } from './spans.js';

const text = z.string().max(300).default('');
const Id = z.uuid();
const Sought = z.object({ name: text, after: z.union([z.uuid(), z.literal('')]).default('') });
const Asked = z.object({ trustUid: text, trustName: text, from: text });
const Decided = z
  .strictObject({
    trustUid: text,
    trustName: text,
    from: text,
    why: z.string().max(2_000).default(''),
    seenEffect: text,
  })
  .meta({ id: 'TrustChange' });
type Form = Partial<z.infer<typeof Decided>>;

/** The administrator's schools: in which trust each was when, and what a change of that does before it is made. */
@Controller()
export class SchoolsController {
  constructor(
    private readonly database: Database,
    private readonly changeTrust: ChangeTrust,
  ) {}

  @Route({ get: '/schools', title: 'Schools', for: ['administrator'] })
  async list(
    @Visiting() visitor: Visitor,
    @Query({ schema: Sought }) sought: z.infer<typeof Sought>,
  ): Promise<PageReply> {
    const found = await listSchools(this.database, visitor.providerId ?? '', sought);
    return page('people/pages/schools.njk', { title: 'Schools', sought: sought.name, ...found });
  }

  @Route({ get: '/schools/:id', title: 'A school and its trusts', for: ['administrator'], of: 'school' })
  async show(@Param('id', { schema: Id }) id: string): Promise<PageReply> {
    const school = await schoolShown(this.database, id);
    return page('people/pages/school.njk', {
      title: school.name,
      back: { href: '/schools', text: 'Schools' },
      school,
      spans: await trustsOf(this.database, id),
    });
  }

  @Route({
    get: '/schools/:id/trust',
    title: 'Note a change of trust: the form, and with a day its effect',
    for: ['administrator'],
    of: 'school',
  })
  async form(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: Asked }) asked: z.infer<typeof Asked>,
  ): Promise<PageReply> {
    if (asked.from === '') return this.formPage(id, asked, null);
    const seen = await this.changeTrust.preview(visitor, { schoolId: id, ...asked });
    if (isRefusal(seen)) return refused(seen, peopleMessages, await this.formPage(id, asked, null));
    return this.formPage(id, asked, { spans: seen.after, ...sayEffect(seen.effect) });
  }

  @Route({
    post: '/schools/:id/trust',
    title: 'Note a change of trust',
    for: ['administrator'],
    of: 'school',
    journal: 'school.trust-changed',
  })
  async change(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Decided }) decided: z.infer<typeof Decided>,
  ): Promise<Reply> {
    const result = await this.changeTrust.run(visitor, { schoolId: id, ...decided });
    if (isRefusal(result)) {
      const again = await this.form(visitor, id, decided);
      return refused(result, peopleMessages, again);
    }
    const notice = 'The change is noted. Work that stands is looked at again, and leads are told of what is barred.';
    return done(`/schools/${id}`, { value: { effect: result.effect }, notice });
  }

  private async formPage(id: string, form: Form, effect: object | null): Promise<PageReply> {
    const school = await schoolShown(this.database, id);
    return page('people/pages/school-trust.njk', {
      title: `The trust of ${school.name}`,
      back: { href: `/schools/${id}`, text: school.name },
      school,
      form,
      effect,
    });
  }
}
