import { Column, Entity, PrimaryGeneratedColumn, VersionColumn } from 'typeorm';
import type { EnrolmentState } from './enrolment.lifecycle.js';

/** A participant's place on one version of the framework, and their clock. Dates are YYYY-MM-DD, in London. */
@Entity('enrolment')
export class EnrolmentRow {
  @PrimaryGeneratedColumn('uuid', { name: 'id' }) id!: string;
  @Column({ type: 'uuid', name: 'participant_id' }) participantId!: string;
  @Column({ type: 'text', name: 'framework_version' }) frameworkVersion!: string;
  @Column({ type: 'date', name: 'start_date' }) startDate!: string;
  @Column({ type: 'date', name: 'present_by' }) presentBy!: string;
  @Column({ type: 'text', name: 'present_by_why' }) presentByWhy!: string;
  @Column({ type: 'date', name: 'long_stop', nullable: true }) longStop!: string | null;
  @Column({ type: 'text', name: 'state' }) state!: EnrolmentState;
  @Column({ type: 'integer', name: 'attempt_no' }) attemptNo!: number;
  @Column({ type: 'timestamptz', name: 'presented_at', nullable: true }) presentedAt!: Date | null;
  @Column({ type: 'date', name: 'resubmit_by', nullable: true }) resubmitBy!: string | null;
  @Column({ type: 'text', name: 'resubmit_by_why', nullable: true }) resubmitByWhy!: string | null;
  @VersionColumn({ name: 'version' }) version!: number;
}
