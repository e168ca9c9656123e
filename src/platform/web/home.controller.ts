import { Controller } from '@nestjs/common';
import { NextThings } from './next-things.js';
import { page, type PageReply } from './reply.js';
import { Route } from './route.js';
import { Visiting, type Visitor } from './visitor.js';

/** Everybody's first page: what is theirs to do, soonest first. */
@Controller()
export class HomeController {
  constructor(private readonly nextThings: NextThings) {}

  @Route({ get: '/', title: 'What is next for you', for: 'signed-in' })
  async home(@Visiting() visitor: Visitor): Promise<PageReply> {
    const things = await this.nextThings.of(visitor);
    return page('platform/web/pages/home.njk', { title: visitor.name, things });
  }
}
