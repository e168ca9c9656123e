import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { ParserPool } from './parser-pool.js';

/** The process's threads for strangers' files: as many as the `cpu` queue runs jobs at once (jobs/work-loop.ts). */
@Injectable()
export class Parsing extends ParserPool implements OnApplicationShutdown {
  constructor() {
    super({ size: 2 });
  }

  onApplicationShutdown(): void {
    this.close();
  }
}
