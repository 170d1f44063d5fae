// Round steps for an axis from 0, or from below 0 where values are.

export interface Axis {
  low: number;
  high: number;
  ticks: number[];
}

function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 2.5, 5, 10].find((candidate) => candidate * power >= rough) ?? 10;
  return factor * power;
}

export function axisOf(values: readonly number[], wantedTicks = 4): Axis {
  const least = Math.min(0, ...values);
  const most = Math.max(0, ...values);
  if (least === most) return { low: 0, high: 1, ticks: [0, 1] };
  const step = roundStep((most - least) / wantedTicks);
  const low = Math.floor(least / step) * step;
  const count = Math.ceil((most - low) / step - 1e-9);
  return { low, high: low + count * step, ticks: Array.from({ length: count + 1 }, (_, index) => low + index * step) };
}
