import { Column, Entity, PrimaryGeneratedColumn, VersionColumn } from 'typeorm';
import type { RequestState } from './request.lifecycle.js';
import type { RequestKind, Terms } from './terms.js';

/** A deferral, an extension or a reasonable adjustment that a participant asked for. `decideBy` is YYYY-MM-DD, in London. */
@Entity('circumstance_request')
export class RequestRow {
  @PrimaryGeneratedColumn('uuid', { name: 'id' }) id!: string;
  @Column({ type: 'uuid', name: 'enrolment_id' }) enrolmentId!: string;
  @Column({ type: 'text', name: 'kind' }) kind!: RequestKind;
  @Column({ type: 'text', name: 'state' }) state!: RequestState;
  @Column({ type: 'jsonb', name: 'terms' }) terms!: Terms;
  @Column({ type: 'text', name: 'statement' }) statement!: string;
  @Column({ type: 'timestamptz', name: 'asked_at' }) askedAt!: Date;
  @Column({ type: 'date', name: 'decide_by' }) decideBy!: string;
  @VersionColumn({ name: 'version' }) version!: number;
}
