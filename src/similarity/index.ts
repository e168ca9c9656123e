/*
 * The door of the room: accounts that stand in one another. It has no news: nothing changes for anybody by what is found here.
 *
 *   KeepAccounts.run(actor, submissionId, key): fingerprints of an accepted submission; orders `similarity.compare` under the key
 *   CompareAccounts.run(work): all accounts of a provider that wait to be compared; twice is once
 */
export { CompareAccounts } from './compare-accounts.js';
export { KeepAccounts } from './keep-accounts.js';
export { judgesToo } from './may-see.js';
export { SimilarityModule } from './similarity.module.js';
