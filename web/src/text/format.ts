// Numbers, money and time as the person's region writes them.
import type { Money } from "../api/types";
import { locale } from "./language";

export function number(value: number, digits = 0): string {
  return new Intl.NumberFormat(locale(), { maximumFractionDigits: digits }).format(value);
}

export function percent(share: number, digits = 1): string {
  return new Intl.NumberFormat(locale(), { style: "percent", maximumFractionDigits: digits }).format(share);
}

// Amounts are decimal text and stay so: Intl takes the text itself, which holds more digits than a float.
export function money({ amount, currency }: Money): string {
  try {
    const format = new Intl.NumberFormat(locale(), { style: "currency", currency });
    return format.format(amount as unknown as number);
  } catch {
    return `${amount} ${currency}`; // A currency that Intl does not know.
  }
}

export function date(at: string | Date): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: "medium" }).format(new Date(at));
}

export function shortDate(at: string | Date): string {
  return new Intl.DateTimeFormat(locale(), { day: "numeric", month: "short" }).format(new Date(at));
}

export function monthName(at: Date): string {
  return new Intl.DateTimeFormat(locale(), { month: "short", year: "numeric" }).format(at);
}

export function moment(at: string | Date): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: "medium", timeStyle: "short" }).format(new Date(at));
}

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000], ["month", 2_592_000], ["day", 86_400], ["hour", 3_600], ["minute", 60], ["second", 1],
];

// "3 hours ago".
export function ago(at: string | Date): string {
  const seconds = (new Date(at).getTime() - Date.now()) / 1_000;
  const [unit, length] = steps.find((step) => Math.abs(seconds) >= step[1]) ?? ["second", 1];
  return new Intl.RelativeTimeFormat(locale(), { numeric: "auto" }).format(Math.round(seconds / length), unit);
}

export function bytes(count: number): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(count, 1)) / 3)));
  const format = new Intl.NumberFormat(locale(), {
    style: "unit", unit: units[power] as string, unitDisplay: power === 0 ? "long" : "short", maximumFractionDigits: 1,
  });
  return format.format(count / 1_000 ** power);
}
