import { Body, Controller, NotFoundException, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { londonTime } from '#libs/calendar';
import { isRefusal, refuse, type Refusal } from '#libs/refusal';
import { instantOf } from '../platform/database/types.js';
import { done, page, refused, type PageReply, type Reply } from '../platform/web/reply.js';
import { Route } from '../platform/web/route.js';
import { Visiting, type Visitor } from '../platform/web/visitor.js';
import type { AffectedPerson, Standing } from './affected.js';
import { DeclareFailure, type FailureEffect } from './declare-failure.js';
import { failuresMessages, sayBar } from './failures.messages.js';
import { FailureQueries, type OutageLine } from './failures.queries.js';
import type { FailureForm } from './read-span.js';

const text = z.string().max(200).default('');
const LogQuery = z.object({ after: z.union([z.literal(''), z.uuid()]).default('') });
const fields = { window: text, fromDay: text, fromTime: text, untilDay: text, untilTime: text, minutes: text };
const FormQuery = z.object(fields);
const DeclarationBody = z
  .strictObject({ ...fields, reason: z.string().max(2_000).default(''), seen: text })
  .meta({ id: 'FailureDeclaration' });

const partWords: Readonly<Record<OutageLine['part'], string>> = {
  database: 'The database did not answer',
  store: 'The store of files did not answer',
  service: 'No part of the service was running',
};

/** The log of what failed; and the declaration by which everybody who was hit gets the time back. */
@Controller()
export class FailuresController {
  constructor(
    private readonly failures: FailureQueries,
    private readonly declareFailure: DeclareFailure,
  ) {}

  @Route({ get: '/failures', title: 'What failed, and what was declared', for: ['lead'] })
  async log(
    @Visiting() visitor: Visitor,
    @Query({ schema: LogQuery }) { after }: z.infer<typeof LogQuery>,
  ): Promise<PageReply> {
    const providerId = visitor.providerId ?? '';
    const { lines, hasMore } = await this.failures.outages(providerId, after || null);
    return page('failures/pages/log.njk', {
      title: 'Technical failures',
      outages: lines.map((line) => ({ ...line, text: partWords[line.part], address: addressOf(line) })),
      next: hasMore ? `/failures?after=${lines.at(-1)?.id ?? ''}` : null,
      declared: after === '' ? await this.failures.declared(providerId) : [],
    });
  }

  @Route({
    get: '/failures/form',
    title: 'Declare a failure: the form, and with times whom it gives time',
    for: ['lead'],
  })
  async form(
    @Visiting() visitor: Visitor,
    @Query({ schema: FormQuery }) form: z.infer<typeof FormQuery>,
  ): Promise<PageReply> {
    return this.formPage(visitor, form, '');
  }

  @Route({ post: '/failures', title: 'Declare a failure', for: ['lead'], journal: 'failure.declared' })
  async declare(
    @Visiting() visitor: Visitor,
    @Body({ schema: DeclarationBody }) body: z.infer<typeof DeclarationBody>,
  ): Promise<Reply> {
    const { reason, seen, ...form } = body;
    if (!(await this.isOwnWindow(visitor, form.window)))
      return refused(
        refuse('window-missing', {}, 'window'),
        failuresMessages,
        await this.formPage(visitor, { ...form, minutes: '' }, reason),
      );
    const { actor, signInId } = visitor;
    const declared = await this.declareFailure.run({ actor, signInId, form, reason, seen });
    if (isRefusal(declared)) return refused(declared, failuresMessages, await this.formPage(visitor, form, reason));
    return done(`/failures/${declared.id}`, {
      value: { ...declared },
      notice: 'The failure is declared, and everybody whom it gives time is told',
    });
  }

  @Route({ get: '/failures/:id', title: 'One declared failure, and whom it gave time', for: ['lead'], of: 'failure' })
  async show(@Param('id', { schema: z.uuid() }) id: string): Promise<PageReply> {
    const failure = await this.failures.find(id);
    if (!failure) throw new NotFoundException();
    return page('failures/pages/failure.njk', {
      title: `The failure in ${failure.window}`,
      back: { href: '/failures', text: 'Technical failures' },
      failure,
      extensions: await this.failures.extensions(id),
    });
  }

  private async isOwnWindow(visitor: Visitor, windowId: string): Promise<boolean> {
    const windows = await this.failures.windows(visitor.providerId ?? '');
    return windows.some(({ id }) => id === windowId);
  }

  /** The form; with times the effect and the button that declares it. */
  private async formPage(visitor: Visitor, form: FailureForm, reason: string): Promise<PageReply> {
    const windows = await this.failures.windows(visitor.providerId ?? '');
    const isOwn = windows.some(({ id }) => id === form.window);
    const effect: FailureEffect | Refusal | null =
      form.minutes === ''
        ? null
        : isOwn
          ? await this.declareFailure.preview(form)
          : refuse('window-missing', {}, 'window');
    const shown = page('failures/pages/form.njk', {
      title: 'Declare a technical failure',
      back: { href: '/failures', text: 'Technical failures' },
      form,
      reason,
      windows: windows.map(({ id, name }) => ({ value: id, text: name })),
      windowName: windows.find(({ id }) => id === form.window)?.name ?? null,
      ...(effect && !isRefusal(effect) ? effectShown(effect) : { effect: null }),
    });
    return isRefusal(effect) ? refused(effect, failuresMessages, shown) : shown;
  }
}

function effectShown({ span, people, seen }: FailureEffect): Record<string, unknown> {
  const of = (standing: Standing): AffectedPerson[] => people.filter((person) => person.standing === standing);
  return {
    seen,
    effect: {
      from: span.from.toString(),
      until: span.until.toString(),
      minutes: span.minutes,
      extended: of('extended'),
      reinstated: of('reinstated'),
      barred: of('barred').map((person) => ({ ...person, why: person.bar && sayBar(person.bar) })),
      submitted: of('submitted').length,
      outside: of('outside').length,
    },
  };
}

/** The form for a stretch of the log, in whole minutes around it; its length is what is proposed on top. */
function addressOf({ beganAt, endedAt, windows }: OutageLine): string {
  const began = londonTime(instantOf(beganAt)).round({ smallestUnit: 'minute', roundingMode: 'floor' });
  const ended = londonTime(instantOf(endedAt)).round({ smallestUnit: 'minute', roundingMode: 'ceil' });
  const until = began.equals(ended) ? ended.add({ minutes: 1 }) : ended;
  const query = new URLSearchParams({
    window: windows[0]?.id ?? '',
    fromDay: began.toPlainDate().toString(),
    fromTime: began.toPlainTime().toString({ smallestUnit: 'minute' }),
    untilDay: until.toPlainDate().toString(),
    untilTime: until.toPlainTime().toString({ smallestUnit: 'minute' }),
  });
  return `/failures/form?${query.toString()}`;
}
