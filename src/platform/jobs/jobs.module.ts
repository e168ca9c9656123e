import { Global, Module, type DynamicModule } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { JobRegistry, jobKindsToken } from './job-registry.js';
import type { JobKinds, TimetableEntry } from './job.js';
import { RingWork } from './ring-work.js';
import { RunWork } from './run-work.js';
import { TidyJobs } from './tidy.jobs.js';
import { timetableToken, WorkLoop } from './work-loop.js';

@Global()
@Module({})
export class JobsModule {
  /** `kinds`: every job there is. `timetable`: those ordered by the clock. */
  static with(kinds: JobKinds, timetable: readonly TimetableEntry[]): DynamicModule {
    return {
      module: JobsModule,
      imports: [DiscoveryModule],
      providers: [
        { provide: jobKindsToken, useValue: kinds },
        { provide: timetableToken, useValue: timetable },
        JobRegistry,
        RingWork,
        RunWork,
        TidyJobs,
        WorkLoop,
      ],
      exports: [JobRegistry, RingWork, RunWork, WorkLoop],
    };
  }
}
