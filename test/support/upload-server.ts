import { appendFileSync } from 'node:fs';
import { fastify as createFastify, type FastifyInstance } from 'fastify';
import { isRefusal, refuse, type Refusal } from '#libs/refusal';
import type { StoreConfig } from '../../src/platform/config/config.js';
import { openStore } from '../../src/platform/storage/index.js';
import { formStatus, receiveForm, registerForms, registerTus } from '../../src/platform/upload/index.js';
import type { FinishedUpload, FormRefusal } from '../../src/platform/upload/index.js';

export interface UploadServerSettings {
  readonly config: StoreConfig;
  readonly maxBytes: number;
  /** A file to which each finished upload is written as a line of JSON. */
  readonly journal?: string;
  readonly silentMs?: number;
  readonly keepMs?: number;
  /** Told before the journal is written; what it throws or refuses is what finishing throws or refuses. */
  readonly onFinish?: (finished: FinishedUpload) => Promise<Refusal | null>;
}

/** A bare server with both ways of uploading. The header `x-owner` says who is signed in. */
export async function createUploadServer(settings: UploadServerSettings): Promise<FastifyInstance> {
  const { config, maxBytes, journal } = settings;
  const fastify = createFastify({ bodyLimit: 1_048_576, requestTimeout: 600_000 });
  const store = openStore(config);
  await registerForms(fastify);
  registerTus(fastify, {
    path: '/uploads',
    config,
    store,
    ...(settings.keepMs ? { keepMs: settings.keepMs } : {}),
    authorise: (request, wanted) => {
      const owner = request.headers['x-owner'];
      if (typeof owner !== 'string') return Promise.resolve(null);
      if (wanted?.fields['slot'] === 'closed') return Promise.resolve(refuse('window-closed'));
      return Promise.resolve({ owner, maxBytes });
    },
    onFinish: async (finished) => {
      const refused = await settings.onFinish?.(finished);
      if (refused) return refused;
      if (journal) appendFileSync(journal, `${JSON.stringify(finished)}\n`);
      return null;
    },
  });
  fastify.post('/form', async (request, reply) => {
    const form = await receiveForm(request, store, {
      fields: ['token', 'slot'],
      maxBytes,
      ...(settings.silentMs ? { silentMs: settings.silentMs } : {}),
      mayStore: ({ token }) => Promise.resolve(token === 'wrong' ? refuse('token-wrong') : null),
    });
    if (isRefusal(form)) return reply.code(formStatus[form.code as FormRefusal] ?? 403).send(form);
    return form;
  });
  fastify.get('/rss', () => ({ rss: process.memoryUsage.rss() }));
  return fastify;
}
