import { Global, Module, type DynamicModule } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { Clock } from './clock/clock.js';
import type { Config } from './config/config.js';
import { configToken } from './config/config.token.js';
import { Database } from './database/database.js';
import { Keys } from './keys/keys.js';
import { MailJobs } from './mail/mail.jobs.js';
import { OutageWatch } from './outages/outage-watch.js';
import { Parsing } from './parsing/index.js';
import { Scanner } from './scanner/index.js';
import { FileStore, openStore } from './storage/index.js';

/** What every room stands on: settings, database, clock, keys, mail, files, scanner and parser. */
@Global()
@Module({})
export class PlatformModule {
  static with(config: Config, source: DataSource): DynamicModule {
    const database = new Database(source);
    return {
      module: PlatformModule,
      providers: [
        { provide: configToken, useValue: config },
        { provide: Database, useValue: database },
        Clock,
        Keys,
        MailJobs,
        OutageWatch,
        Parsing,
        { provide: FileStore, useValue: openStore(config.store) },
        { provide: Scanner, useValue: new Scanner(config.clamd) },
      ],
      exports: [configToken, Database, Clock, Keys, OutageWatch, Parsing, FileStore, Scanner],
    };
  }
}
