import { defineMessages } from '../platform/web/reply.js';
import { integrityMessages } from '../submission/blind.js';
import type { AskCode } from './draw-sample.js';
import type { VerdictCode } from './say-verdict.js';

export const qualityMessages = defineMessages<AskCode | VerdictCode>({
  ...integrityMessages,
  'no-batch-waits': () => 'No batch of this year was confirmed since the last draw, so there is nothing to draw from',
  'draw-under-way': () => 'A sample of this year is being drawn already. Load the page again in a moment',
  'verdict-missing': () => 'Choose whether you agree',
  'verdict-reason-missing': () => 'Say where you disagree and why: the provider reads it',
  'verdict-given': () => 'There is a verdict on this decision already, and it stands',
  'verdict-on-own': () => 'You marked or moderated this script, so the verdict on it is somebody else’s',
});
