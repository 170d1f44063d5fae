// A moment of the person's own clock, as an input holds it, and back.
export function localOf(at: string | null | undefined): string {
  if (!at) return "";
  const moment = new Date(at);
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

export function momentOf(local: string): string | null {
  return local === "" ? null : new Date(local).toISOString();
}
