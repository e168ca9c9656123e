import { Body, Controller, NotFoundException, Param, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { isRefusal, refuse, type Refusal } from '#libs/refusal';
import { FileStore, keyOf } from '../platform/storage/index.js';
import { formStatus, receiveForm, type FormRefusal } from '../platform/upload/index.js';
import { done, file, refused, type Messages, type PageReply, type Reply } from '../platform/web/reply.js';
import { Route } from '../platform/web/route.js';
import { Visiting, type Visitor } from '../platform/web/visitor.js';
import { ChangeDocument } from './change-document.js';
import type { DocumentDetail } from './documents.queries.js';
import { documentsMessages } from './documents.messages.js';
import { cleanedKeyOf } from './cleaned-file.js';
import { DocumentsPages } from './pages/documents.page.js';
import { ReceiveDocument, type WantedDocument } from './receive-document.js';
import { isComponent } from './upload-door.js';
import { UseCleanedFile } from './use-cleaned-file.js';

const Title = z.strictObject({ title: z.string().max(200) }).meta({ id: 'DocumentTitle' });
const Part = z
  .strictObject({ from: z.coerce.number().int().min(0), leftOut: z.enum(['yes', 'no']) })
  .meta({ id: 'DocumentPart' });
const Id = z.uuid();

/** A participant's files: send, see what was counted and why, name, mark annexes, take away. */
@Controller()
export class DocumentsController {
  constructor(
    private readonly pages: DocumentsPages,
    private readonly receiveDocument: ReceiveDocument,
    private readonly changeDocument: ChangeDocument,
    private readonly useCleanedFile: UseCleanedFile,
    private readonly store: FileStore,
  ) {}

  @Route({ get: '/documents', title: 'Your files: two accounts and your evidence', for: ['participant'] })
  async list(@Visiting() visitor: Visitor): Promise<PageReply> {
    return this.pages.files(visitor.signInId);
  }

  @Route({ post: '/documents', title: 'Send a file by form', for: ['participant'], journal: 'document.received' })
  async receive(@Visiting() visitor: Visitor, @Req() request: FastifyRequest): Promise<Reply> {
    let typed: Readonly<Record<string, string>> = {};
    const again = (refusal: Refusal): Promise<PageReply> => this.again(visitor, refusal, typed);
    let mostBytes = 0;
    const received = await receiveForm(
      request,
      { receive: (source, expected) => this.store.receive(source, { ...expected, maxBytes: mostBytes }) },
      {
        fields: ['component', 'title'],
        maxBytes: await this.receiveDocument.mostBytes(visitor.signInId, 'evidence'),
        mayStore: async (fields) => {
          typed = fields;
          const wanted = wantedFrom(visitor, fields);
          if (isRefusal(wanted)) return wanted;
          mostBytes = await this.receiveDocument.mostBytes(visitor.signInId, wanted.component);
          return this.receiveDocument.mayReceive(wanted);
        },
      },
    );
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
    get: '/documents/:id/copy',
    title: 'The file as assessors get it',
    for: ['participant'],
    of: 'own document',
  })
  async copy(@Param('id', { schema: Id }) id: string): Promise<Reply> {
    const document = await this.pages.detail(id);
    if (document?.state !== 'checked' || !document.cleanKey || !document.cleanType) throw new NotFoundException();
    const isShown = ['html', 'pdf', 'image'].includes(document.cleanKind ?? '');
    const type = document.cleanKind === 'html' ? 'text/html; charset=utf-8' : document.cleanType;
    return file(await this.store.openVerified(document.cleanKey), type, copyNameOf(document), isShown);
  }

  @Route({
    get: '/documents/:id/cleaned',
    title: 'The file without what names its maker',
    for: ['participant'],
    of: 'own document',
  })
  async cleaned(@Param('id', { schema: Id }) id: string): Promise<Reply> {
    const document = await this.pages.detail(id);
    const key = document?.state === 'checked' ? cleanedKeyOf(document) : null;
    if (!document || !key) throw new NotFoundException();
    return file(await this.store.openVerified(key), 'application/octet-stream', document.originalName);
  }

  @Route({
    post: '/documents/:id/cleaned',
    title: 'Use the cleaned file instead',
    for: ['participant'],
    of: 'own document',
    journal: 'document.cleaned',
  })
  async useCleaned(@Visiting() visitor: Visitor, @Param('id', { schema: Id }) id: string): Promise<Reply> {
    const used = await this.useCleanedFile.run(visitor.actor, visitor.signInId, id);
    if (isRefusal(used)) return this.againAt(id, used);
    return done(`/documents/${used}`, {
      value: { documentId: used },
      notice: 'The cleaned file is here in place of the other. It is being checked now',
    });
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
    title: 'Leave a part of an account out of its count, or take it in again',
    for: ['participant'],
    of: 'own document',
    journal: 'document.recount',
  })
  async mark(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Part }) { from, leftOut }: z.infer<typeof Part>,
  ): Promise<Reply> {
    const marked = await this.changeDocument.mark(visitor.actor, id, { from, leftOut: leftOut === 'yes' });
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

  private async again(
    visitor: Visitor,
    refusal: Refusal,
    typed: Readonly<Record<string, string>> = {},
  ): Promise<PageReply> {
    const shown = await this.pages.files(visitor.signInId, typed);
    const status = Object.hasOwn(formStatus, refusal.code) ? formStatus[refusal.code as FormRefusal] : 422;
    // Each form has its own file field, so that the message stands beside the one it is about.
    const isAboutFile = refusal.field === 'file' || status !== 422 || Object.hasOwn(formStatus, refusal.code);
    const field = isAboutFile && typed['component'] ? `file-${typed['component']}` : refusal.field;
    return { ...refused(field ? { ...refusal, field } : refusal, this.messages, shown), status };
  }

  private async againAt(id: string, refusal: Refusal): Promise<PageReply> {
    const shown = await this.pages.document(id);
    if (!shown) throw new NotFoundException();
    return refused(refusal, this.messages, shown);
  }

  private get messages(): Messages {
    return { ...this.pages.lockMessages, ...documentsMessages };
  }
}

/** Before the file comes its name is not known: a type that is taken for anything stands in for it. */
function wantedFrom(
  visitor: Visitor,
  fields: Readonly<Record<string, string>>,
  name = 'not-known-yet.docx',
  size = 0,
): WantedDocument | Refusal {
  const component = fields['component'] ?? '';
  if (!isComponent(component)) return refuse('unknown-component', {}, 'component');
  return { signInId: visitor.signInId, component, name, title: fields['title'] ?? '', size };
}

/** A name that says nothing about anybody, as assessors see it. */
function copyNameOf({ component, kind }: DocumentDetail): string {
  return `${component}.${kind === 'docx' ? 'html' : (kind ?? 'bin')}`;
}
