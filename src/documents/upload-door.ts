import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { isRefusal, refuse, type Refusal, type Result } from '#libs/refusal';
import {
  UploadDoor,
  type CompleteUpload,
  type FinishedUpload,
  type UploadGrant,
  type WantedUpload,
} from '../platform/upload/index.js';
import { problemOf } from '../platform/web/reply.js';
import { AttemptLock } from './attempt-lock.js';
import { documentsMessages } from './documents.messages.js';
import type { Component } from './document.entity.js';
import { ReceiveDocument, type WantedDocument } from './receive-document.js';

/** The most that any upload may weigh; the framework's own limit for the kind of file is held when it begins. */
const mostOfAll = 600_000_000;

/** Takes resumable uploads: who may send what is asked when one begins, and again when the last byte is there. */
@Injectable()
export class DocumentUploads extends UploadDoor {
  constructor(
    private readonly receiveDocument: ReceiveDocument,
    private readonly moduleRef: ModuleRef,
  ) {
    super();
  }

  async authorise(request: FastifyRequest, wanted: WantedUpload | null): Promise<Result<UploadGrant> | null> {
    const { visitor } = request;
    if (!visitor?.isComplete || !visitor.roles.includes('participant')) return null;
    const refusal = wanted && (await this.refusalOf(visitor.signInId, wanted));
    if (refusal) return refusal;
    return { owner: visitor.signInId, maxBytes: mostOfAll };
  }

  /** Who began in time may have submitted, or been marked, meanwhile. */
  async mayFinish(upload: CompleteUpload): Promise<Refusal | null> {
    return this.refusalOf(upload.owner, upload);
  }

  async finished(upload: FinishedUpload): Promise<Refusal | null> {
    const document = wantedDocument(upload.owner, { ...upload, size: upload.file.size });
    if (isRefusal(document)) return this.inWords(document);
    const received = await this.receiveDocument.run(document, upload.file, uuidOf(upload.upload));
    return isRefusal(received) ? this.inWords(received) : null;
  }

  private async refusalOf(signInId: string, wanted: WantedUpload): Promise<Refusal | null> {
    const document = wantedDocument(signInId, wanted);
    const refusal = isRefusal(document) ? document : await this.receiveDocument.mayReceive(document);
    return refusal && this.inWords(refusal);
  }

  /** With the words that the page would say, since a script shows this answer beside the field. */
  private inWords(refusal: Refusal): Refusal {
    const lock = this.moduleRef.get(AttemptLock, { strict: false }).messages;
    const { text } = problemOf(refusal, { ...lock, ...documentsMessages });
    return { ...refusal, facts: { ...refusal.facts, says: text } };
  }
}

/**
 * An upload's name, 32 hex digits, as the id of its document: the same upload finished twice is one document. Version 8
 * and its variant are written in (RFC 9562): routes take nothing for an id that is no UUID.
 */
function uuidOf(upload: string): string {
  const variant = ((Number.parseInt(upload[16] ?? '0', 16) & 3) | 8).toString(16);
  const digits = `${upload.slice(0, 12)}8${upload.slice(13, 16)}${variant}${upload.slice(17)}`;
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const components: readonly string[] = ['account-T1', 'account-T2', 'evidence'];

export function isComponent(value: string): value is Component {
  return components.includes(value);
}

function wantedDocument(
  signInId: string,
  wanted: { name: string; size: number; fields: Readonly<Record<string, string>> },
): WantedDocument | Refusal {
  const component = wanted.fields['component'] ?? '';
  if (!isComponent(component)) return refuse('unknown-component', {}, 'component');
  return { signInId, component, name: wanted.name, title: wanted.fields['title'] ?? '', size: wanted.size };
}
