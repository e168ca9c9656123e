import { Controller, NotFoundException, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { findingCodes } from '#libs/reader';
import type { PageReply } from '../../platform/web/reply.js';
import { Route } from '../../platform/web/route.js';
import { FindingsPages, type FindingFilter } from './findings.page.js';

const Id = z.uuid();
const cursor = /^(0(?:\.\d{1,6})?|1(?:\.0{1,6})?|\d(?:\.\d{1,6})?e-\d)~([0-9a-f-]{36})~([a-z-]{1,40})$/;
// A form sends an empty text for "all".
const all = z.literal('').transform(() => undefined);
const Filter = z.object({
  severity: z.union([z.enum(['count', 'look']), all]).optional(),
  code: z.union([z.enum(findingCodes), all]).optional(),
  after: z.string().max(100).regex(cursor).optional(),
});

/** What the reader found in files that were handed in, across a window: a lead looks where it is worth a look. */
@Controller()
export class FindingsController {
  constructor(private readonly pages: FindingsPages) {}

  @Route({
    get: '/planning/windows/:id/findings',
    title: 'What was found in the files of a window',
    for: ['lead'],
    of: 'window',
  })
  async list(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: Filter }) { severity, code, after }: z.infer<typeof Filter>,
  ): Promise<PageReply> {
    const [, share, documentId, last] = cursor.exec(after ?? '') ?? [];
    const filter: FindingFilter = {
      ...(severity && { severity }),
      ...(code && { code }),
      ...(share && documentId && last && z.uuid().safeParse(documentId).success
        ? { after: { share: Number(share), documentId, code: last } }
        : {}),
    };
    return this.pages.ofWindow(id, filter);
  }

  @Route({
    get: '/submitted-documents/:id/findings',
    title: 'What was found in a file, and where',
    for: ['lead'],
    of: 'submitted document',
  })
  async show(@Param('id', { schema: Id }) id: string): Promise<PageReply> {
    const shown = await this.pages.ofFile(id);
    if (!shown) throw new NotFoundException();
    return shown;
  }
}
