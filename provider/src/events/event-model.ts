import 'reflect-metadata';
import { Column, DataType, Model, PrimaryKey, Table } from 'sequelize-typescript';

/** A row of the table `events`. */
@Table({ tableName: 'events' })
export class EventModel extends Model {
  @PrimaryKey
  @Column(DataType.INTEGER)
  declare hotel_id: number;

  /** A BIGINT, which arrives as text; within 2^53 − 1. */
  @PrimaryKey
  @Column(DataType.BIGINT)
  declare id: string;

  @Column(DataType.DATE(3))
  declare timestamp: Date;

  @Column(DataType.SMALLINT)
  declare rpg_status: 1 | 2;

  /** An integer or a UUID, as text. */
  @Column(DataType.TEXT)
  declare room_id: string;

  @Column(DataType.DATEONLY)
  declare night_of_stay: string;
}
