import { Body, Controller, NotFoundException, Param } from '@nestjs/common';
import { z } from 'zod';
import { isRefusal, type Result } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';
import { done, page, refused, type PageReply, type Reply } from '../../platform/web/reply.js';
import { Route } from '../../platform/web/route.js';
import { Visiting, type Visitor } from '../../platform/web/visitor.js';
import { enrolmentMessages } from '../enrolment.messages.js';
import { chargeKinds, type ChargeKind } from '../labels.js';
import { CloseCharge } from './close-charge.js';

const WaiverBody = z.strictObject({ reason: z.string().max(2_000).default('') }).meta({ id: 'ChargeWaiver' });
const id = z.uuid();

interface ChargeRow {
  readonly kind: ChargeKind;
  readonly pence: number;
  readonly at: Date;
  readonly settledAt: Date | null;
  readonly waivedAt: Date | null;
  readonly waiveReason: string | null;
  readonly refundedAt: Date | null;
  readonly refundReason: string | null;
  readonly participantId: string;
  readonly name: string;
}

/** One charge: a lead may waive it, an administrator notes that it was paid. */
@Controller()
export class ChargesController {
  constructor(
    private readonly database: Database,
    private readonly closeCharge: CloseCharge,
  ) {}

  @Route({ get: '/charges/:id', title: 'One charge', for: ['administrator', 'lead'], of: 'charge' })
  async show(@Visiting() visitor: Visitor, @Param('id', { schema: id }) chargeId: string): Promise<PageReply> {
    const charge = await this.read(chargeId);
    const isOpen = charge.settledAt === null && charge.waivedAt === null;
    return page('enrolment/pages/charge.njk', {
      title: `Charge: ${chargeKinds[charge.kind]}`,
      back: { href: `/participants/${charge.participantId}`, text: charge.name },
      chargeId,
      charge,
      isOpen,
      mayWaive: isOpen && visitor.roles.includes('lead'),
      maySettle: isOpen && visitor.roles.includes('administrator'),
    });
  }

  @Route({
    post: '/charges/:id/waiver',
    title: 'Waive a charge',
    for: ['lead'],
    of: 'charge',
    journal: 'charge.waived',
  })
  async waive(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: id }) chargeId: string,
    @Body({ schema: WaiverBody }) body: z.infer<typeof WaiverBody>,
  ): Promise<Reply> {
    const { actor, signInId } = visitor;
    const waived = await this.closeCharge.waive({ actor, signInId, chargeId, ...body });
    return this.closed(visitor, chargeId, waived, 'The charge is waived');
  }

  @Route({
    post: '/charges/:id/settlement',
    title: 'Note that a charge was paid',
    for: ['administrator'],
    of: 'charge',
    journal: 'charge.settled',
  })
  async settle(@Visiting() visitor: Visitor, @Param('id', { schema: id }) chargeId: string): Promise<Reply> {
    const settled = await this.closeCharge.settle({ actor: visitor.actor, chargeId });
    return this.closed(visitor, chargeId, settled, 'The charge is marked as paid');
  }

  private async closed(
    visitor: Visitor,
    chargeId: string,
    result: Result<{ chargeId: string }>,
    notice: string,
  ): Promise<Reply> {
    if (isRefusal(result)) return refused(result, enrolmentMessages, await this.show(visitor, chargeId));
    const { participantId } = await this.read(chargeId);
    return done(`/participants/${participantId}`, { value: result, notice });
  }

  private async read(chargeId: string): Promise<ChargeRow> {
    const [row] = await this.database.query<ChargeRow>(
      `select c.kind, c.pence, c.at, c.settled_at as "settledAt", c.waived_at as "waivedAt",
              c.waive_reason as "waiveReason", c.refunded_at as "refundedAt", c.refund_reason as "refundReason", p.id as "participantId", p.name
       from charge c join enrolment e on e.id = c.enrolment_id join participant p on p.id = e.participant_id
       where c.id = $1`,
      [chargeId],
    );
    if (!row) throw new NotFoundException();
    return row;
  }
}
