import { Column, Entity, PrimaryGeneratedColumn, VersionColumn } from 'typeorm';
import type { BookingState } from './booking.lifecycle.js';

/** A place in a window for one attempt. While it is live it holds a seat; the seat's number is what keeps two from one place. */
@Entity('booking')
export class BookingRow {
  @PrimaryGeneratedColumn('uuid', { name: 'id' }) id!: string;
  @Column({ type: 'uuid', name: 'window_id' }) windowId!: string;
  @Column({ type: 'uuid', name: 'enrolment_id' }) enrolmentId!: string;
  @Column({ type: 'integer', name: 'attempt_no' }) attemptNo!: number;
  @Column({ type: 'text', name: 'state' }) state!: BookingState;
  @Column({ type: 'integer', name: 'seat', nullable: true }) seat!: number | null;
  @Column({ type: 'timestamptz', name: 'personal_closes_at', nullable: true }) personalClosesAt!: Date | null;
  @Column({ type: 'timestamptz', name: 'extended_closes_at', nullable: true }) extendedClosesAt!: Date | null;
  @Column({ type: 'timestamptz', name: 'kept_at', nullable: true }) keptAt!: Date | null;
  @Column({ type: 'timestamptz', name: 'booked_at' }) bookedAt!: Date;
  @VersionColumn({ name: 'version' }) version!: number;
}
