import { Module } from '@nestjs/common';
import { QualificationModule } from '../qualification/index.js';
import { CompareAccounts } from './compare-accounts.js';
import { DecideMatch } from './decide-match.js';
import { KeepAccounts } from './keep-accounts.js';
import { MatchPage } from './match.page.js';
import { SimilarityController } from './similarity.controller.js';
import { SimilarityJobs } from './similarity.jobs.js';
import { SimilaritySubjects } from './similarity.subjects.js';

@Module({
  imports: [QualificationModule],
  controllers: [SimilarityController],
  providers: [CompareAccounts, DecideMatch, KeepAccounts, MatchPage, SimilarityJobs, SimilaritySubjects],
  exports: [CompareAccounts, KeepAccounts],
})
export class SimilarityModule {}
