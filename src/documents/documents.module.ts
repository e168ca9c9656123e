import { Module } from '@nestjs/common';
import { UploadDoor } from '../platform/upload/index.js';
import { QualificationModule } from '../qualification/index.js';
import { ChangeDocument } from './change-document.js';
import { DecideCount } from './decide-count.js';
import { DocumentsController } from './documents.controller.js';
import { DocumentsJobs } from './documents.jobs.js';
import { DocumentsSubjects } from './documents.subjects.js';
import { DrawPages } from './draw-pages.js';
import { GiveUpDocument } from './give-up-document.js';
import { IntakeController } from './intake.controller.js';
import { DocumentsPages } from './pages/documents.page.js';
import { ReadDocument } from './read-document.js';
import { ReceiveDocument } from './receive-document.js';
import { RetryDocument } from './retry-document.js';
import { ScanDocument } from './scan-document.js';
import { UseCleanedFile } from './use-cleaned-file.js';
import { DocumentUploads } from './upload-door.js';

@Module({
  imports: [QualificationModule],
  controllers: [DocumentsController, IntakeController],
  providers: [
    ChangeDocument,
    DecideCount,
    DocumentsJobs,
    DocumentsPages,
    DocumentsSubjects,
    DrawPages,
    GiveUpDocument,
    ReadDocument,
    ReceiveDocument,
    RetryDocument,
    ScanDocument,
    UseCleanedFile,
    { provide: UploadDoor, useClass: DocumentUploads },
  ],
  exports: [DecideCount, ReceiveDocument],
})
export class DocumentsModule {}
