import { Module } from '@nestjs/common';
import { ChangeBankHolidays } from './bank-holidays/change-bank-holidays.js';
import { Frameworks } from './frameworks.js';
import { PublishFramework } from './publish-framework.js';
import { QualificationController } from './qualification.controller.js';

@Module({
  controllers: [QualificationController],
  providers: [ChangeBankHolidays, Frameworks, PublishFramework],
  exports: [ChangeBankHolidays, Frameworks, PublishFramework],
})
export class QualificationModule {}
