import { Injectable } from '@nestjs/common';
import { Handles, type Work } from '../../platform/jobs/job.js';
import { ImportEnrolments } from './import-enrolments.js';

@Injectable()
export class ImportJobs {
  constructor(private readonly importEnrolments: ImportEnrolments) {}

  @Handles('enrolment.import')
  async import(work: Work): Promise<void> {
    await this.importEnrolments.run(work.actor, work.subject['importId'] ?? '', (done, total, note) =>
      work.progress(done, total, note),
    );
  }
}
