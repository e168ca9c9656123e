import { Module } from '@nestjs/common';
import { QualificationModule } from '../qualification/index.js';
import { BankHolidaysController } from './bank-holidays/bank-holidays.controller.js';
import { WarnOfTableEnd } from './bank-holidays/warn-of-end.js';
import { BatchesController } from './batches.controller.js';
import { ForecastController } from './forecast/forecast.controller.js';
import { JournalController } from './journal.controller.js';
import { MakeCheckpoint } from './make-checkpoint.js';
import { OversightJobs } from './oversight.jobs.js';
import { OversightNext } from './oversight.next.js';
import { Verify } from './verify.js';

@Module({
  imports: [QualificationModule],
  controllers: [BankHolidaysController, BatchesController, ForecastController, JournalController],
  providers: [MakeCheckpoint, OversightJobs, OversightNext, Verify, WarnOfTableEnd],
  exports: [MakeCheckpoint, Verify],
})
export class OversightModule {}
