export { MakeCheckpoint } from './make-checkpoint.js';
export { OversightModule } from './oversight.module.js';
export { Verify, type Verdict } from './verify.js';
