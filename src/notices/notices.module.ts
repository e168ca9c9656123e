import { Module } from '@nestjs/common';
import { NoticesController } from './notices.controller.js';
import { NoticesJobs } from './notices.jobs.js';
import { SendReminders } from './send-reminders.js';

/** Reminders: knows all rooms, and no room knows it. */
@Module({
  controllers: [NoticesController],
  providers: [NoticesJobs, SendReminders],
})
export class NoticesModule {}
