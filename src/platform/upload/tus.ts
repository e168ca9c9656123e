import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Metadata, Server, type Locker } from '@tus/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isRefusal, refuse, type Refusal, type Result } from '#libs/refusal';
import type { StoreConfig } from '../config/config.js';
import { StoreAway, type FileStore } from '../storage/index.js';
import { isIncomingName } from '../storage/incoming.js';
import { displayName } from './display-name.js';
import { finishing, isComplete, nameOf, theirs, type MayFinish, type OnFinish } from './finish-upload.js';
import { openIncoming } from './incoming-uploads.js';
import { retryAfterSeconds } from '../web/retry-after.js';

/** Who sends and how much: `owner` is the account that alone may go on with the upload. */
export interface UploadGrant {
  readonly owner: string;
  readonly maxBytes: number;
}

/** What a sender wants to begin: name and size as announced, and the fields given along (`Upload-Metadata`). */
export interface WantedUpload {
  readonly name: string;
  readonly size: number;
  readonly fields: Readonly<Record<string, string>>;
}

export interface TusRoutes {
  /** The path of the routes, without a slash at its end. */
  readonly path: string;
  readonly config: StoreConfig;
  readonly store: FileStore;
  /**
   * Asked on every request; `wanted` only when an upload begins. null: nobody is signed in (401). A refusal: 403 with its
   * code. Someone else's upload need not be refused here: it looks like none (404).
   */
  readonly authorise: (request: FastifyRequest, wanted: WantedUpload | null) => Promise<Result<UploadGrant> | null>;
  /**
   * Told once the file is in the store, before the sender is. It must bear being called again with the same `upload`: a
   * sender who lost the answer asks again. A refusal is answered 422 with its code; what it throws 500, or 503
   * while the store gives no answer, and is tried again.
   */
  readonly onFinish: OnFinish;
  /**
   * Asked when the last byte is there and before it is in the store: what may have begun need not be wanted any more. A
   * refusal is answered 422; the bytes stay where unfinished uploads lie, and are swept with them.
   */
  readonly mayFinish?: MayFinish;
  /** How long an unfinished upload can be gone on with, from its beginning, in ms. */
  readonly keepMs?: number;
  /**
   * Two requests must not write to one upload at once. The default holds within one process; several web processes need
   * requests of one upload routed to one of them, or a locker that they share.
   */
  readonly locker?: Locker;
}

const WEEK = 7 * 24 * 3600 * 1000;
type TusRequest = { runtime?: { node?: { req: IncomingMessage } } };

/**
 * Serves resumable uploads (tus 1.0: creation, creation-with-upload, termination, expiration) at `path`. They pass the
 * root's hooks like every request, so session, headers and the check of origins apply. Awaited before the server listens.
 */
export function registerTus(fastify: FastifyInstance, routes: TusRoutes): void {
  const keepMs = routes.keepMs ?? WEEK;
  const incoming = openIncoming(routes.config, keepMs);
  const asked = new WeakMap<IncomingMessage, { request: FastifyRequest; reply: FastifyReply; grant: UploadGrant }>();
  const askedBy = (tus: TusRequest) => {
    const known = tus.runtime && tus.runtime.node && asked.get(tus.runtime.node.req);
    if (!known) throw new Error('A request reached the tus server past its route');
    return known;
  };
  const finish = finishing(incoming, routes.store, routes);

  const server = new Server({
    path: routes.path,
    datastore: incoming.store,
    ...(routes.locker ? { locker: routes.locker } : {}),
    // An empty list: no page of another origin may read our answers.
    allowedOrigins: [],
    disableTerminationForFinishedUploads: true,
    // A sender who comes back on a new line should not wait long for the old one to be given up.
    lockDrainTimeout: 500,
    maxSize: (tus) => askedBy(tus as TusRequest).grant.maxBytes,
    namingFunction: () => incoming.idOf(randomBytes(16).toString('hex')),
    generateUrl: (_tus, { id }) => `${routes.path}/${nameOf(id)}`,
    getFileIdFromRequest: (_tus, last) => (last && isIncomingName(last) ? incoming.idOf(last) : undefined),
    onUploadCreate: (tus, upload) =>
      Promise.resolve({ metadata: { ...theirs(upload.metadata), owner: askedBy(tus as TusRequest).grant.owner } }),
    onIncomingRequest: async (tus, id) => {
      const { request, grant } = askedBy(tus as TusRequest);
      if (request.method === 'POST') return;
      const upload = await incoming.store.getUpload(id);
      if (upload.metadata?.['owner'] !== grant.owner) throw new Answer(404, 'Not found\n');
      if (!isComplete(upload) || request.method === 'DELETE') return;
      // The last bytes came, but the answer was lost, or we died before it: finish now, before saying that all is there.
      answerRefusal(await finish(id, request));
      if (request.method === 'PATCH') throw new Answer(409, 'All bytes are here\n');
    },
    onUploadFinish: async (tus, upload) => {
      answerRefusal(await finish(upload.id, askedBy(tus as TusRequest).request));
      return {};
    },
    onResponseError: (tus, error) => {
      if ('status_code' in error) return undefined;
      const { request, reply } = askedBy(tus as TusRequest);
      request.log.error(error);
      if (error instanceof StoreAway) {
        reply.raw.setHeader('retry-after', String(retryAfterSeconds));
        return {
          status_code: 503,
          body: 'The files cannot be reached for a moment. The upload can be gone on with.\n',
        };
      }
      return { status_code: 500, body: 'The upload could not be written. It can be tried again.\n' };
    },
  });

  if (!fastify.hasContentTypeParser(OFFSET_STREAM)) {
    fastify.addContentTypeParser(OFFSET_STREAM, (_request, _body, done) => done(null));
  }
  const handle = async (request: FastifyRequest, reply: FastifyReply) => {
    const wanted = request.method === 'POST' ? readWanted(request) : null;
    if (isRefusal(wanted)) return problem(reply, 400, wanted);
    const grant = await routes.authorise(request, wanted);
    if (!grant) return problem(reply, 401, refuse('not-signed-in'));
    if (isRefusal(grant)) return problem(reply, 403, grant);
    if (wanted && wanted.size > grant.maxBytes) {
      return problem(reply, 413, refuse('too-large', { maxBytes: grant.maxBytes }));
    }
    asked.set(request.raw, { request, reply, grant });
    reply.header('cache-control', 'no-store');
    for (const [header, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) reply.raw.setHeader(header, value);
    reply.hijack();
    await server.handle(request.raw, reply.raw).catch((error: unknown) => {
      request.log.error(error);
      reply.raw.destroy();
    });
    return reply;
  };
  fastify.post(routes.path, handle);
  fastify.route({ method: ['HEAD', 'PATCH', 'DELETE'], url: `${routes.path}/:upload`, handler: handle });
}

const OFFSET_STREAM = 'application/offset+octet-stream';

/** A refusal of what the sender wants to begin, or what that is. Length to be told later, and nothing at all, are refused. */
function readWanted(request: FastifyRequest): Result<WantedUpload> {
  const { 'upload-length': length, 'upload-metadata': given } = request.headers;
  if (typeof length !== 'string' || !/^\d{1,15}$/.test(length)) return refuse('length-required');
  if (Number(length) === 0) return refuse('empty-file');
  try {
    const fields = given ? theirs(Metadata.parse(String(given))) : {};
    return { name: displayName(fields['filename'] ?? ''), size: Number(length), fields };
  } catch {
    return refuse('metadata-unreadable');
  }
}

/** What the tus server takes for its answer where it is thrown. */
class Answer extends Error {
  constructor(
    readonly status_code: number,
    readonly body: string,
  ) {
    super(body);
  }
}

function answerRefusal(refused: Refusal | null): void {
  if (refused) throw new Answer(422, JSON.stringify({ code: refused.code, facts: refused.facts }));
}

function problem(reply: FastifyReply, status: number, { code, facts }: Refusal): FastifyReply {
  return reply
    .code(status)
    .headers({ 'cache-control': 'no-store', 'tus-resumable': '1.0.0' })
    .type('application/problem+json')
    .send({ type: 'about:blank', title: 'The upload was refused', status, code, facts });
}
