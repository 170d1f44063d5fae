import { useState } from "react";
import type { ReactElement } from "react";
import { pathOf } from "../api/client";
import { usePlace } from "../route";

// Pictures of the web come by way of the server, which passes them on or leads to them. A shop may have written anything into
// the field.
function addressOf(image: string | null | undefined, shop: string | undefined, id: string): string | null {
  if (typeof image !== "string") return null;
  if (/^data:image\//i.test(image)) return image;
  return shop && /^https?:\/\//i.test(image) ? pathOf("shops", shop, "pictures", id) : null;
}

// The product's picture, or its first letters where it has none or none comes. The title stands beside it, so a reader
// of screens need not hear it twice.
export function Picture({ id, image, title }: { id: string; image: string | null | undefined; title: string }): ReactElement {
  const { path } = usePlace();
  const [failed, setFailed] = useState<string | null>(null);
  const address = addressOf(image, path[0] === "shop" ? path[1] : undefined, id);
  if (address !== null && failed !== address) {
    return <img className="picture" src={address} alt="" loading="lazy" decoding="async" onError={() => setFailed(address)} />;
  }
  const letters = title.split(/\s+/).slice(0, 2).map((word) => Array.from(word)[0] ?? "").join("").toUpperCase();
  return <span className="picture blank" aria-hidden="true">{letters}</span>;
}
