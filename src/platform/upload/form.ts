import multipart, { type FastifyMultipartBaseOptions, type MultipartFile } from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isRefusal, refuse, type Refusal, type Result } from '#libs/refusal';
import type { FileStore, StoredFile } from '../storage/index.js';
import { displayName } from './display-name.js';
import { watchBody } from './watch-body.js';

/**
 * not-a-form: another content type, or no boundary · form-unreadable: not multipart inside, or a field that the form has not ·
 * too-large {maxBytes} · interrupted: the sender stopped before the end · no-file: none chosen · empty-file {name} ·
 * second-file: a form carries one.
 */
export type FormRefusal =
  'not-a-form' | 'form-unreadable' | 'too-large' | 'interrupted' | 'no-file' | 'empty-file' | 'second-file';

/** The HTTP status that says each refusal; a page that shows the form again uses it too. */
export const formStatus: Readonly<Record<FormRefusal, number>> = {
  'not-a-form': 415,
  'form-unreadable': 400,
  'too-large': 413,
  interrupted: 400,
  'no-file': 422,
  'empty-file': 422,
  'second-file': 422,
};

export interface ReceivedForm {
  readonly fields: Readonly<Record<string, string>>;
  readonly file: StoredFile;
  /** The sender's name for the file, to be shown and nothing else. */
  readonly name: string;
}

export interface FormExpectation {
  /** The names of the text fields; any other field is refused. They must come before the file. */
  readonly fields: readonly string[];
  readonly maxBytes: number;
  /**
   * Asked with the fields before a byte of the file is stored: may this person, with this token, put a file here now?
   * What it refuses is what the form is refused with.
   */
  readonly mayStore?: (fields: Readonly<Record<string, string>>) => Promise<Refusal | null>;
  /** How long the sender may send nothing at all, in ms. */
  readonly silentMs?: number;
}

/** Room for boundaries, part headers and the text fields, beside the file. */
const SLACK = 64 * 1024;
const LONGEST_FIELD = 10_000;

/** Lets routes of `fastify` take multipart forms. Awaited before routes are added; the plugin is registered nowhere else. */
export async function registerForms(fastify: FastifyInstance): Promise<void> {
  await fastify.register(multipart, { throwFileSizeLimit: false });
}

/**
 * Streams the one file of a form into the store. Whatever a sender sends, this returns the form or a refusal; only a fault
 * of the store throws. On a refusal the rest of the body is thrown away while the answer goes out, so that a browser shows it.
 */
export async function receiveForm(
  request: FastifyRequest,
  store: Pick<FileStore, 'receive'>,
  expected: FormExpectation,
): Promise<Result<ReceivedForm>> {
  if (!request.isMultipart()) return refuse('not-a-form');
  const most = expected.maxBytes + SLACK;
  const body = watchBody(request.raw, { maxBytes: most, silentMs: expected.silentMs ?? 120_000 });
  if (Number(request.headers['content-length'] ?? 0) > most) {
    body.leave();
    return refuse('too-large', { maxBytes: expected.maxBytes });
  }
  try {
    const received = await readParts(request, store, expected);
    if (isRefusal(received)) body.leave();
    return received;
  } catch (error) {
    body.leave();
    throw error;
  }
}

async function readParts(
  request: FastifyRequest,
  store: Pick<FileStore, 'receive'>,
  expected: FormExpectation,
): Promise<Result<ReceivedForm>> {
  const parts = request.parts({ limits: limitsOf(expected) });
  const fields: Record<string, string> = {};
  let taken: Pick<ReceivedForm, 'file' | 'name'> | null = null;
  for (;;) {
    const next = await parts.next().catch(understand);
    if (isRefusal(next)) return next;
    if (next.done) break;
    const part = next.value;
    if (part.type === 'field') {
      if (part.valueTruncated) return refuse('form-unreadable', { field: part.fieldname });
      if (expected.fields.includes(part.fieldname)) fields[part.fieldname] = String(part.value);
    } else if (!part.filename) {
      // A browser sends this where no file was chosen.
      part.file.resume();
    } else {
      if (taken) return refuse('second-file');
      const file = await takeFile(part, store, expected, fields);
      if (isRefusal(file)) return file;
      taken = file;
    }
  }
  return taken ? { fields, ...taken } : refuse('no-file');
}

async function takeFile(
  part: MultipartFile,
  store: Pick<FileStore, 'receive'>,
  { maxBytes, mayStore }: FormExpectation,
  fields: Readonly<Record<string, string>>,
): Promise<Result<Pick<ReceivedForm, 'file' | 'name'>>> {
  const name = displayName(part.filename);
  const refused = await mayStore?.(fields);
  if (refused) return refused;
  const file = await store.receive(part.file, { maxBytes });
  if (isRefusal(file)) return file;
  return file.size === 0 ? refuse('empty-file', { name }) : { file, name };
}

/** One byte more than the limit is let through, so that the store sees that the file is too large. */
function limitsOf({ fields, maxBytes }: FormExpectation): NonNullable<FastifyMultipartBaseOptions['limits']> {
  return {
    fileSize: maxBytes + 1,
    files: 2,
    fields: fields.length + 10,
    parts: fields.length + 12,
    fieldSize: LONGEST_FIELD,
    fieldNameSize: 100,
    headerPairs: 20,
  };
}

/** What went wrong while reading parts is always of the sender's making. */
function understand(error: Error & { code?: string }): Refusal<FormRefusal> {
  if (error.code === 'FST_MP_PREMATURE_CLOSE' || /unexpected end|terminated early|aborted/i.test(error.message)) {
    return refuse('interrupted');
  }
  return /boundary not found|content type|unsupported/i.test(error.message)
    ? refuse('not-a-form')
    : refuse('form-unreadable');
}
