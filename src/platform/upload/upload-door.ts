import type { FastifyRequest } from 'fastify';
import type { Refusal, Result } from '#libs/refusal';
import type { CompleteUpload, FinishedUpload } from './finish-upload.js';
import type { UploadGrant, WantedUpload } from './tus.js';

/** Where resumable uploads arrive. */
export const uploadPath = '/uploads';

/** What the room that takes uploads answers: may this person begin, is it wanted still, and what becomes of a finished one. See `TusRoutes`. */
export abstract class UploadDoor {
  abstract authorise(request: FastifyRequest, wanted: WantedUpload | null): Promise<Result<UploadGrant> | null>;
  abstract mayFinish(upload: CompleteUpload, request: FastifyRequest): Promise<Refusal | null>;
  abstract finished(upload: FinishedUpload, request: FastifyRequest): Promise<Refusal | null>;
}
