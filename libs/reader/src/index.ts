export * from './model.js';
export { type Limits, limits } from './limits.js';
export { read } from './read.js';
export { type Archive, openArchive } from './zip/open-archive.js';
export { Unreadable } from './unreadable.js';
export { proseTraces } from './traces/prose-traces.js';
export {
  cleanDocx,
  type CleanImage,
  cleanImage,
  cleanOffice,
  cleanPdf,
  type Identity,
  identityTraces,
} from './clean/index.js';
