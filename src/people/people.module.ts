import { Module } from '@nestjs/common';
import { Visitors } from '../platform/web/visitor.js';
import { SessionVisitors } from './session-visitors.js';

/** Who may sign in, and who they are. */
@Module({
  providers: [{ provide: Visitors, useClass: SessionVisitors }],
  exports: [Visitors],
})
export class PeopleModule {}
