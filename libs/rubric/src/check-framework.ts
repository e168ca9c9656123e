import { refuse, type Result } from '#libs/refusal';
import type { Area, Criterion, DeclarationText, EvidenceSlot, Framework, GlossaryEntry, Task } from './framework.js';
import * as rules from './rule-shapes.js';
import { flag, list, matching, object, oneOf, type Problem, text, whole } from './shape.js';

const criterion = object<Criterion>({
  code: matching(/^\d+\.\d+\.\d+$/, 'a code as 1.4.2'),
  area: whole(1),
  task: text,
  title: text,
  statement: text,
  maxMark: oneOf(2),
  descriptors: object({ 0: text, 1: text, 2: text }),
  evidence: list(object<EvidenceSlot>({ code: text, title: text, required: flag })),
});

const framework = object<Framework>({
  code: matching(/^[a-z0-9-]+$/, 'lower-case letters, digits and hyphens'),
  version: matching(/^\d+\.\d+\.\d+$/, 'a version as 1.0.0'),
  title: text,
  provenance: oneOf('official', 'reconstructed'),
  provenanceNote: text,
  tasks: list(object<Task>({ code: text, title: text, brief: text, wordLimit: whole(1) }), 1),
  areas: list(object<Area>({ number: whole(1), title: text }), 1),
  criteria: list(criterion, 1),
  behaviours: list(text),
  glossary: list(object<GlossaryEntry>({ verb: text, meaning: text })),
  declarations: list(object<DeclarationText>({ code: text, signedBy: oneOf('participant', 'sponsor'), text }), 1),
  counting: rules.counting,
  files: rules.files,
  clock: rules.clock,
  window: rules.window,
  booking: rules.booking,
  pass: rules.pass,
  similarity: rules.similarity,
  accreditation: rules.accreditation,
  marking: rules.marking,
  secondMarking: rules.secondMarking,
  discrepancy: rules.discrepancy,
  moderation: rules.moderation,
  qa: rules.qa,
  release: rules.release,
  resubmission: rules.resubmission,
  appeal: rules.appeal,
  retention: rules.retention,
});

/**
 * Reads a framework from parsed JSON, such as a mark scheme that an administrator imports. Gives the same value back
 * as a `Framework`, or refuses with `framework.invalid` and `facts.problems`: every path that is wrong, not only the
 * first. First the shape of everything, then, where that holds, whether the parts fit each other.
 */
export function checkFramework(json: unknown): Result<Framework, 'framework.invalid'> {
  const shape = framework(json, '');
  if (shape.length > 0) return refuse('framework.invalid', { problems: shape });
  const checked = json as Framework;
  const fit = [...partsFit(checked), ...codesAreUnique(checked), ...rulesFit(checked)];
  return fit.length > 0 ? refuse('framework.invalid', { problems: fit }) : checked;
}

function partsFit({ tasks, areas, criteria }: Framework): Problem[] {
  const problems: Problem[] = [];
  criteria.forEach(({ code, area, task }, index) => {
    const path = `criteria[${index}]`;
    if (!areas.some(({ number }) => number === area)) problems.push({ path: `${path}.area`, problem: 'is no area' });
    if (!tasks.some((one) => one.code === task)) problems.push({ path: `${path}.task`, problem: 'is no task' });
    if (Number(code.split('.')[0]) !== area) {
      problems.push({ path: `${path}.code`, problem: 'must begin with the number of its area' });
    }
  });
  areas.forEach(({ number }, index) => {
    if (!criteria.some(({ area }) => area === number))
      problems.push({ path: `areas[${index}]`, problem: 'has no criterion' });
  });
  tasks.forEach(({ code }, index) => {
    if (!criteria.some(({ task }) => task === code))
      problems.push({ path: `tasks[${index}]`, problem: 'has no criterion' });
  });
  return problems;
}

function codesAreUnique({ tasks, areas, criteria, declarations }: Framework): Problem[] {
  const slots = criteria.flatMap(({ evidence }) => evidence);
  return [
    ...repeated(
      'tasks',
      tasks.map(({ code }) => code),
    ),
    ...repeated(
      'areas',
      areas.map(({ number }) => String(number)),
    ),
    ...repeated(
      'criteria',
      criteria.map(({ code }) => code),
    ),
    ...repeated(
      'evidence',
      slots.map(({ code }) => code),
    ),
    ...repeated(
      'declarations',
      declarations.map(({ code }) => code),
    ),
  ];
}

function repeated(path: string, codes: readonly string[]): Problem[] {
  const twice = new Set(codes.filter((code, index) => codes.indexOf(code) !== index));
  return [...twice].map((code) => ({ path, problem: `has ${code} more than once` }));
}

function rulesFit({ clock, resubmission, moderation }: Framework): Problem[] {
  const problems: Problem[] = [];
  const [first, ...later] = clock.presentByMonths.map(({ startsOnOrAfter }) => startsOnOrAfter);
  const rising = later.every((date, index) => date !== null && (index === 0 || date > (later[index - 1] ?? '')));
  if (first !== null || !rising) {
    problems.push({ path: 'clock.presentByMonths', problem: 'must begin with null and rise by date' });
  }
  if (resubmission.feesPence.length !== resubmission.maxResubmissions) {
    problems.push({ path: 'resubmission.feesPence', problem: 'must have one fee for each resubmission' });
  }
  for (const [name, policy] of [
    ['randomPolicy', moderation.randomPolicy] as const,
    ...Object.entries(moderation.otherPolicies),
  ]) {
    if (policy.kind === 'table' && policy.rows.at(-1)?.upTo !== null) {
      problems.push({ path: `moderation.${name}`, problem: 'must end with a row whose upTo is null' });
    }
  }
  return problems;
}
