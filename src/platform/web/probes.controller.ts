import { Controller, Get, ServiceUnavailableException, SetMetadata } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { OutageWatch } from '../outages/outage-watch.js';
import { routeKey } from './route.js';

const open = (get: string, title: string): MethodDecorator => SetMetadata(routeKey, { get, title, for: 'anyone' });

/** For supervisors and load balancers: alive without any other part, ready when the database answers. */
@ApiExcludeController()
@Controller()
export class ProbesController {
  constructor(private readonly outages: OutageWatch) {}

  @Get('livez')
  @open('/livez', 'The process is alive')
  alive(): { alive: true } {
    return { alive: true };
  }

  @Get('readyz')
  @open('/readyz', 'The process can serve')
  async ready(): Promise<{ ready: true }> {
    if (!(await this.outages.isDatabaseThere())) throw new ServiceUnavailableException();
    return { ready: true };
  }
}
