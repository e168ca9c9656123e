import { Body, Controller, NotFoundException, Param } from '@nestjs/common';
import { z } from 'zod';
import { isRefusal } from '#libs/refusal';
import { done, page, refused, type PageReply, type Reply } from '../platform/web/reply.js';
import { Route } from '../platform/web/route.js';
import { Visiting, type Visitor } from '../platform/web/visitor.js';
import { Frameworks } from './frameworks.js';
import { PublishFramework } from './publish-framework.js';
import { qualificationMessages } from './qualification.messages.js';

const Publication = z.strictObject({ definition: z.string().max(1_000_000) }).meta({ id: 'FrameworkPublication' });
const staff = ['administrator', 'lead', 'senior-assessor', 'assessor', 'moderator', 'qa-agent'] as const;

/** What is judged and by which numbers, for everybody who judges; published by an administrator. */
@Controller()
export class QualificationController {
  constructor(
    private readonly frameworks: Frameworks,
    private readonly publishFramework: PublishFramework,
  ) {}

  @Route({ get: '/frameworks', title: 'The published frameworks', for: ['administrator', 'lead'] })
  async list(): Promise<PageReply> {
    return page('qualification/pages/frameworks.njk', {
      title: 'Frameworks',
      frameworks: await this.frameworks.list(),
    });
  }

  @Route({ get: '/frameworks/:id', title: 'One framework: criteria, descriptors and rules', for: staff })
  async show(@Param('id', { schema: z.string().max(60) }) id: string): Promise<PageReply> {
    const framework = await this.frameworks.find(id);
    if (!framework) throw new NotFoundException();
    const areas = framework.areas.map((area) => ({
      ...area,
      criteria: framework.criteria.filter((criterion) => criterion.area === area.number),
    }));
    return page('qualification/pages/framework.njk', { title: framework.title, framework, areas });
  }

  @Route({ post: '/frameworks', title: 'Publish a framework', for: ['administrator'], journal: 'framework.published' })
  async publish(
    @Visiting() visitor: Visitor,
    @Body({ schema: Publication }) body: z.infer<typeof Publication>,
  ): Promise<Reply> {
    const id = await this.publishFramework.run({ actor: visitor.actor, text: body.definition });
    if (isRefusal(id)) return refused(id, qualificationMessages, await this.list());
    return done(`/frameworks/${id}`, { value: { id }, notice: 'Published' });
  }
}
