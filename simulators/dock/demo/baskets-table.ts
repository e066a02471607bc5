/** What people of the village buy together, by place in the sample catalogue, and when. */

export type BasketKind = {
  readonly name: string;
  /** How likely it is in the morning, at noon, in the afternoon, in the evening. */
  readonly weights: readonly [number, number, number, number];
  /** Place in the catalogue, the most pieces at once. */
  readonly goods: readonly (readonly [place: number, countMax: number])[];
  readonly lines: readonly [least: number, most: number];
};

export const BASKET_KINDS: readonly BasketKind[] = [
  {
    name: "breakfast",
    weights: [6, 0, 0, 0],
    goods: [
      [9, 3],
      [5, 4],
      [6, 2],
      [13, 1],
      [22, 2],
      [26, 1],
    ],
    lines: [1, 3],
  },
  {
    name: "lunch",
    weights: [1, 6, 1, 0],
    goods: [
      [22, 3],
      [23, 1],
      [24, 1],
      [25, 3],
      [2, 2],
      [3, 2],
      [12, 1],
    ],
    lines: [2, 4],
  },
  {
    name: "kitchen",
    weights: [2, 3, 3, 4],
    goods: [
      [10, 2],
      [11, 1],
      [12, 2],
      [13, 2],
      [16, 2],
      [17, 1],
      [18, 1],
      [19, 1],
      [20, 1],
      [21, 1],
    ],
    lines: [2, 5],
  },
  {
    name: "oil",
    weights: [1, 1, 1, 2],
    goods: [
      [14, 1],
      [15, 1],
      [13, 2],
      [10, 1],
    ],
    lines: [1, 2],
  },
  {
    name: "school",
    weights: [1, 1, 5, 1],
    goods: [
      [3, 2],
      [27, 2],
      [28, 2],
      [26, 1],
      [2, 2],
      [4, 1],
    ],
    lines: [1, 3],
  },
  {
    name: "house",
    weights: [2, 1, 2, 2],
    goods: [
      [30, 2],
      [31, 1],
      [32, 2],
      [33, 1],
      [34, 3],
      [35, 1],
      [36, 1],
      [37, 1],
      [38, 2],
      [39, 2],
    ],
    lines: [1, 4],
  },
  {
    name: "evening",
    weights: [0, 1, 1, 6],
    goods: [
      [7, 6],
      [8, 1],
      [29, 2],
      [25, 2],
      [24, 1],
      [3, 2],
    ],
    lines: [1, 3],
  },
  {
    name: "guests",
    weights: [1, 1, 1, 1],
    goods: [
      [0, 1],
      [1, 1],
      [29, 1],
      [28, 2],
    ],
    lines: [1, 3],
  },
];

/** How busy each half hour from opening to closing is: breakfast, noon, school's end, coming home. */
export const BUSYNESS: readonly number[] = [
  6, 8, 7, 5, 4, 4, 6, 9, 11, 9, 6, 4, 3, 3, 4, 6, 6, 7, 9, 9, 7, 5, 3, 2,
];
