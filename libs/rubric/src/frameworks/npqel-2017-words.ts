import type { DeclarationText, GlossaryEntry } from '../framework.js';

/** The seven leadership behaviours: self-evaluated in the development portfolio, never marked. */
export const behaviours = [
  'Commitment',
  'Collaboration',
  'Personal drive',
  'Resilience',
  'Awareness',
  'Integrity',
  'Respect',
] as const;

/** The verbs of the descriptors, in our words. */
export const glossary: readonly GlossaryEntry[] = [
  { verb: 'Adapt', meaning: 'Change a plan to fit a setting or new evidence, and say why.' },
  { verb: 'Analyse', meaning: 'Take a matter apart, show how the parts bear on each other, and say what follows.' },
  { verb: 'Apply', meaning: 'Use an idea or rule in a real situation, with its result.' },
  { verb: 'Assess', meaning: 'Judge against a stated measure, using evidence.' },
  { verb: 'Contrast', meaning: 'Set things side by side so that what differs, and why it matters, can be seen.' },
  { verb: 'Deploy', meaning: 'Put people, money or support where they are needed, on purpose and with terms.' },
  { verb: 'Describe', meaning: 'Say what is or was so, without judging it.' },
  { verb: 'Design', meaning: 'Make a plan that answers a need, with the reasons for its shape.' },
  { verb: 'Evaluate', meaning: 'Weigh strengths, weaknesses and evidence, and come to a reasoned judgement.' },
  { verb: 'Exploit', meaning: 'Make full use of something to gain an advantage for pupils.' },
  { verb: 'Identify', meaning: 'Name what is relevant; no more is asked.' },
  { verb: 'Implement', meaning: 'Carry a plan out and keep track of it.' },
  { verb: 'Monitor', meaning: 'Check at intervals whether what was planned is happening and working.' },
  { verb: 'Sustain', meaning: 'Keep a gain going after the first effort, by means that last.' },
];

/** Signed before submission; each signature is bound to the manifest and voided by an edit. */
export const declarations: readonly DeclarationText[] = [
  {
    code: 'own-work',
    signedBy: 'participant',
    text: 'Both accounts are my own work, about projects that I led. Where I use the words or ideas of others I say so.',
  },
  {
    code: 'anonymised',
    signedBy: 'participant',
    text: 'Nobody can be identified from my accounts or my evidence: pupils, colleagues and schools are not named.',
  },
  {
    code: 'permissions',
    signedBy: 'participant',
    text: 'The people whose information my evidence contains have been told, and the schools concerned allow its use.',
  },
  {
    code: 'word-count',
    signedBy: 'participant',
    text: 'I have seen how the words of each account were counted. Each is within its limit, and nothing in it is hidden from the count.',
  },
  {
    code: 'sponsor-accurate',
    signedBy: 'sponsor',
    text: 'I know the projects described. To the best of my knowledge the accounts and the evidence are accurate, and the participant did the work they describe.',
  },
];
