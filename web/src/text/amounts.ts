// Sums of money, exact and never across currencies.
import type { Money } from "../api/types";

interface Fixed {
  units: bigint;
  digits: number;
}

function fixedOf(amount: string): Fixed {
  const [whole = "0", fraction = ""] = amount.split(".");
  return { units: BigInt(whole + fraction), digits: fraction.length };
}

function textOf({ units, digits }: Fixed): string {
  if (digits === 0) return units.toString();
  const sign = units < 0n ? "-" : "";
  const text = (units < 0n ? -units : units).toString().padStart(digits + 1, "0");
  return `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

function plus(a: Fixed, b: Fixed): Fixed {
  const digits = Math.max(a.digits, b.digits);
  const scaled = (value: Fixed): bigint => value.units * 10n ** BigInt(digits - value.digits);
  return { units: scaled(a) + scaled(b), digits };
}

// One amount a currency, the currencies by name.
export function addMoney(amounts: readonly Money[]): Money[] {
  const sums = new Map<string, Fixed>();
  for (const { currency, amount } of amounts) {
    const before = sums.get(currency);
    sums.set(currency, before ? plus(before, fixedOf(amount)) : fixedOf(amount));
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([currency, sum]) => ({ currency, amount: textOf(sum) }));
}

export function amountIn(amounts: readonly Money[], currency: string): string {
  return amounts.find((money) => money.currency === currency)?.amount ?? "0";
}

// price x quantity of whole pieces or parts of them, for showing a line's worth.
export function times(amount: string, quantity: number): string {
  const product = plus({ units: 0n, digits: 0 }, fixedOf(amount));
  const factor = fixedOf(String(quantity).includes("e") ? "0" : String(quantity));
  return textOf({ units: product.units * factor.units, digits: product.digits + factor.digits });
}
