import { Body, Controller, Param } from '@nestjs/common';
import { z } from 'zod';
import { isRefusal } from '#libs/refusal';
import { done, refused, type PageReply, type Reply } from '../platform/web/reply.js';
import { Route } from '../platform/web/route.js';
import { Visiting, type Visitor } from '../platform/web/visitor.js';
import { pageInstead, ScriptIntegrity, stoppedPage } from '../submission/blind.js';
import type { ProposalDraft } from './agreement.js';
import { AskAdjudication } from './ask-adjudication.js';
import { markingMessages } from './marking.messages.js';
import { AgreementPage } from './pages/agreement.page.js';
import { ProposeAgreement } from './propose-agreement.js';
import { isStop, staffOf } from './script.controller.js';
import { assessing, ScriptNumber } from './script-number.js';
import { readLevel } from './sheet.js';

const Field = z.string().max(100_000);
const Proposals = z.union([
  z.object({
    proposals: z
      .array(
        z.object({
          criterion: z.string().max(20),
          level: z.union([z.literal(0), z.literal(1), z.literal(2)]),
          rationale: Field,
          reason: z.string().max(100).default(''),
        }),
      )
      .min(1)
      .max(100),
  }),
  z.object({ proposals: z.undefined().optional() }).catchall(Field),
]);
const Reason = z.object({ reason: z.string().max(2_000).default('') });

/** Where two blind sets differ too much: the two assessors see both and agree, or ask for somebody who decides. */
@Controller()
export class AgreementController {
  constructor(
    private readonly agreementPage: AgreementPage,
    private readonly proposeAgreement: ProposeAgreement,
    private readonly askAdjudication: AskAdjudication,
    private readonly integrity: ScriptIntegrity,
  ) {}

  @Route({ get: '/scripts/:number/agreement', title: 'Agree on a script', for: assessing, of: 'own agreement' })
  async show(
    @Visiting() visitor: Visitor,
    @Param('number', { schema: ScriptNumber }) number: string,
  ): Promise<PageReply> {
    const stopped = await pageInstead(this.integrity, visitor.actor, number);
    return stopped ?? this.agreementPage.show(number, staffOf(visitor));
  }

  @Route({
    post: '/scripts/:number/agreement',
    title: 'Propose marks',
    for: assessing,
    of: 'own agreement',
    journal: 'agreement.proposed',
  })
  async propose(
    @Visiting() visitor: Visitor,
    @Param('number', { schema: ScriptNumber }) number: string,
    @Body({ schema: Proposals }) body: z.infer<typeof Proposals>,
  ): Promise<Reply> {
    const proposals = body.proposals ?? readDrafts(body);
    const assessorId = staffOf(visitor);
    const result = await this.proposeAgreement.run({ actor: visitor.actor, assessorId, number, proposals });
    if (!('agreed' in result)) {
      if (result.some(isStop)) return stoppedPage(number);
      return refused(result, markingMessages, await this.agreementPage.show(number, assessorId, proposals));
    }
    if (result.agreed) return done('/marking', { value: result, notice: `You agree on ${number}. It is done.` });
    return done(`/scripts/${number}/agreement`, {
      value: result,
      notice: 'Your proposals are saved. The other assessor sees them.',
    });
  }

  @Route({
    post: '/scripts/:number/disagreement',
    title: 'Ask for an adjudicator',
    for: assessing,
    of: 'own agreement',
    journal: 'marking.adjudicate',
  })
  async disagree(
    @Visiting() visitor: Visitor,
    @Param('number', { schema: ScriptNumber }) number: string,
    @Body({ schema: Reason }) { reason }: z.infer<typeof Reason>,
  ): Promise<Reply> {
    const result = await this.askAdjudication.run({ actor: visitor.actor, number, reason });
    if (isRefusal(result))
      return refused(result, markingMessages, await this.agreementPage.show(number, staffOf(visitor)));
    return done('/marking', { value: result, notice: `A senior assessor will decide on ${number}.` });
  }
}

const textIn = (field: unknown): string => (typeof field === 'string' ? field : '');

/** The fields of the page's form: `level-1.4.1`, `rationale-1.4.1`, `reason-1.4.1`. */
function readDrafts(fields: Readonly<Record<string, unknown>>): ProposalDraft[] {
  return Object.keys(fields)
    .filter((name) => name.startsWith('rationale-'))
    .map((name) => {
      const criterion = name.slice('rationale-'.length);
      return {
        criterion,
        level: readLevel(fields[`level-${criterion}`] as string | undefined),
        rationale: String(fields[name]),
        reason: textIn(fields[`reason-${criterion}`]),
      };
    });
}
