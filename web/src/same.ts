// Definitions compared, and as they are sent: what says nothing is left out.

function says(value: unknown): boolean {
  return value !== null && value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0);
}

export function withoutSilence<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => says(value))) as T;
}

// The same text whatever the order of the members is.
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

export function same(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}
