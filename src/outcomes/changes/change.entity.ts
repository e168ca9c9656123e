import type { MarkSet } from '#libs/rubric';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ChangeState } from './change.lifecycle.js';

/** What is to become of one released outcome, who proposed it and who confirmed it. */
@Entity('outcome_change')
export class ChangeRow {
  @PrimaryColumn('uuid', { name: 'id' }) id!: string;
  @Column('uuid', { name: 'outcome_id' }) outcomeId!: string;
  @Column('text', { name: 'kind' }) kind!: 'supersede' | 'void';
  @Column('text', { name: 'state' }) state!: ChangeState;
  @Column('text', { name: 'reason' }) reason!: string;
  @Column('text', { name: 'error', nullable: true }) error!: string | null;
  /** All marks that would stand; null where the outcome becomes void. */
  @Column('jsonb', { name: 'marks', nullable: true }) marks!: MarkSet | null;
  @Column('text', { name: 'result', nullable: true }) result!: 'passed' | 'failed' | null;
  @Column('uuid', { name: 'proposed_by' }) proposedBy!: string;
  @Column('timestamptz', { name: 'proposed_at' }) proposedAt!: Date;
  @Column('uuid', { name: 'confirmed_by', nullable: true }) confirmedBy!: string | null;
  @Column('timestamptz', { name: 'confirmed_at', nullable: true }) confirmedAt!: Date | null;
  @Column('uuid', { name: 'cancelled_by', nullable: true }) cancelledBy!: string | null;
  @Column('timestamptz', { name: 'cancelled_at', nullable: true }) cancelledAt!: Date | null;
  @Column('text', { name: 'cancel_reason', nullable: true }) cancelReason!: string | null;
  @Column('integer', { name: 'version' }) version!: number;
}
