import { AppealRow } from './appeals/index.js';
import { RequestRow } from './circumstances/index.js';
import { Document } from './documents/index.js';
import { BookingRow, EnrolmentRow, WindowRow } from './enrolment/index.js';
import { RoundRow } from './allocation/index.js';
import { AccreditationRow } from './standardisation/index.js';
import { ModerationBatch } from './moderation/index.js';
import { ChangeRow, ReleaseRow, SanctionRow } from './outcomes/index.js';
import { Submission } from './submission/index.js';

/** Every row class, for the mapper. Each room adds its own: the platform knows none by name. */
export const entities: (new () => object)[] = [
  BookingRow,
  EnrolmentRow,
  WindowRow,
  Document,
  Submission,
  RequestRow,
  AccreditationRow,
  RoundRow,
  ModerationBatch,
  ReleaseRow,
  ChangeRow,
  SanctionRow,
  AppealRow,
];
