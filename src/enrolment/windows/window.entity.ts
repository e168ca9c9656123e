import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** An assessment window of a provider: half open, from `opensAt` up to, not including, `closesAt`. */
@Entity('assessment_window')
export class WindowRow {
  @PrimaryGeneratedColumn('uuid', { name: 'id' }) id!: string;
  @Column({ type: 'uuid', name: 'provider_id' }) providerId!: string;
  @Column({ type: 'text', name: 'name' }) name!: string;
  @Column({ type: 'text', name: 'framework_version' }) frameworkVersion!: string;
  @Column({ type: 'timestamptz', name: 'opens_at' }) opensAt!: Date;
  @Column({ type: 'timestamptz', name: 'closes_at' }) closesAt!: Date;
  @Column({ type: 'timestamptz', name: 'booking_opens_at' }) bookingOpensAt!: Date;
  @Column({ type: 'timestamptz', name: 'booking_closes_at' }) bookingClosesAt!: Date;
  @Column({ type: 'timestamptz', name: 'confirm_by' }) confirmBy!: Date;
  @Column({ type: 'integer', name: 'capacity' }) capacity!: number;
  @Column({ type: 'timestamptz', name: 'closed_at', nullable: true }) closedAt!: Date | null;
}
