import { Body, Controller, NotFoundException, Param, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { isRefusal, refuse, type Refusal } from '#libs/refusal';
import { FileStore, keyOf } from '../platform/storage/index.js';
import { receiveForm } from '../platform/upload/index.js';
import { done, file, refused, type PageReply, type Reply } from '../platform/web/reply.js';
import { Route } from '../platform/web/route.js';
import { Visiting, type Visitor } from '../platform/web/visitor.js';
import { ChangeDocument } from './change-document.js';
import { documentsMessages } from './documents.messages.js';
import { DocumentsPages } from './pages/documents.page.js';
import { ReceiveDocument, type WantedDocument } from './receive-document.js';
import { isComponent } from './upload-door.js';

const Title = z.strictObject({ title: z.string().max(200) }).meta({ id: 'DocumentTitle' });
const Part = z.enum(['annexes', 'reference-list', 'cover-form']);
const Marks = z
  .strictObject({ part: Part, from: z.coerce.number().int().min(0), to: z.coerce.number().int().min(0) })
  .meta({ id: 'DocumentPart' });
const Id = z.uuid();
const most = 500_000_000;

/** A participant's files: send, see what was counted and why, name, mark annexes, take away. */
@Controller()
export class DocumentsController {
  constructor(
    private readonly pages: DocumentsPages,
    private readonly receiveDocument: ReceiveDocument,
    private readonly changeDocument: ChangeDocument,
    private readonly store: FileStore,
  ) {}

  @Route({ get: '/documents', title: 'Your files: two accounts and your evidence', for: ['participant'] })
  async list(@Visiting() visitor: Visitor): Promise<PageReply> {
    return this.pages.files(visitor.signInId);
  }

  @Route({ post: '/documents', title: 'Send a file by form', for: ['participant'], journal: 'document.received' })
  async receive(@Visiting() visitor: Visitor, @Req() request: FastifyRequest): Promise<Reply> {
    const received = await receiveForm(request, this.store, {
      fields: ['component', 'title'],
      maxBytes: most,
      mayStore: async (fields) => this.mayStore(visitor, fields),
    });
    const again = (refusal: Refusal): Promise<PageReply> => this.again(visitor, refusal);
    if (isRefusal(received)) return again(received);
    const wanted = wantedFrom(visitor, received.fields, received.name, received.file.size);
    if (isRefusal(wanted)) return again(wanted);
    const documentId = await this.receiveDocument.run(wanted, received.file);
    if (isRefusal(documentId)) return again(documentId);
    return done('/documents', { value: { documentId }, notice: 'Your file is here. It is being checked now' });
  }

  @Route({
    get: '/documents/:id',
    title: 'One file: what was counted and why',
    for: ['participant'],
    of: 'own document',
  })
  async show(@Param('id', { schema: Id }) id: string): Promise<PageReply> {
    const shown = await this.pages.document(id);
    if (!shown) throw new NotFoundException();
    return shown;
  }

  @Route({ get: '/documents/:id/original', title: 'The file as it was sent', for: ['participant'], of: 'own document' })
  async original(@Param('id', { schema: Id }) id: string): Promise<Reply> {
    const document = await this.pages.detail(id);
    if (!document || document.scan === 'infected') throw new NotFoundException();
    return file(
      await this.store.openVerified(keyOf(document.sha256)),
      'application/octet-stream',
      document.originalName,
    );
  }

  @Route({
    post: '/documents/:id/title',
    title: 'Rename a piece of evidence',
    for: ['participant'],
    of: 'own document',
    journal: 'document.renamed',
  })
  async rename(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Title }) body: z.infer<typeof Title>,
  ): Promise<Reply> {
    const renamed = await this.changeDocument.rename(visitor.actor, id, body.title);
    return isRefusal(renamed) ? this.again(visitor, renamed) : done('/documents', { notice: 'Renamed' });
  }

  @Route({
    post: '/documents/:id/parts',
    title: 'Mark a part of an account as not counted',
    for: ['participant'],
    of: 'own document',
    journal: 'document.recount',
  })
  async mark(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Marks }) body: z.infer<typeof Marks>,
  ): Promise<Reply> {
    const document = await this.pages.detail(id);
    const marks = [
      ...(document?.annexMarks ?? []).filter(({ part }) => part !== body.part),
      ...(body.to > body.from ? [body] : []),
    ];
    const marked = await this.changeDocument.mark(visitor.actor, id, marks);
    if (isRefusal(marked)) return this.againAt(id, marked);
    return done(`/documents/${id}`, { notice: 'It is being counted again' });
  }

  @Route({
    get: '/documents/:id/removal',
    title: 'Before a file is taken away',
    for: ['participant'],
    of: 'own document',
  })
  async confirmRemoval(@Param('id', { schema: Id }) id: string): Promise<PageReply> {
    const shown = await this.pages.removal(id);
    if (!shown) throw new NotFoundException();
    return shown;
  }

  @Route({
    post: '/documents/:id/removal',
    title: 'Take a file away',
    for: ['participant'],
    of: 'own document',
    journal: 'document.remove',
  })
  async remove(@Visiting() visitor: Visitor, @Param('id', { schema: Id }) id: string): Promise<Reply> {
    const removed = await this.changeDocument.remove(visitor.actor, id);
    return isRefusal(removed)
      ? this.again(visitor, removed)
      : done('/documents', { notice: 'The file was taken away' });
  }

  private async again(visitor: Visitor, refusal: Refusal): Promise<PageReply> {
    return refused(
      refusal,
      { ...this.pages.lockMessages, ...documentsMessages },
      await this.pages.files(visitor.signInId),
    );
  }

  private async againAt(id: string, refusal: Refusal): Promise<PageReply> {
    const shown = await this.pages.document(id);
    if (!shown) throw new NotFoundException();
    return refused(refusal, { ...this.pages.lockMessages, ...documentsMessages }, shown);
  }

  /** Before a byte is stored: the token stands in the address and was held by the guard; here the rules of intake are. */
  private async mayStore(visitor: Visitor, fields: Readonly<Record<string, string>>): Promise<Refusal | null> {
    const wanted = wantedFrom(visitor, fields, 'account.docx', 0);
    if (isRefusal(wanted)) return wanted;
    return wanted.component === 'evidence' ? null : this.receiveDocument.mayReceive(wanted);
  }
}

function wantedFrom(
  visitor: Visitor,
  fields: Readonly<Record<string, string>>,
  name: string,
  size: number,
): WantedDocument | Refusal {
  const component = fields['component'] ?? '';
  if (!isComponent(component)) return refuse('unknown-component', {}, 'component');
  return { signInId: visitor.signInId, component, name, title: fields['title'] ?? '', size };
}
