import { Module } from '@nestjs/common';
import { QualificationModule } from '../qualification/index.js';
import { AccreditationSubject } from './accreditation-subject.js';
import { ChangeTerms } from './change-terms.js';
import { GrantAccreditation } from './grant-accreditation.js';
import { MoveAccreditation } from './move-accreditation.js';
import { StandardisationController } from './standardisation.controller.js';

/** Who may mark, for which framework version, how much and until when. */
@Module({
  imports: [QualificationModule],
  controllers: [StandardisationController],
  providers: [AccreditationSubject, ChangeTerms, GrantAccreditation, MoveAccreditation],
  exports: [ChangeTerms, GrantAccreditation, MoveAccreditation],
})
export class StandardisationModule {}
