import { Module } from '@nestjs/common';
import { MarkingModule } from '../marking/index.js';
import { QualificationModule } from '../qualification/index.js';
import { ChangeSample } from './change-sample.js';
import { CloseBatch } from './close-batch.js';
import { DecideItem } from './decide-item.js';
import { DrawBatch } from './draw-batch.js';
import { FreezeBatch } from './freeze-batch.js';
import { GiveBlindMarks } from './give-blind-marks.js';
import { HandOver } from './hand-over.js';
import { ItemsController } from './items.controller.js';
import { ModerationController } from './moderation.controller.js';
import { ModerationJobs } from './moderation.jobs.js';
import { ModerationSubjects } from './moderation.subjects.js';
import { ModerationPages } from './pages/moderation.page.js';

@Module({
  imports: [MarkingModule, QualificationModule],
  controllers: [ModerationController, ItemsController],
  providers: [
    ChangeSample,
    CloseBatch,
    DecideItem,
    DrawBatch,
    FreezeBatch,
    GiveBlindMarks,
    HandOver,
    ModerationJobs,
    ModerationPages,
    ModerationSubjects,
  ],
  exports: [CloseBatch, DecideItem, FreezeBatch],
})
export class ModerationModule {}
