import { Module } from '@nestjs/common';
import { CalendarController } from './calendar/calendar.controller.js';
import { GiveLink } from './calendar/give-link.js';
import { NoticesController } from './notices.controller.js';
import { NoticesJobs } from './notices.jobs.js';
import { PlannerController } from './planner/planner.controller.js';
import { SendReminders } from './send-reminders.js';

/** Reminders, and a participant's time: knows all rooms, and no room knows it. */
@Module({
  controllers: [CalendarController, NoticesController, PlannerController],
  providers: [GiveLink, NoticesJobs, SendReminders],
})
export class NoticesModule {}
