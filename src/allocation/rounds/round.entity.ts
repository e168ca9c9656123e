import { Column, Entity, PrimaryGeneratedColumn, VersionColumn } from 'typeorm';
import type { Plan, Problem } from '#libs/allocator';
import type { Purpose, RoundState } from './round.lifecycle.js';

/** A round with what was asked and what came out: from `problem` anyone can plan again and get `plan`. */
@Entity('allocation_round')
export class RoundRow {
  @PrimaryGeneratedColumn('uuid', { name: 'id' }) id!: string;
  @Column({ type: 'uuid', name: 'window_id' }) windowId!: string;
  @Column({ type: 'text', name: 'purpose' }) purpose!: Purpose;
  @Column({ type: 'text', name: 'state' }) state!: RoundState;
  @Column({ type: 'text', name: 'seed' }) seed!: string;
  @Column({ type: 'jsonb', name: 'problem', nullable: true }) problem!: Problem | null;
  /** SHA-256 of the canonical JSON of `problem`. */
  @Column({ type: 'text', name: 'problem_hash', nullable: true }) problemHash!: string | null;
  @Column({ type: 'jsonb', name: 'plan', nullable: true }) plan!: Plan | null;
  @Column({ type: 'text', name: 'reason', nullable: true }) reason!: string | null;
  /** Null where an event asked for the round: it is then confirmed without a person. */
  @Column({ type: 'uuid', name: 'requested_by', nullable: true }) requestedBy!: string | null;
  @Column({ type: 'timestamptz', name: 'requested_at' }) requestedAt!: Date;
  @Column({ type: 'uuid', name: 'confirmed_by', nullable: true }) confirmedBy!: string | null;
  @Column({ type: 'timestamptz', name: 'confirmed_at', nullable: true }) confirmedAt!: Date | null;
  @VersionColumn({ name: 'version' }) version!: number;
}
