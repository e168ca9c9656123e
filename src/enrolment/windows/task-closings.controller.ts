import { Body, Controller, NotFoundException, Param } from '@nestjs/common';
import { z } from 'zod';
import { sayCount } from '#libs/calendar';
import { isRefusal } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';
import { instantOf } from '../../platform/database/types.js';
import { done, page, refused, type PageReply, type Reply } from '../../platform/web/reply.js';
import { Route } from '../../platform/web/route.js';
import { Visiting, type Visitor } from '../../platform/web/visitor.js';
import { Frameworks } from '../../qualification/index.js';
import { enrolmentMessages } from '../enrolment.messages.js';
import { SetTaskClosings } from './set-task-closings.js';
import { taskClosingsOf } from './task-closings.js';
import { WindowQueries } from './windows.queries.js';

const Id = z.uuid();
const text = z.string().max(20).default('');
/** `day-T1`, `time-T1` and so on, by the tasks of the window's framework. */
const Wanted = z.object({}).catchall(text).meta({ id: 'TaskClosings' });
type Fields = Readonly<Record<string, string>>;

/** Up to when a window takes the account of each task. */
@Controller()
export class TaskClosingsController {
  constructor(
    private readonly database: Database,
    private readonly windows: WindowQueries,
    private readonly frameworks: Frameworks,
    private readonly setTaskClosings: SetTaskClosings,
  ) {}

  @Route({
    get: '/planning/windows/:id/task-closings',
    title: 'Up to when a window takes the account of each task: the form',
    for: ['administrator'],
    of: 'window',
  })
  async form(@Param('id', { schema: Id }) id: string): Promise<PageReply> {
    const closings = await taskClosingsOf(this.database, id);
    const fields = Object.fromEntries(
      closings.flatMap(({ task, closesAt }) => {
        const civil = instantOf(closesAt).toZonedDateTimeISO('Europe/London');
        return [
          [`day-${task}`, civil.toPlainDate().toString()],
          [`time-${task}`, civil.toPlainTime().toString({ smallestUnit: 'minute' })],
        ];
      }),
    );
    return this.formWith(id, fields);
  }

  @Route({
    post: '/planning/windows/:id/task-closings',
    title: 'Set up to when a window takes the account of each task',
    for: ['administrator'],
    of: 'window',
    journal: 'window.task-closings-set',
  })
  async set(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) windowId: string,
    @Body({ schema: Wanted }) body: Fields,
  ): Promise<Reply> {
    const tasks = Object.keys(body).flatMap((name) => (name.startsWith('day-') ? [name.slice('day-'.length)] : []));
    const closings = tasks.map((task) => ({ task, day: body[`day-${task}`] ?? '', time: body[`time-${task}`] ?? '' }));
    const told = await this.setTaskClosings.run({ actor: visitor.actor, windowId, closings });
    if (isRefusal(told)) return refused(told, enrolmentMessages, await this.formWith(windowId, body));
    const notice = told === 0 ? 'The times are set' : `The times are set, and told in ${sayCount(told, 'letter')}`;
    return done(`/planning/windows/${windowId}`, { value: { told }, notice });
  }

  private async formWith(id: string, fields: Fields): Promise<PageReply> {
    const window = await this.windows.find(id);
    if (!window) throw new NotFoundException();
    const { tasks } = await this.frameworks.framework(window.frameworkVersion);
    return page('enrolment/pages/task-closings.njk', {
      title: `When accounts are taken until: ${window.name}`,
      back: { href: `/planning/windows/${id}`, text: window.name },
      window,
      tasks: tasks.map(({ code, title }) => ({
        code,
        title,
        day: fields[`day-${code}`] ?? '',
        time: fields[`time-${code}`] ?? '',
      })),
    });
  }
}
