export { AttemptLock } from './attempt-lock.js';
export { authorsOf, tracesOf } from './author-identity.js';
export { countAccount, countRuleOf } from './count-account.js';
export { Document, type Component } from './document.entity.js';
export {
  attemptShown,
  documentDetail,
  documentsOf,
  type DocumentDetail,
  type DocumentLine,
  type Reads,
  type ShownAttempt,
} from './documents.queries.js';
export { ledgerShown, type LedgerShown } from './ledger-shown.js';
export { DocumentsModule } from './documents.module.js';
export { findingWords, placeWords, stateWords } from './pages/words.js';
export { readerVersion } from './read-document.js';
export { tasksInScope } from './tasks-in-scope.js';
export { ReceiveDocument, type WantedDocument } from './receive-document.js';
