import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Manifest } from './manifest.js';
import type { KeptFile } from './handed-in.js';
import type { SubmissionState } from './submission.lifecycle.js';

/** What was handed in for an attempt: frozen beside the row are framework, count rule and the manifest of its files. */
@Entity('submission')
export class Submission {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'attempt_id' }) attemptId!: string;
  @Column('uuid', { name: 'booking_id', nullable: true }) bookingId!: string | null;
  @Column('text') state!: SubmissionState;
  @Column('text', { name: 'framework_version' }) frameworkVersion!: string;
  @Column('text', { name: 'count_rule', nullable: true }) countRule!: string | null;
  @Column('jsonb', { nullable: true }) manifest!: Manifest | null;
  @Column('text', { name: 'manifest_hash', nullable: true }) manifestHash!: string | null;
  @Column('timestamptz', { name: 'first_submitted_at', nullable: true }) firstSubmittedAt!: Date | null;
  @Column('timestamptz', { name: 'submitted_at', nullable: true }) submittedAt!: Date | null;
  @Column('timestamptz', { name: 'accepted_at', nullable: true }) acceptedAt!: Date | null;
  @Column('text', { name: 'held_reason', nullable: true }) heldReason!: string | null;
  /** Its files as they were when it was taken back; null while it is not. */
  @Column('jsonb', { name: 'kept_files', nullable: true }) keptFiles!: readonly KeptFile[] | null;
  @Column('integer') version!: number;
}
