// The period that the overview shows, in the person's own days, and the one before it.

export interface Span {
  from: Date;
  to: Date;
}

function midnight(daysFromToday: number): Date {
  const now = new Date();
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + daysFromToday);
}

export function spanOf(days: number): Span {
  return { from: midnight(1 - days), to: midnight(1) };
}

// As long a time before, up to the same time of day: a half-finished day is not compared with a whole one.
export function spanBefore(days: number): Span {
  const to = new Date();
  to.setDate(to.getDate() - days);
  to.setMinutes(60, 0, 0);
  return { from: midnight(1 - 2 * days), to };
}

export function daysOf(days: number): Span[] {
  return Array.from({ length: days }, (_, index) => ({ from: midnight(1 - days + index), to: midnight(2 - days + index) }));
}
