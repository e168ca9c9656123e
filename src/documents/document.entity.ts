import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { MarkedPart } from '#libs/word-count';
import type { DocumentState } from './document.lifecycle.js';

export type Component = 'account-T1' | 'account-T2' | 'evidence';

/** A file that a participant sent: which bytes, what for, and how far its checks have come. */
@Entity('document')
export class Document {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'enrolment_id' }) enrolmentId!: string;
  @Column('integer', { name: 'attempt_no' }) attemptNo!: number;
  @Column('text') component!: Component;
  @Column('text', { name: 'original_name' }) originalName!: string;
  @Column('text', { nullable: true }) title!: string | null;
  @Column('text') sha256!: string;
  @Column('bigint', { transformer: { from: Number, to: (size: number) => size } }) size!: number;
  @Column('text', { nullable: true }) kind!: string | null;
  @Column('text') state!: DocumentState;
  @Column('text', { nullable: true }) scan!: 'clean' | 'infected' | 'off' | null;
  @Column('text', { name: 'scan_signature', nullable: true }) scanSignature!: string | null;
  @Column('timestamptz', { name: 'scanned_at', nullable: true }) scannedAt!: Date | null;
  @Column('text', { nullable: true }) reason!: string | null;
  /** The reader version that read it: what it found holds for this file. */
  @Column('text', { nullable: true }) reader!: string | null;
  @Column('text', { name: 'count_rule', nullable: true }) countRule!: string | null;
  @Column('integer', { nullable: true }) counted!: number | null;
  @Column('integer', { nullable: true }) excluded!: number | null;
  @Column('text', { name: 'count_verdict', nullable: true }) countVerdict!: 'within' | 'over' | 'needs-person' | null;
  @Column('jsonb', { name: 'annex_marks' }) annexMarks!: MarkedPart[];
  @Column('text', { name: 'copy_key', nullable: true }) copyKey!: string | null;
  @Column('uuid', { name: 'uploaded_by' }) uploadedBy!: string;
  @Column('timestamptz', { name: 'uploaded_at' }) uploadedAt!: Date;
  @Column('integer') version!: number;
}
