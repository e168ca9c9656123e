import { Global, Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE, DiscoveryModule } from '@nestjs/core';
import { FailureFilter } from './failure.filter.js';
import { HomeController } from './home.controller.js';
import { IdempotencyInterceptor } from './idempotency.interceptor.js';
import { LiveController } from './live.controller.js';
import { Live } from './live.js';
import { navigationToken, type Navigation } from './navigation.js';
import { NextThings } from './next-things.js';
import { ProbesController } from './probes.controller.js';
import { ReplyInterceptor } from './reply.interceptor.js';
import { RouteGuard } from './route.guard.js';
import { Subjects } from './subjects.js';
import { Templates } from './templates.js';
import { shapePipe } from './validation.js';

@Global()
@Module({})
export class WebModule {
  static with(navigation: Navigation): DynamicModule {
    return {
      module: WebModule,
      imports: [DiscoveryModule],
      controllers: [HomeController, LiveController, ProbesController],
      providers: [
        { provide: navigationToken, useValue: navigation },
        { provide: APP_GUARD, useClass: RouteGuard },
        // The outer one turns replies into bytes, the inner one sees to it that a reply is made once.
        { provide: APP_INTERCEPTOR, useClass: ReplyInterceptor },
        { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
        { provide: APP_FILTER, useClass: FailureFilter },
        { provide: APP_PIPE, useValue: shapePipe },
        Live,
        NextThings,
        Subjects,
        Templates,
      ],
      exports: [Live, NextThings, Subjects, Templates],
    };
  }
}
