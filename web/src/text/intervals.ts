// An interval in words: "Between 2 % less and 9 % more revenue. Too early to say."
import { percent } from "./format";
import { t } from "./text";

export interface Range {
  low: number;
  high: number;
}

export const verdicts = { too_few: "tooEarly", undecided: "tooEarly", more: "moreThanChance", less: "lessThanChance" } as const;

export function shareInWords(share: number): string {
  const size = Math.abs(share);
  return percent(share, size < 0.001 ? 2 : size < 0.1 ? 1 : 0);
}

function change(share: number): string {
  return t(share < 0 ? "lessBy" : "moreBy", { amount: shareInWords(Math.abs(share)) });
}

export function intervalInWords({ low, high }: Range, what: string, finding: keyof typeof verdicts): string {
  return `${t("betweenOf", { low: change(low), high: change(high), what })} ${t(verdicts[finding])}`;
}
