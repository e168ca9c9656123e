import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { SanctionKind } from './effect.js';
import type { SanctionState } from './sanction.lifecycle.js';

/** What follows from one proven misconduct case, who proposed it and who confirmed it. */
@Entity('sanction')
export class SanctionRow {
  @PrimaryColumn('uuid', { name: 'id' }) id!: string;
  @Column('uuid', { name: 'hold_id' }) holdId!: string;
  @Column('uuid', { name: 'hold_placed_by' }) holdPlacedBy!: string;
  @Column('text', { name: 'kind' }) kind!: SanctionKind;
  @Column('text', { name: 'state' }) state!: SanctionState;
  @Column('text', { name: 'reason' }) reason!: string;
  @Column('text', { name: 'told' }) told!: string;
  /** Codes of the criteria that are drawn as 0; null for every other sanction. */
  @Column('jsonb', { name: 'criteria', nullable: true }) criteria!: readonly string[] | null;
  @Column('uuid', { name: 'proposed_by' }) proposedBy!: string;
  @Column('timestamptz', { name: 'proposed_at' }) proposedAt!: Date;
  @Column('uuid', { name: 'confirmed_by', nullable: true }) confirmedBy!: string | null;
  @Column('timestamptz', { name: 'confirmed_at', nullable: true }) confirmedAt!: Date | null;
  @Column('uuid', { name: 'cancelled_by', nullable: true }) cancelledBy!: string | null;
  @Column('timestamptz', { name: 'cancelled_at', nullable: true }) cancelledAt!: Date | null;
  @Column('text', { name: 'cancel_reason', nullable: true }) cancelReason!: string | null;
  @Column('uuid', { name: 'overturned_by', nullable: true }) overturnedBy!: string | null;
  @Column('timestamptz', { name: 'overturned_at', nullable: true }) overturnedAt!: Date | null;
  @Column('text', { name: 'overturn_reason', nullable: true }) overturnReason!: string | null;
  @Column('integer', { name: 'version' }) version!: number;
}
