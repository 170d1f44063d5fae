// A named definition that is edited as a whole: read with its entity tag, saved under it, and taken back by Undo.
import { ask } from "./api/client";
import type { Answer } from "./api/client";
import { say } from "./parts/toast";
import { t } from "./text/text";

export interface Stored<T> {
  value: T;
  etag: string | null; // null: it is not stored yet
}

// `fresh`: what a new one begins with. The address of a new one says that it is new, so it is not asked for.
export async function readStored<T>(shop: string, path: string, fresh: T | null): Promise<Stored<T>> {
  if (fresh !== null) return { value: fresh, etag: null };
  const { data, etag } = await ask<T>("GET", path, { shop });
  return { value: data, etag };
}

function put<T>(shop: string, path: string, value: T, etag: string | null): Promise<Answer<unknown>> {
  const headers: Record<string, string> = etag ? { "If-Match": etag } : { "If-None-Match": "*" };
  return ask("PUT", path, { shop, headers, body: value });
}

// `onChanged` comes after the saving, and once more if the person takes it back.
export async function saveStored<T>(shop: string, path: string, name: string, value: T, stored: Stored<T>, onChanged: (there: boolean) => void): Promise<void> {
  const { etag } = await put(shop, path, value, stored.etag);
  async function takeBack(): Promise<void> {
    if (stored.etag !== null) await put(shop, path, stored.value, etag);
    else await ask("DELETE", path, { shop, headers: etag ? { "If-Match": etag } : {} });
    say(t("takenBack", { name }));
    onChanged(stored.etag !== null);
  }
  say(t("saved", { name }), () => void takeBack().catch(() => say(t("serverFault"))));
  onChanged(true);
}
