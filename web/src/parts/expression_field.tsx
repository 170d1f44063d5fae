// A field for a filter, a booster or a group of people. It proposes words that fit what is being typed: attributes of
// products, the brands and categories that the shop has, and those of the page.
import { useRef, useState } from "react";
import type { ReactElement } from "react";
import { readVocabulary } from "../api/vocabulary";
import type { Vocabulary } from "../api/vocabulary";
import { useLoad } from "../load";
import { t } from "../text/text";
import { Field } from "./field";

const kMostProposals = 8;

const builtIn = [
  "product_id", "title", "description", "brand", "image", "link", "group_id", "price", "currency", "stock", "in_stock",
  "category", "available_from", "available_until", "and", "or", "not", "in", "contains", "starts_with", "now()", "has(",
  "default(", "if(", "min(", "max(", "user.", "context.",
];

function wordsOf(known: Vocabulary | null, more: readonly string[]): string[] {
  const names = [...(known?.brands ?? []), ...(known?.categories ?? [])].map((name) => JSON.stringify(name));
  return [...new Set([...more, ...builtIn, ...(known?.properties ?? []), ...names])];
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
  words?: readonly string[]; // proposed before all others
  onChange: (value: string) => void;
}

export function ExpressionField({ shop, label, hint, error, value, words = [], onChange }: ExpressionFieldProps): ReactElement {
  const known = useLoad(`vocabulary ${shop}`, () => readVocabulary(shop));
  const input = useRef<HTMLTextAreaElement>(null);
  const [caret, setCaret] = useState(-1);
  const word = caret < 0 ? "" : wordBefore(value.slice(0, caret));
  const wanted = word.toLowerCase();
  const proposals = word === "" ? [] : wordsOf(known.data, words)
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
