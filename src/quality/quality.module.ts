import { Module } from '@nestjs/common';
import { QualificationModule } from '../qualification/index.js';
import { DrawQaSample } from './draw-sample.js';
import { QualityPages } from './pages/quality.page.js';
import { QualityController } from './quality.controller.js';
import { QualityJobs } from './quality.jobs.js';
import { QualitySubjects } from './quality.subjects.js';
import { SayVerdict } from './say-verdict.js';

@Module({
  imports: [QualificationModule],
  controllers: [QualityController],
  providers: [DrawQaSample, QualityJobs, QualityPages, QualitySubjects, SayVerdict],
  exports: [DrawQaSample, SayVerdict],
})
export class QualityModule {}
