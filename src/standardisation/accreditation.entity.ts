import { Column, Entity, PrimaryGeneratedColumn, VersionColumn } from 'typeorm';
import type { AccreditationState } from './accreditation.lifecycle.js';

/** One person's accreditation for one framework version: until when it holds, and how many scripts a window they take. */
@Entity('accreditation')
export class AccreditationRow {
  @PrimaryGeneratedColumn('uuid', { name: 'id' }) id!: string;
  @Column({ type: 'uuid', name: 'staff_id' }) staffId!: string;
  @Column({ type: 'text', name: 'framework_version' }) frameworkVersion!: string;
  @Column({ type: 'text', name: 'state' }) state!: AccreditationState;
  /** The last day on which it holds, YYYY-MM-DD. */
  @Column({ type: 'date', name: 'valid_to' }) validTo!: string;
  /** Scripts a window, all roles together. */
  @Column({ type: 'integer', name: 'capacity' }) capacity!: number;
  @VersionColumn({ name: 'version' }) version!: number;
}
