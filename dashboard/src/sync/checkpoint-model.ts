import 'reflect-metadata';
import { Column, DataType, Model, PrimaryKey, Table } from 'sequelize-typescript';

/** What is known of the copy as a whole: a row of the table `checkpoints`, as far as the jobs read it. */
@Table({ tableName: 'checkpoints' })
export class CheckpointModel extends Model {
  @PrimaryKey
  @Column(DataType.TEXT)
  declare name: string;

  /** The latest timestamp among the events that were read, but never in the future. */
  @Column(DataType.DATE(3))
  declare watermark: Date | null;

  /** All that the provider served up to this moment has been read. */
  @Column(DataType.DATE(3))
  declare synced_through: Date | null;

  /** Whether a run has ever got to the end. */
  @Column(DataType.BOOLEAN)
  declare caught_up: boolean;

  @Column(DataType.INTEGER)
  declare overlap_seconds: number;

  /** All that the provider had up to this moment has been found in the copy. */
  @Column(DataType.DATE(3))
  declare verified_through: Date | null;

  /** How many days differ and can't be mended. A BIGINT, which arrives as text. */
  @Column(DataType.BIGINT)
  declare differing_days: string;

  /** When everything is to be verified again; null before the first time. */
  @Column(DataType.DATE(3))
  declare full_due_at: Date | null;

  /** A BIGINT, which arrives as text. */
  @Column(DataType.BIGINT)
  declare version: string;
}
