/** What the view says of offline risk: the verdict before the line is lost, and the days that are left. */

export type PreflightView = {
  readonly level: "green" | "amber" | "red";
  readonly sentence: string;
  /** The worst first. */
  readonly items: readonly { readonly level: PreflightView["level"]; readonly sentence: string }[];
};

export type DeadlineView = {
  readonly level: "green" | "amber" | "red" | "overdue";
  readonly sentence: string;
};
