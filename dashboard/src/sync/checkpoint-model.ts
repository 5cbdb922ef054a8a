import 'reflect-metadata';
import { Column, DataType, Model, PrimaryKey, Table } from 'sequelize-typescript';

/** How far the copy has read: a row of the table `checkpoints`. */
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

  /** A BIGINT, which arrives as text. */
  @Column(DataType.BIGINT)
  declare version: string;
}
