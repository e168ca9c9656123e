import { Module } from '@nestjs/common';
import { PeopleModule } from '../people/index.js';
import { QualificationModule } from '../qualification/index.js';
import { EnrolmentNext } from './enrolment.next.js';
import { EnrolmentSubjects } from './subjects.js';
import { BookWindow } from './bookings/book-window.js';
import { BookingJobs } from './bookings/booking.jobs.js';
import { BookingsController } from './bookings/bookings.controller.js';
import { BookingQueries } from './bookings/bookings.queries.js';
import { ChooseWindowController } from './bookings/choose-window.controller.js';
import { CancelBooking } from './bookings/cancel-booking.js';
import { ConfirmBooking } from './bookings/confirm-booking.js';
import { JoinWaitingList, LeaveWaitingList } from './bookings/join-waiting-list.js';
import { OfferPlaces } from './bookings/offer-places.js';
import { WaitingController } from './bookings/waiting.controller.js';
import { MoveUnconfirmed } from './bookings/move-unconfirmed.js';
import { SetClosingTime } from './bookings/set-closing-time.js';
import { Enrolments } from './enrolments.js';
import { ImportEnrolments } from './import/import-enrolments.js';
import { ImportJobs } from './import/import.jobs.js';
import { ImportController } from './import/import.controller.js';
import { ImportQueries } from './import/import.queries.js';
import { StartImport } from './import/start-import.js';
import { ChargesController } from './participants/charges.controller.js';
import { EnrolmentsController } from './participants/enrolments.controller.js';
import { ChangeDetails } from './participants/change-details.js';
import { ChangeFormerCoaches } from './participants/change-former-coaches.js';
import { FormerCoachesController } from './participants/former-coaches.controller.js';
import { DetailsController } from './participants/details.controller.js';
import { MergeController } from './participants/merge.controller.js';
import { MergeRecords } from './participants/merge-records.js';
import { PartRecords } from './participants/part-records.js';
import { ParticipantsController } from './participants/participants.controller.js';
import { ParticipantQueries } from './participants/participants.queries.js';
import { CloseCharge } from './participants/close-charge.js';
import { CorrectStartDate } from './participants/correct-start-date.js';
import { EnrolmentJobs } from './participants/enrolment.jobs.js';
import { ExtendClock } from './participants/extend-clock.js';
import { GrantDeferral } from './participants/grant-deferral.js';
import { SweepEnrolments } from './participants/sweep-enrolments.js';
import { TransferController } from './participants/transfer.controller.js';
import { TransferFramework } from './participants/transfer-framework.js';
import { WithdrawEnrolment } from './participants/withdraw-enrolment.js';
import { AddWindows, ChangeCapacity } from './windows/add-windows.js';
import { PlanningController } from './windows/planning.controller.js';
import { SetTaskClosings } from './windows/set-task-closings.js';
import { TaskClosingsController } from './windows/task-closings.controller.js';
import { WindowQueries } from './windows/windows.queries.js';

/** Participants, their clocks, windows and bookings. */
@Module({
  imports: [PeopleModule, QualificationModule],
  controllers: [
    BookingsController,
    ChargesController,
    ChooseWindowController,
    DetailsController,
    EnrolmentsController,
    FormerCoachesController,
    ImportController,
    MergeController,
    ParticipantsController,
    PlanningController,
    TaskClosingsController,
    TransferController,
    WaitingController,
  ],
  providers: [
    AddWindows,
    BookingJobs,
    BookingQueries,
    BookWindow,
    CancelBooking,
    ChangeCapacity,
    ChangeDetails,
    ChangeFormerCoaches,
    CloseCharge,
    ConfirmBooking,
    CorrectStartDate,
    EnrolmentJobs,
    EnrolmentNext,
    Enrolments,
    EnrolmentSubjects,
    ExtendClock,
    GrantDeferral,
    ImportEnrolments,
    ImportJobs,
    ImportQueries,
    JoinWaitingList,
    LeaveWaitingList,
    MergeRecords,
    MoveUnconfirmed,
    OfferPlaces,
    ParticipantQueries,
    PartRecords,
    SetClosingTime,
    StartImport,
    SweepEnrolments,
    SetTaskClosings,
    TransferFramework,
    WindowQueries,
    WithdrawEnrolment,
  ],
  exports: [BookWindow, ConfirmBooking, Enrolments, ExtendClock, GrantDeferral, SetClosingTime],
})
export class EnrolmentModule {}
