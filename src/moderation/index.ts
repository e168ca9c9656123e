export { ModerationBatch } from './batch.entity.js';
export { CloseBatch } from './close-batch.js';
export { DecideItem } from './decide-item.js';
export { FreezeBatch } from './freeze-batch.js';
export { ModerationModule } from './moderation.module.js';
export {
  batchDetail,
  batchLines,
  itemsOf,
  moderatedScript,
  type BatchDetail,
  type BatchLine,
  type ItemLine,
  type ModeratedScript,
} from './moderation.queries.js';
