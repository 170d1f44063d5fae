// An interval in words: "Between 2 % less and 9 % more revenue. Too early to say."
import { number, percent } from "./format";
import { t } from "./text";

export interface Range {
  low: number;
  high: number;
}

type Verdict = "tooEarly" | "moreThanChance" | "lessThanChance";

// Who looks once may conclude from the interval itself.
export function verdictOf({ low, high }: Range): Verdict {
  return low > 0 ? "moreThanChance" : high < 0 ? "lessThanChance" : "tooEarly";
}

function change(value: number, said: (size: number) => string): string {
  const amount = said(Math.abs(value));
  return value < 0 ? t("lessBy", { amount }) : t("moreBy", { amount });
}

export function shareInWords(share: number): string {
  return percent(share, Math.abs(share) < 0.1 ? 1 : 0);
}

export function amountInWords(amount: number): string {
  return number(amount, 2);
}

// `said` words a size without its sign: a share, or an amount.
export function intervalInWords({ low, high }: Range, what: string, verdict: Verdict, said: (size: number) => string): string {
  return `${t("betweenOf", { low: change(low, said), high: change(high, said), what })} ${t(verdict)}`;
}
