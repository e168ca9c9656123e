import { kindLabels, requestLabels, scanLabels, verdictLabels } from './labels.js';
import type { EvidenceFile, RequestRecord } from './requests.queries.js';
import { sayTerms } from './terms.js';

/** A request in words for its audience: a participant is not told who decided. */
export function requestShown(record: RequestRecord, audience: 'participant' | 'staff'): Record<string, unknown> {
  const { id, kind, state, terms, granted, verdict, statement, askedAt, decideBy, reason, decidedAt } = record;
  const forStaff = {
    participantId: record.participantId,
    name: record.name,
    isOverdue: record.isOverdue,
    decidedBy: record.decidedBy,
  };
  return {
    id,
    kind,
    kindText: kindLabels[kind],
    state,
    stateText: verdict ? verdictLabels[verdict] : requestLabels[state][audience],
    tone: state === 'granted' ? 'good' : state === 'asked' ? 'waiting' : 'plain',
    says: sayTerms(kind, terms),
    statement,
    askedAt,
    decideBy,
    grantedSays: granted && verdict === 'granted-in-part' ? sayTerms(kind, granted) : null,
    reason: reason || null,
    decidedAt,
    ...(audience === 'staff' ? forStaff : {}),
  };
}

/** A file in words. Its sender may open it while it is checked; a lead once nothing was found in it. */
export function evidenceShown(
  { id, originalName, size, sentAt, scan }: EvidenceFile,
  audience: 'participant' | 'staff',
): { id: string; originalName: string; size: number; sentAt: Date; says: string; mayOpen: boolean } {
  const isSafe = scan === 'clean' || scan === 'off';
  const mayOpen = audience === 'staff' ? isSafe : scan !== 'infected';
  return { id, originalName, size, sentAt, says: (scan && scanLabels[scan]) ?? 'Being checked', mayOpen };
}
