/** What is known of a hotel's reservations. An index of 1 is the mean; weeks start on Monday, years in January. */
export interface Figures {
  /** Lead time in days, as [share of reservations with at most that, days]. */
  readonly leadDays: readonly (readonly [share: number, days: number])[];
  /** Share of reservations that is cancelled, as [lead time below that many days, share]. */
  readonly cancelled: readonly (readonly [below: number, share: number])[];
  /** Share of reservations by length of stay; the longest stands for all that are longer. */
  readonly lengthOfStay: readonly (readonly [nights: number, share: number])[];
  /** Nights sold, by month. */
  readonly nightMonth: readonly number[];
  /** Nights sold, by day of the week. */
  readonly nightWeekday: readonly number[];
  /** Reservations made, by day of the week. */
  readonly bookedWeekday: readonly number[];
}

// Two hotels in Portugal, 118,675 reservations for nights from July 2015 to August 2017. Counted from: Nuno Antonio,
// Ana de Almeida and Luis Nunes, "Hotel booking demand datasets", Data in Brief 22, 2019 (CC BY 4.0),
// https://doi.org/10.1016/j.dib.2018.11.126. The lead times are known up to 99 %; the longest are an assumption.

/** A resort hotel at the sea: long stays, a week being the most common after one to four nights, full in summer. */
export const RESORT: Figures = {
  leadDays: [
    [0, 0],
    [0.05, 0],
    [0.1, 1],
    [0.25, 11],
    [0.5, 58],
    [0.75, 155],
    [0.9, 239],
    [0.95, 287],
    [0.99, 379],
    [1, 470],
  ],
  cancelled: [
    [1, 0.036],
    [7, 0.062],
    [30, 0.199],
    [90, 0.32],
    [180, 0.37],
    [800, 0.412],
  ],
  lengthOfStay: [
    [1, 0.195],
    [2, 0.157],
    [3, 0.144],
    [4, 0.122],
    [5, 0.07],
    [6, 0.045],
    [7, 0.166],
    [8, 0.02],
    [9, 0.016],
    [10, 0.024],
    [11, 0.008],
    [12, 0.004],
    [13, 0.003],
    [14, 0.028],
  ],
  nightMonth: [0.5, 0.71, 1.03, 1.06, 1.17, 1.22, 1.32, 1.38, 1.18, 1.1, 0.71, 0.62],
  nightWeekday: [0.96, 0.98, 0.98, 1.0, 1.03, 1.09, 0.96],
  bookedWeekday: [1.2, 1.17, 1.27, 1.13, 1.18, 0.65, 0.39],
};

/** A city hotel: short stays, many cancellations, fuller at the end of the week. */
export const CITY: Figures = {
  leadDays: [
    [0, 0],
    [0.05, 1],
    [0.1, 4],
    [0.25, 23],
    [0.5, 74],
    [0.75, 164],
    [0.9, 277],
    [0.95, 335],
    [0.99, 461],
    [1, 570],
  ],
  cancelled: [
    [1, 0.064],
    [7, 0.111],
    [30, 0.282],
    [90, 0.391],
    [180, 0.466],
    [800, 0.636],
  ],
  lengthOfStay: [
    [1, 0.168],
    [2, 0.271],
    [3, 0.271],
    [4, 0.159],
    [5, 0.063],
    [6, 0.026],
    [7, 0.026],
    [8, 0.005],
    [9, 0.003],
    [10, 0.003],
    [11, 0.001],
    [12, 0.001],
    [13, 0.001],
    [14, 0.003],
  ],
  nightMonth: [0.62, 0.77, 1.05, 1.22, 1.24, 1.19, 1.14, 1.17, 1.1, 1.12, 0.7, 0.67],
  nightWeekday: [0.94, 0.95, 0.97, 1.04, 1.1, 1.08, 0.92],
  bookedWeekday: [1.2, 1.0, 1.18, 1.05, 1.33, 0.65, 0.6],
};
