export * from './model.js';
export { type Limits, limits } from './limits.js';
export { read } from './read.js';
export { readDocx } from './docx/read-docx.js';
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
export { type EvidenceKind, isNamedAs } from './evidence/kind.js';
export { type EvidenceRead, type EvidenceReading, type EvidenceText, readEvidence } from './evidence/read-evidence.js';
export { type CleanFile, cleanEvidence } from './evidence/clean-evidence.js';
export { type Box, boxAt, boxHead, cleanIndex, holdToBrand, keptOfFile } from './evidence/recording.js';
export { drawPageImages, type PageImage, type PageImages } from './pdf/images/draw-page-images.js';
