import { Module, type DynamicModule } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { jobKinds, timetable } from './jobs.js';
import { navigation } from './navigation.js';
import type { Config } from './platform/config/config.js';
import { JobsModule } from './platform/jobs/jobs.module.js';
import { PlatformModule } from './platform/platform.module.js';
import { WebModule } from './platform/web/web.module.js';
import { rooms } from './rooms.js';

/** The whole house, behind each of its three doors (`web.ts`, `worker.ts`, `cli.ts`) and in every spec of a room. */
@Module({})
export class AppModule {
  static with(config: Config, source: DataSource): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformModule.with(config, source),
        JobsModule.with(jobKinds, timetable),
        WebModule.with(navigation),
        ...rooms,
      ],
    };
  }
}
