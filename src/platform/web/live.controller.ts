import { Controller, ForbiddenException, Query, Sse, SetMetadata, type MessageEvent } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { filter, interval, map, merge, type Observable } from 'rxjs';
import { z } from 'zod';
import { isTopicToken, Live } from './live.js';
import { routeKey, type RouteDeclaration } from './route.js';
import { Visiting, type Visitor } from './visitor.js';

const Watch = z.object({ topic: z.string().max(200), token: z.string().max(100) });
const declaration: RouteDeclaration = {
  get: '/events',
  title: 'Changes of one thing, as they happen',
  for: 'signed-in',
};

/** One stream a page: says that something changed, never what. The page asks again and is answered as always. */
@ApiExcludeController()
@Controller()
export class LiveController {
  constructor(private readonly live: Live) {}

  @Sse('events')
  @SetMetadata(routeKey, declaration)
  watch(
    @Visiting() visitor: Visitor,
    @Query({ schema: Watch }) watch: z.infer<typeof Watch>,
  ): Observable<MessageEvent> {
    if (!isTopicToken(visitor.csrfToken, watch.topic, watch.token)) throw new ForbiddenException();
    const changes = this.live.changes.pipe(
      filter((topic) => topic === watch.topic || topic === '*'),
      map((): MessageEvent => ({ type: 'changed', data: '' })),
    );
    // Proxies cut what is silent for long.
    const pulse = interval(25_000).pipe(map((): MessageEvent => ({ type: 'pulse', data: '' })));
    return merge(changes, pulse);
  }
}
