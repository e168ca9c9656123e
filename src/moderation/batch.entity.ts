import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { BatchDecision, Frame, Policy, Sample } from '#libs/sampling';
import type { BatchState } from './batch.lifecycle.js';

/** The decisions of a window, the frame they were frozen in, and the sample that was drawn of it. */
@Entity('moderation_batch')
export class ModerationBatch {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'window_id' }) windowId!: string;
  @Column('text', { name: 'framework_version' }) frameworkVersion!: string;
  @Column('integer') cycle!: number;
  @Column('text') state!: BatchState;
  @Column('jsonb') policy!: Policy;
  @Column('jsonb', { nullable: true }) frame!: Frame | null;
  @Column('text', { name: 'frame_hash', nullable: true }) frameHash!: string | null;
  @Column('uuid', { name: 'frozen_by', nullable: true }) frozenBy!: string | null;
  @Column('timestamptz', { name: 'frozen_at', nullable: true }) frozenAt!: Date | null;
  @Column('text', { nullable: true }) seed!: string | null;
  @Column('timestamptz', { name: 'seed_drawn_at', nullable: true }) seedDrawnAt!: Date | null;
  @Column('jsonb', { nullable: true }) permutation!: readonly number[] | null;
  @Column('jsonb', { nullable: true }) sample!: Sample | null;
  @Column('jsonb', { name: 'batch_decision', nullable: true }) batchDecision!: BatchDecision | null;
  @Column('uuid', { name: 'confirmed_by', nullable: true }) confirmedBy!: string | null;
  @Column('timestamptz', { name: 'confirmed_at', nullable: true }) confirmedAt!: Date | null;
  @Column('uuid', { name: 'cleared_by', nullable: true }) clearedBy!: string | null;
  @Column('timestamptz', { name: 'cleared_at', nullable: true }) clearedAt!: Date | null;
  /** What the board decided when the cycles were used up, and why. */
  @Column('text', { name: 'board_decision', nullable: true }) boardDecision!: 'let-stand' | 'look-at-all' | null;
  @Column('text', { name: 'board_reason', nullable: true }) boardReason!: string | null;
  @Column('uuid', { name: 'board_by', nullable: true }) boardBy!: string | null;
  @Column('timestamptz', { name: 'board_at', nullable: true }) boardAt!: Date | null;
  @Column('integer') version!: number;
}
