import { refuse, type Refusal, type Rule } from '#libs/refusal';
import { evidenceCoverage } from '#libs/rubric';
import { tasksInScope } from '../documents/index.js';
import type { GatheredAttempt } from './gather-attempt.js';

export type ReadinessCode =
  | 'account-missing'
  | 'account-cannot-be-used'
  | 'account-over-limit'
  | 'account-count-refused'
  | 'evidence-cannot-be-used'
  | 'evidence-missing'
  | 'evidence-not-linked'
  | 'not-declared'
  | 'sponsor-not-asked'
  | 'sponsor-has-not-answered'
  | 'sponsor-refused'
  | 'charge-unpaid';

type Ready = Rule<GatheredAttempt, ReadinessCode>;
type Said = Refusal<ReadinessCode> | null;

const unusable = new Set(['infected', 'refused']);

const bothAccountsAreThere: Ready = {
  name: 'each account in scope is there',
  source: 'framework, tasks',
  refuses: (attempt): Said => {
    const missing = tasksInScope(attempt).find(
      ({ code }) => !attempt.documents.some(({ component }) => component === `account-${code}`),
    );
    return missing ? refuse('account-missing', { task: missing.code, title: missing.title }) : null;
  },
};

const accountsCanBeUsed: Ready = {
  name: 'each account can be read',
  source: 'framework, counting: unreadable is never "0 words"',
  refuses: ({ documents }): Said => {
    const broken = documents.find(({ component, state }) => component !== 'evidence' && unusable.has(state));
    return broken ? refuse('account-cannot-be-used', { name: broken.originalName, documentId: broken.id }) : null;
  },
};

const accountsAreWithinTheLimit: Ready = {
  name: 'each account by itself is within its limit',
  source: 'framework, tasks.wordLimit and counting.pooled: 4,000 passes, 4,001 does not, and nothing is pooled',
  refuses: ({ documents, framework }): Said => {
    if (framework.counting.overLimit !== 'block') return null;
    const over = documents.find(({ component, countVerdict }) => component !== 'evidence' && countVerdict === 'over');
    const limit = framework.tasks.find(({ code }) => over?.component === `account-${code}`)?.wordLimit;
    return over
      ? refuse('account-over-limit', {
          name: over.originalName,
          counted: over.confirmedWords ?? over.counted,
          limit,
          documentId: over.id,
        })
      : null;
  },
};

const countsAreConfirmed: Ready = {
  name: 'no count was refused by a person',
  source: 'framework, counting.estimateBandPct: what nobody can count is sent as a document that can be',
  refuses: ({ documents }): Said => {
    const refused = documents.find(
      ({ component, countVerdict }) => component !== 'evidence' && countVerdict === 'not-confirmed',
    );
    return refused ? refuse('account-count-refused', { name: refused.originalName, documentId: refused.id }) : null;
  },
};

const evidenceCanBeUsed: Ready = {
  name: 'each piece of evidence can be opened',
  source: 'framework, files',
  refuses: ({ documents }): Said => {
    const broken = documents.find(({ component, state }) => component === 'evidence' && unusable.has(state));
    return broken ? refuse('evidence-cannot-be-used', { title: broken.title, documentId: broken.id }) : null;
  },
};

const requiredEvidenceIsThere: Ready = {
  name: 'each required piece of evidence is linked',
  source: 'framework, criteria.evidence',
  refuses: (attempt): Said => {
    const missing = coverageOf(attempt).filter((line) => line.missing);
    return missing.length > 0
      ? refuse('evidence-missing', { slots: missing.map(({ criterion, title }) => `${criterion} ${title}`) })
      : null;
  },
};

const evidenceIsLinked: Ready = {
  name: 'each piece of evidence is linked to a criterion',
  source: 'framework: evidence is concise and directly related to the criterion',
  refuses: ({ documents, links }): Said => {
    const loose = documents.find(
      ({ id, component }) => component === 'evidence' && !links.some(({ documentId }) => documentId === id),
    );
    return loose ? refuse('evidence-not-linked', { title: loose.title, documentId: loose.id }) : null;
  },
};

const declarationsAreSigned: Ready = {
  name: 'each declaration is signed for exactly what is handed in',
  source: 'framework, declarations; an edit after signing voids them',
  refuses: ({ framework, declarations, manifestHash }): Said => {
    const asked = framework.declarations.filter(({ signedBy }) => signedBy === 'participant');
    const missing = asked.filter(
      ({ code }) => !declarations.some((one) => one.kind === code && one.manifestHash === manifestHash),
    );
    return missing.length > 0 ? refuse('not-declared', { missing: missing.map(({ code }) => code) }) : null;
  },
};

const sponsorHasVerified: Ready = {
  name: 'the sponsor has verified exactly what is handed in',
  source: 'framework, declarations signed by the sponsor',
  refuses: ({ framework, sponsor, manifestHash }): Said => {
    if (!framework.declarations.some(({ signedBy }) => signedBy === 'sponsor')) return null;
    if (!sponsor || sponsor.manifestHash !== manifestHash) return refuse('sponsor-not-asked');
    if (sponsor.decision === 'refused') return refuse('sponsor-refused', { sponsor: sponsor.sponsorName });
    return sponsor.decision === 'verified'
      ? null
      : refuse('sponsor-has-not-answered', { sponsor: sponsor.sponsorName });
  },
};

const nothingIsOwed: Ready = {
  name: 'no charge is unpaid',
  source: 'framework, booking.unpaidChargeBarsSubmission',
  refuses: ({ framework, enrolment }): Said =>
    framework.booking.unpaidChargeBarsSubmission && enrolment.unpaidPence > 0
      ? refuse('charge-unpaid', { pence: enrolment.unpaidPence })
      : null,
};

/** What keeps an attempt from being handed in, in the order a participant would see to it. None: it is ready. */
export const readinessRules: readonly Ready[] = [
  bothAccountsAreThere,
  accountsCanBeUsed,
  accountsAreWithinTheLimit,
  countsAreConfirmed,
  evidenceCanBeUsed,
  evidenceIsLinked,
  requiredEvidenceIsThere,
  declarationsAreSigned,
  sponsorHasVerified,
  nothingIsOwed,
];

/** Which evidence the criteria in scope ask for, and what is linked to each. */
export function coverageOf({
  framework,
  links,
  scope,
}: Pick<GatheredAttempt, 'framework' | 'links' | 'scope'>): ReturnType<typeof evidenceCoverage> {
  return evidenceCoverage(framework, links, scope);
}
