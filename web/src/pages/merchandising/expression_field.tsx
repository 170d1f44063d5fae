// A field for a filter or a booster. It proposes words that fit what is being typed: attributes of products, and the
// brands and categories that the shop has.
import { useRef, useState } from "react";
import type { ReactElement } from "react";
import { get } from "../../api/client";
import type { Changes, Product } from "../../api/types";
import { useLoad } from "../../load";
import { Field } from "../../parts/field";
import { t } from "../../text/text";

const kLookedAt = 300; // products whose properties are proposed
const kMostProposals = 8;

const builtIn = [
  "product_id", "title", "description", "brand", "image", "link", "group_id", "price", "currency", "stock", "in_stock",
  "category", "available_from", "available_until", "and", "or", "not", "in", "contains", "starts_with", "now()", "has(",
  "default(", "if(", "min(", "max(", "user.", "context.",
];

interface ProductWithMore extends Product {
  properties?: Record<string, unknown> | null;
}

async function vocabulary(shop: string): Promise<string[]> {
  const query = { since: "beginning", mode: "latest", kinds: "product", limit: kLookedAt };
  const page = await get<Changes>("/v1/changes", { shop, query });
  const words = new Set(builtIn);
  for (const change of page.changes) {
    const product = change.data as ProductWithMore | null;
    Object.keys(product?.properties ?? {}).forEach((name) => words.add(name));
    if (product?.brand) words.add(JSON.stringify(product.brand));
    product?.categories?.forEach((category) => words.add(JSON.stringify(category)));
  }
  return [...words];
}

// The word that ends at the caret; a quote begins a text with blanks in it.
function wordBefore(text: string): string {
  return /"[^"]*$|[\w.]+$/.exec(text)?.[0] ?? "";
}

interface ExpressionFieldProps {
  shop: string;
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  value: string;
  onChange: (value: string) => void;
}

export function ExpressionField({ shop, label, hint, error, value, onChange }: ExpressionFieldProps): ReactElement {
  const known = useLoad(`vocabulary ${shop}`, () => vocabulary(shop));
  const input = useRef<HTMLTextAreaElement>(null);
  const [caret, setCaret] = useState(-1);
  const word = caret < 0 ? "" : wordBefore(value.slice(0, caret));
  const wanted = word.toLowerCase();
  const proposals = word === "" ? [] : (known.data ?? [])
    .filter((each) => each !== word && (each.toLowerCase().startsWith(wanted) || each.toLowerCase().startsWith(`"${wanted}`)))
    .slice(0, kMostProposals);

  function take(proposal: string): void {
    const before = value.slice(0, caret - word.length) + proposal;
    onChange(before + value.slice(caret));
    setCaret(before.length);
    requestAnimationFrame(() => {
      input.current?.focus();
      input.current?.setSelectionRange(before.length, before.length);
    });
  }
  return (
    <div className="expression">
      <Field label={label} hint={hint} error={error}>
        {(described) => (
          <textarea {...described} ref={input} rows={2} value={value} spellCheck={false}
            onChange={(event) => { onChange(event.target.value); setCaret(event.target.selectionStart); }}
            onSelect={(event) => setCaret(event.currentTarget.selectionStart)} />
        )}
      </Field>
      {proposals.length > 0 && (
        <div className="row" role="group" aria-label={t("suggestions")}>
          {proposals.map((proposal) => <button key={proposal} type="button" className="chip proposal" onClick={() => take(proposal)}><code>{proposal}</code></button>)}
        </div>
      )}
    </div>
  );
}
