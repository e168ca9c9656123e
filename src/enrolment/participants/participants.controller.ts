import { Controller, NotFoundException, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { sayDaysTo } from '#libs/calendar';
import { done, page, type PageReply, type Reply } from '../../platform/web/reply.js';
import { Route } from '../../platform/web/route.js';
import { Visiting, type Visitor } from '../../platform/web/visitor.js';
import { lastDayOf, whyLastDay } from '../clock.js';
import { enrolmentLifecycle } from '../enrolment.lifecycle.js';
import { bookingLabels, chargeKinds, deferralReasons, enrolmentLabels, withdrawalReasons } from '../labels.js';
import { actionsOf } from './participant-actions.js';
import { ParticipantQueries, type ParticipantRecord, type RecordLine } from './participants.queries.js';

const ListQuery = z.object({
  name: z.string().max(120).default(''),
  trn: z.string().max(7).default(''),
  state: z.enum(['', ...enrolmentLifecycle.states]).default(''),
  after: z.union([z.literal(''), z.uuid()]).default(''),
});

/** The participants of a provider, for those who look after them. */
@Controller()
export class ParticipantsController {
  constructor(private readonly participants: ParticipantQueries) {}

  @Route({ get: '/participants', title: 'Participants', for: ['administrator', 'lead'] })
  async list(
    @Visiting() visitor: Visitor,
    @Query({ schema: ListQuery }) query: z.infer<typeof ListQuery>,
  ): Promise<PageReply> {
    const providerId = visitor.providerId ?? '';
    const [{ lines, hasMore }, counts] = await Promise.all([
      this.participants.list({ providerId, ...query }),
      this.participants.counts(providerId),
    ]);
    const last = lines.at(-1);
    return page('enrolment/pages/participants.njk', {
      title: 'Participants',
      filter: query,
      isFiltered: query.name !== '' || query.trn !== '' || query.state !== '',
      states: enrolmentLifecycle.states.map((state) => ({
        value: state,
        text: enrolmentLabels[state].staff,
        count: counts[state] ?? 0,
      })),
      total: Object.values(counts).reduce((sum, count) => sum + count, 0),
      participants: lines.map((line) => ({
        ...line,
        stateText: line.state && enrolmentLabels[line.state].staff,
        lastDay: line.presentBy && lastDayOf({ ...line, presentBy: line.presentBy }).toString(),
        isResubmission: line.attemptNo > 1 && line.resubmitBy !== null,
        bookingText: line.bookingState && bookingLabels[line.bookingState].staff,
      })),
      next: hasMore && last ? nextAddress(query, last.id) : null,
      mayImport: visitor.roles.includes('administrator'),
    });
  }

  @Route({ get: '/participants/:id', title: 'One participant', for: ['administrator', 'lead'], of: 'participant' })
  async show(@Visiting() visitor: Visitor, @Param('id', { schema: z.uuid() }) id: string): Promise<Reply> {
    const survivor = await this.participants.survivorOf(id);
    // What was noted under an old id is found under the one that stands for both.
    if (survivor) return done(`/participants/${survivor}`, { value: { mergedInto: survivor } });
    const record = await this.participants.record({ participantId: id });
    if (!record) throw new NotFoundException();
    const { enrolmentId } = record;
    const [bookings, lines] =
      enrolmentId === null
        ? [[], []]
        : await Promise.all([
            this.participants.bookings(enrolmentId),
            this.participants.lines(enrolmentId, record.email),
          ]);
    const of = (kind: RecordLine['kind']): RecordLine[] => lines.filter((line) => line.kind === kind);
    return page('enrolment/pages/participant.njk', {
      title: record.name,
      back: { href: '/participants', text: 'Participants' },
      participant: record,
      stateText: enrolmentId && enrolmentLabels[record.state].staff,
      lastDay: enrolmentId && lastDayIn(record),
      bookings: bookings.map((booking) => ({ ...booking, stateText: bookingLabels[booking.state].staff })),
      deferrals: of('deferral').map((line) => ({ ...line, text: wordFor(deferralReasons, line.what) })),
      extensions: of('extension'),
      withdrawal: of('withdrawal').map((line) => ({ ...line, text: wordFor(withdrawalReasons, line.what) }))[0] ?? null,
      charges: of('charge').map((line) => ({ ...line, text: wordFor(chargeKinds, line.what) })),
      letters: of('letter'),
      actions: enrolmentId === null ? [] : actionsOf(visitor, { ...record, enrolmentId }),
      isLead: visitor.roles.includes('lead'),
      isAdministrator: visitor.roles.includes('administrator'),
    });
  }
}

function nextAddress(query: z.infer<typeof ListQuery>, after: string): string {
  const { name, trn, state } = query;
  const given = Object.entries({ name, trn, state, after }).filter(([, value]) => value !== '');
  return `/participants?${new URLSearchParams(given).toString()}`;
}

/** Until when what is open counts, and why; null where nothing is open any more, or what was handed in is being judged. */
function lastDayIn(record: ParticipantRecord): Record<string, string> | null {
  if (!['active', 'deferred', 'lapsed', 'resubmitting'].includes(record.state)) return null;
  const day = lastDayOf(record);
  return {
    what: record.attemptNo > 1 ? 'Resubmit' : 'Present',
    day: day.toString(),
    why: whyLastDay(record),
    inWords: sayDaysTo(Temporal.PlainDate.from(record.today), day),
  };
}

function wordFor(words: Readonly<Record<string, string>>, code: string): string {
  return words[code] ?? code;
}
