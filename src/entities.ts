import { BookingRow, EnrolmentRow, WindowRow } from './enrolment/index.js';

/** Every row class, for the mapper. Each room adds its own: the platform knows none by name. */
export const entities: (new () => object)[] = [BookingRow, EnrolmentRow, WindowRow];
