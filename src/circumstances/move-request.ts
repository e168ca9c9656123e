import { next } from '#libs/lifecycle';
import { refuse, type Result } from '#libs/refusal';
import type { Transaction } from '../platform/database/database.js';
import { RequestRow } from './request.entity.js';
import { requestLifecycle, type RequestEvent } from './request.lifecycle.js';

/** The request, locked until the transaction ends; null where there is none. Lock its enrolment first. */
export async function lockRequest(tx: Transaction, requestId: string): Promise<RequestRow | null> {
  return tx.repository(RequestRow).findOne({ where: { id: requestId }, lock: { mode: 'pessimistic_write' } });
}

/** The one function that moves a request's state. `row` is locked. */
export async function moveRequest(
  tx: Transaction,
  row: RequestRow,
  event: RequestEvent,
  note: { readonly act: string; readonly why?: string; readonly facts?: Readonly<Record<string, unknown>> },
): Promise<Result<RequestRow, 'request-is-decided'>> {
  const from = row.state;
  const to = next(requestLifecycle, from, event);
  if (to === null) return refuse('request-is-decided', { state: from });
  const moved = await tx.repository(RequestRow).save(Object.assign(row, { state: to }));
  await tx.journal({ aggregate: 'request', id: row.id, from, to, ...note });
  await tx.touch(`request:${row.id}`);
  return moved;
}
