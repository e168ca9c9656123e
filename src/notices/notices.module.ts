import { Module } from '@nestjs/common';
import { NoticesController } from './notices.controller.js';
import { NoticesJobs } from './notices.jobs.js';
import { PlannerController } from './planner/planner.controller.js';
import { SendReminders } from './send-reminders.js';

/** Reminders, and a participant's time: knows all rooms, and no room knows it. */
@Module({
  controllers: [NoticesController, PlannerController],
  providers: [NoticesJobs, SendReminders],
})
export class NoticesModule {}
