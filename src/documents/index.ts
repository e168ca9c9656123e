export { AttemptLock } from './attempt-lock.js';
export { authorsOf, tracesOf } from './author-identity.js';
export { countAccount, countRuleOf } from './count-account.js';
export { DecideCount } from './decide-count.js';
export { Document, type Component } from './document.entity.js';
export { documentsMessages } from './documents.messages.js';
export { mostPagesDrawn } from './draw-pages.js';
export {
  attemptShown,
  documentDetail,
  documentsOf,
  type CountVerdict,
  type DocumentDetail,
  type DocumentLine,
  type Reads,
  type ShownAttempt,
} from './documents.queries.js';
export { codesFor, severityOf, type FindingSeverity } from './finding-severity.js';
export { ledgerByPage, type LedgerPage } from './ledger-by-page.js';
export { ledgerShown, type LedgerShown } from './ledger-shown.js';
export { DocumentsModule } from './documents.module.js';
export { pageImageKey, pageImagesOf, type StoredPageImage } from './page-images.queries.js';
export { findingWords, placeWords, reasonWords, stateWords, storyWords } from './pages/words.js';
export { readerVersion } from './read-document.js';
export { tasksInScope } from './tasks-in-scope.js';
export { ReceiveDocument, type WantedDocument } from './receive-document.js';
