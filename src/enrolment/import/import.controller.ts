import type { Readable } from 'node:stream';
import { Body, Controller, NotFoundException, Param, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { isRefusal, refuse, type Refusal, type Result } from '#libs/refusal';
import type { Expectation, StoredFile } from '../../platform/storage/index.js';
import { formStatus, receiveForm, type FormRefusal } from '../../platform/upload/index.js';
import { done, file, page, problemOf, type FileReply, type PageReply, type Reply } from '../../platform/web/reply.js';
import { Route } from '../../platform/web/route.js';
import { Visiting, type Visitor } from '../../platform/web/visitor.js';
import { enrolmentMessages } from '../enrolment.messages.js';
import { columnKeys, columns, templateCsv, type ImportColumn } from './columns.js';
import { ImportQueries } from './import.queries.js';
import { mostBytes, StartImport } from './start-import.js';

const ImportBody = z
  .strictObject({ content: z.string().max(mostBytes), fileName: z.string().max(200).default('Pasted rows') })
  .meta({ id: 'EnrolmentImport' });

/** Enrolling many at once: a file or pasted rows, read by a job whose progress the result's page shows. */
@Controller()
export class ImportController {
  constructor(
    private readonly imports: ImportQueries,
    private readonly startImport: StartImport,
  ) {}

  @Route({ get: '/enrolments/import', title: 'Enrol participants from a file', for: ['administrator'] })
  async form(@Visiting() visitor: Visitor): Promise<PageReply> {
    return this.formWith(visitor, '');
  }

  @Route({ get: '/enrolments/import-template', title: 'The template of the file (CSV)', for: ['administrator'] })
  template(): FileReply {
    return file(Buffer.from(templateCsv()), 'text/csv; charset=utf-8', 'participants-template.csv');
  }

  @Route({
    post: '/enrolments/imports',
    title: 'Import pasted rows',
    for: ['administrator'],
    journal: 'enrolment-import.started',
  })
  async paste(
    @Visiting() visitor: Visitor,
    @Body({ schema: ImportBody }) body: z.infer<typeof ImportBody>,
  ): Promise<Reply> {
    const started = await this.start(visitor, body.fileName, Buffer.from(body.content));
    return isRefusal(started) ? this.again(visitor, started, body.content) : this.started(started);
  }

  @Route({
    post: '/enrolments/import-files',
    title: 'Import a file',
    for: ['administrator'],
    journal: 'enrolment-import.started',
  })
  async upload(@Visiting() visitor: Visitor, @Req() request: FastifyRequest): Promise<Reply> {
    const received = new ReceivedBytes();
    const form = await receiveForm(request, received, { fields: [], maxBytes: mostBytes });
    if (isRefusal(form)) return this.again(visitor, refuse(form.code, form.facts, 'file'), '');
    const started = await this.start(visitor, form.name, received.bytes);
    return isRefusal(started)
      ? this.again(visitor, refuse(started.code, started.facts, 'file'), '')
      : this.started(started);
  }

  @Route({
    get: '/enrolments/imports/:id',
    title: 'How an import gets on, and what was wrong',
    for: ['administrator'],
    of: 'enrolment-import',
  })
  async show(@Param('id', { schema: z.uuid() }) id: string): Promise<PageReply> {
    const found = await this.imports.find(id);
    if (!found) throw new NotFoundException();
    const { problems: faults, ...record } = found;
    return page('enrolment/pages/import.njk', {
      title: `Import of ${record.fileName}`,
      back: { href: '/enrolments/import', text: 'Enrol participants' },
      import: record,
      faults,
      isOpen: record.workState !== 'failed' && (record.state === 'waiting' || record.state === 'reading'),
      hasFailed: record.workState === 'failed',
    });
  }

  private async start(visitor: Visitor, fileName: string, content: Buffer): Promise<Result<string>> {
    const { actor, signInId, providerId } = visitor;
    return this.startImport.run({ actor, signInId, providerId: providerId ?? '', fileName, content });
  }

  private started(id: string): Reply {
    return done(`/enrolments/imports/${id}`, { value: { id } });
  }

  private async again(visitor: Visitor, refusal: Refusal, content: string): Promise<PageReply> {
    const again = await this.formWith(visitor, content);
    const status = formStatus[refusal.code as FormRefusal] ?? 422;
    return { ...again, status, problems: [problemOf(refusal, enrolmentMessages)] };
  }

  private async formWith(visitor: Visitor, content: string): Promise<PageReply> {
    return page('enrolment/pages/import-form.njk', {
      title: 'Enrol participants',
      back: { href: '/participants', text: 'Participants' },
      content,
      columns: columnKeys.map((key): ImportColumn => columns[key]),
      imports: await this.imports.latest(visitor.providerId ?? ''),
    });
  }
}

/** Takes a small file into memory: it is kept with its import, and is no document of anybody's. */
class ReceivedBytes {
  bytes = Buffer.alloc(0);

  async receive(source: Readable, { maxBytes }: Expectation): Promise<Result<StoredFile, 'too-large'>> {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of source as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size <= maxBytes) chunks.push(chunk);
    }
    if (size > maxBytes) return refuse('too-large', { maxBytes });
    this.bytes = Buffer.concat(chunks);
    return { sha256: '', size, key: '' };
  }
}
