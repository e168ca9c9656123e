import { Injectable } from '@nestjs/common';
import { GivesUp, Handles, type Work } from '../platform/jobs/job.js';
import { DrawPages } from './draw-pages.js';
import { GiveUpDocument } from './give-up-document.js';
import { ReadDocument } from './read-document.js';
import { ScanDocument } from './scan-document.js';

/** From quarantine to checked: scan, then read and count. Each step is one call and harmless when it comes twice. */
@Injectable()
export class DocumentsJobs {
  constructor(
    private readonly scanDocument: ScanDocument,
    private readonly readDocument: ReadDocument,
    private readonly giveUpDocument: GiveUpDocument,
    private readonly drawPages: DrawPages,
  ) {}

  @Handles('documents.scan')
  async scan(work: Work): Promise<void> {
    await this.scanDocument.run(work);
  }

  @Handles('documents.read')
  async read(work: Work): Promise<void> {
    await this.readDocument.run(work);
  }

  @Handles('documents.draw-pages')
  async draw(work: Work): Promise<void> {
    await this.drawPages.run(work);
  }

  @GivesUp('documents.draw-pages')
  async giveUpDrawing(work: Work): Promise<void> {
    await this.drawPages.giveUp(work);
  }

  @GivesUp('documents.scan')
  async giveUpScan(work: Work, reason: string): Promise<void> {
    await this.giveUpDocument.run(work, reason);
  }

  @GivesUp('documents.read')
  async giveUpRead(work: Work, reason: string): Promise<void> {
    await this.giveUpDocument.run(work, reason);
  }
}
