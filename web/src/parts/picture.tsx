import { useState } from "react";
import type { ReactElement } from "react";

// Only addresses that the page's policy lets through are tried; a shop may have written anything into the field.
function isPicture(address: string | null | undefined): address is string {
  return typeof address === "string" && /^(https:\/\/|data:image\/)/i.test(address);
}

// The product's picture, or its first letters where it has none or none comes. The title stands beside it, so a reader
// of screens need not hear it twice.
export function Picture({ image, title }: { image: string | null | undefined; title: string }): ReactElement {
  const [failed, setFailed] = useState<string | null>(null);
  if (isPicture(image) && failed !== image) {
    return <img className="picture" src={image} alt="" loading="lazy" decoding="async" onError={() => setFailed(image)} />;
  }
  const letters = title.split(/\s+/).slice(0, 2).map((word) => Array.from(word)[0] ?? "").join("").toUpperCase();
  return <span className="picture blank" aria-hidden="true">{letters}</span>;
}
