import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { AppealState } from './appeal.lifecycle.js';

/** A participant's appeal against one outcome. Dates are YYYY-MM-DD, in London. */
@Entity('appeal')
export class AppealRow {
  @PrimaryColumn('uuid', { name: 'id' }) id!: string;
  @Column('uuid', { name: 'outcome_id' }) outcomeId!: string;
  @Column('text', { name: 'state' }) state!: AppealState;
  @Column('text', { name: 'grounds' }) grounds!: string;
  @Column('text', { name: 'statement' }) statement!: string;
  @Column('uuid', { name: 'lodged_by' }) lodgedBy!: string;
  @Column('timestamptz', { name: 'lodged_at' }) lodgedAt!: Date;
  @Column('date', { name: 'lodge_by' }) lodgeBy!: string;
  @Column('text', { name: 'late_reason', nullable: true }) lateReason!: string | null;
  @Column('text', { name: 'late_allowed', nullable: true }) lateAllowed!: string | null;
  @Column('uuid', { name: 'acknowledged_by', nullable: true }) acknowledgedBy!: string | null;
  @Column('timestamptz', { name: 'acknowledged_at', nullable: true }) acknowledgedAt!: Date | null;
  @Column('date', { name: 'decide_by', nullable: true }) decideBy!: string | null;
  @Column('uuid', { name: 'decided_by', nullable: true }) decidedBy!: string | null;
  @Column('timestamptz', { name: 'decided_at', nullable: true }) decidedAt!: Date | null;
  @Column('text', { name: 'decision_reason', nullable: true }) decisionReason!: string | null;
  @Column('uuid', { name: 'change_id', nullable: true }) changeId!: string | null;
  @Column('timestamptz', { name: 'withdrawn_at', nullable: true }) withdrawnAt!: Date | null;
  @Column('integer', { name: 'version' }) version!: number;
}
