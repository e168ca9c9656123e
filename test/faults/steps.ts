import type { Step } from './life.js';
import { judgementSteps } from './steps-of-judgement.js';
import { participantSteps } from './steps-of-participants.js';

/** A life in its order. */
export const lifeSteps: readonly Step[] = [...participantSteps, ...judgementSteps];
