import 'reflect-metadata';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { entities } from './entities.js';
import type { Config } from './platform/config/config.js';
import { openSource } from './platform/database/database.js';
import { createAdapter, prepare } from './platform/web/adapter.js';
import { serveDescription } from './platform/web/openapi.js';

const quiet = { logger: ['error', 'warn', 'fatal'] as ('error' | 'warn' | 'fatal')[], abortOnError: false };

/** The application with its web server prepared and not yet listening. */
export async function openWeb(config: Config): Promise<NestFastifyApplication> {
  const source = await openSource(config.databaseUrl, entities, { patienceMs: config.databasePatienceMs });
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.with(config, source),
    createAdapter(config),
    quiet,
  );
  await prepare(app, config);
  serveDescription(app);
  app.enableShutdownHooks();
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}

/** The application without a web server: for the worker and the operator. */
export async function openContext(config: Config): Promise<INestApplicationContext> {
  const source = await openSource(config.databaseUrl, entities, { patienceMs: config.databasePatienceMs });
  const context = await NestFactory.createApplicationContext(AppModule.with(config, source), quiet);
  context.enableShutdownHooks();
  return context;
}
