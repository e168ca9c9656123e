import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ReleaseChecks } from './check-release.js';
import type { ReleaseState } from './release.lifecycle.js';

/** The plan to release one batch's outcomes at an instant, who made it and who approved it. */
@Entity('release')
export class ReleaseRow {
  @PrimaryColumn('uuid', { name: 'id' }) id!: string;
  @Column('uuid', { name: 'batch_id' }) batchId!: string;
  @Column('text', { name: 'state' }) state!: ReleaseState;
  @Column('timestamptz', { name: 'release_at' }) releaseAt!: Date;
  @Column('uuid', { name: 'planned_by' }) plannedBy!: string;
  @Column('timestamptz', { name: 'planned_at' }) plannedAt!: Date;
  @Column('uuid', { name: 'approved_by', nullable: true }) approvedBy!: string | null;
  @Column('timestamptz', { name: 'approved_at', nullable: true }) approvedAt!: Date | null;
  @Column('timestamptz', { name: 'released_at', nullable: true }) releasedAt!: Date | null;
  @Column('text', { name: 'seal' }) seal!: string;
  @Column('jsonb', { name: 'checks' }) checks!: ReleaseChecks;
  @Column('timestamptz', { name: 'cancelled_at', nullable: true }) cancelledAt!: Date | null;
  @Column('uuid', { name: 'cancelled_by', nullable: true }) cancelledBy!: string | null;
  @Column('text', { name: 'reason', nullable: true }) reason!: string | null;
  @Column('integer', { name: 'version' }) version!: number;
}
