import { Body, Controller } from '@nestjs/common';
import { z } from 'zod';
import { sayDate } from '#libs/calendar';
import { isRefusal } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';
import { done, page, refused, type PageReply, type Reply } from '../../platform/web/reply.js';
import { Route } from '../../platform/web/route.js';
import { Visiting, type Visitor } from '../../platform/web/visitor.js';
import { peopleMessages } from '../people.messages.js';
import { ChangeSettings } from './change-settings.js';
import { plannedOf, WithdrawPlanned } from './planned-settings.js';
import { providerSettings } from './settings.js';
import { settingsOf } from './settings-standing.js';

const text = z.string().max(20).default('');
const Numbers = z
  .strictObject({
    decideRequestsWithin: text,
    remindDecidersDays: text,
    failureCountsMinutes: text,
    failureHoldHours: text,
    holdsFrom: text,
    seen: z.string().max(400).default(''),
  })
  .meta({ id: 'ProviderSettings' });

const Plan = z.strictObject({ id: z.uuid() }).meta({ id: 'SettingsPlan' });

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
    private readonly withdrawPlanned: WithdrawPlanned,
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
    @Visiting() { actor, signInId, providerId }: Visitor,
    @Body({ schema: Numbers }) { seen, holdsFrom, ...form }: z.infer<typeof Numbers>,
  ): Promise<Reply> {
    const result = await this.changeSettings.run({
      actor,
      signInId,
      providerId: providerId ?? '',
      form,
      holdsFrom,
      seen,
    });
    if (isRefusal(result))
      return refused(result, peopleMessages, await this.onePage(providerId ?? '', { ...form, holdsFrom }));
    const notice = result.holdsFrom
      ? `Planned. It holds from ${sayDate(Temporal.PlainDate.from(result.holdsFrom))} on`
      : 'Changed. It holds from now on';
    return done('/provider-settings', { value: result, notice });
  }

  @Route({
    post: '/provider-settings/withdrawal',
    title: 'Take back what your provider planned to set',
    for: ['administrator'],
    journal: 'provider.settings-plan-withdrawn',
  })
  async withdraw(
    @Visiting() { actor, providerId }: Visitor,
    @Body({ schema: Plan }) { id }: z.infer<typeof Plan>,
  ): Promise<Reply> {
    const result = await this.withdrawPlanned.run({ actor, providerId: providerId ?? '', id });
    if (isRefusal(result)) return refused(result, peopleMessages, await this.onePage(providerId ?? '', {}));
    return done('/provider-settings', { value: { id }, notice: 'Taken back. Nothing changes on that day' });
  }

  private async onePage(providerId: string, given: Readonly<Record<string, string>>): Promise<PageReply> {
    const standing = await settingsOf(this.database, providerId);
    const planned = await plannedOf(this.database, providerId);
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
      holdsFrom: given['holdsFrom'] ?? '',
      planned: planned.map(({ numbers, ...one }) => ({
        ...one,
        changes: providerSettings.flatMap(({ name, label }) =>
          numbers[name] === undefined ? [] : [{ label, to: numbers[name] }],
        ),
      })),
      past: past.map(({ facts, ...one }) => ({
        ...one,
        changes: providerSettings.flatMap(({ name, label }) => (facts[name] ? [{ label, ...facts[name] }] : [])),
      })),
    });
  }
}
