import { Body, Controller } from '@nestjs/common';
import { z } from 'zod';
import { isRefusal } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';
import { done, page, refused, type PageReply, type Reply } from '../../platform/web/reply.js';
import { Route } from '../../platform/web/route.js';
import { Visiting, type Visitor } from '../../platform/web/visitor.js';
import { peopleMessages } from '../people.messages.js';
import { ChangeSettings, settingsOf } from './change-settings.js';
import { providerSettings } from './settings.js';

const text = z.string().max(20).default('');
const Numbers = z
  .strictObject({
    decideRequestsWithin: text,
    remindDecidersDays: text,
    failureCountsMinutes: text,
    failureHoldHours: text,
    seen: z.string().max(400).default(''),
  })
  .meta({ id: 'ProviderSettings' });

interface Past {
  readonly at: Date;
  readonly who: string | null;
  readonly facts: Readonly<Record<string, { readonly from: number; readonly to: number }>>;
}

/** The numbers that a provider sets for itself, and who changed them when. */
@Controller()
export class SettingsController {
  constructor(
    private readonly database: Database,
    private readonly changeSettings: ChangeSettings,
  ) {}

  @Route({ get: '/provider-settings', title: 'What your provider sets', for: ['administrator'] })
  async show(@Visiting() { providerId }: Visitor): Promise<PageReply> {
    return this.onePage(providerId ?? '', {});
  }

  @Route({
    post: '/provider-settings',
    title: 'Change what your provider sets',
    for: ['administrator'],
    journal: 'provider.settings-changed',
  })
  async change(
    @Visiting() { actor, providerId }: Visitor,
    @Body({ schema: Numbers }) { seen, ...form }: z.infer<typeof Numbers>,
  ): Promise<Reply> {
    const result = await this.changeSettings.run({ actor, providerId: providerId ?? '', form, seen });
    if (isRefusal(result)) return refused(result, peopleMessages, await this.onePage(providerId ?? '', form));
    return done('/provider-settings', { value: result, notice: 'Changed. It holds from now on' });
  }

  private async onePage(providerId: string, given: Readonly<Record<string, string>>): Promise<PageReply> {
    const standing = await settingsOf(this.database, providerId);
    const past = await this.database.query<Past>(
      `select j.at, t.name as who, j.facts from journal_entry j left join staff t on j.actor = 'staff:' || t.id
       where j.aggregate = 'provider' and j.aggregate_id = $1 and j.act = 'provider.settings-changed' order by j.seq desc limit 20`,
      [providerId],
    );
    return page('people/pages/provider-settings.njk', {
      title: 'What your provider sets',
      settings: providerSettings.map(({ name, least, most, label, hint }) => ({
        name,
        label,
        hint: `${hint}. From ${least} to ${most}`,
        value: given[name] ?? String(standing[name]),
      })),
      seen: JSON.stringify(standing),
      past: past.map(({ facts, ...one }) => ({
        ...one,
        changes: providerSettings.flatMap(({ name, label }) => (facts[name] ? [{ label, ...facts[name] }] : [])),
      })),
    });
  }
}
