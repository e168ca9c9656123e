import { Module } from '@nestjs/common';
import { QualificationModule } from '../qualification/index.js';
import { BookWindow } from './bookings/book-window.js';
import { BookingJobs } from './bookings/booking.jobs.js';
import { CancelBooking } from './bookings/cancel-booking.js';
import { ConfirmBooking } from './bookings/confirm-booking.js';
import { MoveUnconfirmed } from './bookings/move-unconfirmed.js';
import { SetClosingTime } from './bookings/set-closing-time.js';
import { Enrolments } from './enrolments.js';
import { ImportEnrolments } from './import/import-enrolments.js';
import { ImportJobs } from './import/import.jobs.js';
import { StartImport } from './import/start-import.js';
import { CloseCharge } from './participants/close-charge.js';
import { CorrectStartDate } from './participants/correct-start-date.js';
import { EnrolmentJobs } from './participants/enrolment.jobs.js';
import { ExtendClock } from './participants/extend-clock.js';
import { GrantDeferral } from './participants/grant-deferral.js';
import { SweepEnrolments } from './participants/sweep-enrolments.js';
import { WithdrawEnrolment } from './participants/withdraw-enrolment.js';
import { AddWindows, ChangeCapacity } from './windows/add-windows.js';

/** Participants, their clocks, windows and bookings. */
@Module({
  imports: [QualificationModule],
  controllers: [],
  providers: [
    AddWindows,
    BookingJobs,
    BookWindow,
    CancelBooking,
    ChangeCapacity,
    CloseCharge,
    ConfirmBooking,
    CorrectStartDate,
    EnrolmentJobs,
    Enrolments,
    ExtendClock,
    GrantDeferral,
    ImportEnrolments,
    ImportJobs,
    MoveUnconfirmed,
    SetClosingTime,
    StartImport,
    SweepEnrolments,
    WithdrawEnrolment,
  ],
  exports: [BookWindow, ConfirmBooking, Enrolments],
})
export class EnrolmentModule {}
