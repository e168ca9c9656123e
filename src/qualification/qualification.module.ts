import { Module } from '@nestjs/common';
import { Frameworks } from './frameworks.js';
import { PublishFramework } from './publish-framework.js';
import { QualificationController } from './qualification.controller.js';

@Module({
  controllers: [QualificationController],
  providers: [Frameworks, PublishFramework],
  exports: [Frameworks, PublishFramework],
})
export class QualificationModule {}
