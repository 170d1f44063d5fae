// A field that finds a product: a combobox after the ARIA pattern. The typed text can also be taken as an
// id, for products that no list may show.
import { useId, useState } from "react";
import type { KeyboardEvent, ReactElement } from "react";
import { searchProducts } from "../api/products";
import type { ListItem } from "../api/types";
import { useLoad, useSettled } from "../load";
import { t } from "../text/text";
import { Field } from "./field";
import { ProductLine } from "./product";

const kSettleMilliseconds = 200;

interface ProductSearchProps {
  shop: string;
  label: string;
  hint?: string;
  error?: string | undefined;
  onChoose: (id: string) => void;
}

interface Option {
  id: string;
  item: ListItem | null; // null: what was typed, as an id
}

export function ProductSearch({ shop, label, hint, error, onChoose }: ProductSearchProps): ReactElement {
  const [typed, setTyped] = useState("");
  const [active, setActive] = useState(0);
  const [open, setOpen] = useState(false);
  const list = useId();
  const words = useSettled(typed.trim(), kSettleMilliseconds);
  const found = useLoad(words.length > 1 ? `search ${shop}\n${words}` : null, (signal) => searchProducts(shop, words, signal));
  const items = found.data ?? [];
  const asTyped = typed.trim();
  // Only once the search has ended: who presses Enter early means a product, not an id that nothing has.
  const searched = asTyped === words && !found.loading;
  const options: Option[] = (searched ? items : []).map((item) => ({ id: item.product_id, item }));
  if (asTyped !== "" && searched && !items.some((item) => item.product_id === asTyped)) options.push({ id: asTyped, item: null });
  const shown = open && options.length > 0;
  const chosen = Math.min(active, options.length - 1);

  function choose(option: Option | undefined): void {
    if (!option) return;
    setTyped("");
    setOpen(false);
    onChoose(option.id);
  }
  function pressed(event: KeyboardEvent): void {
    const move = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (move !== 0 && options.length > 0) {
      event.preventDefault();
      setOpen(true);
      setActive(shown ? (chosen + move + options.length) % options.length : 0);
    } else if (event.key === "Enter" && shown) {
      event.preventDefault();
      choose(options[chosen]);
    } else if (event.key === "Escape" && shown) {
      event.preventDefault();
      event.stopPropagation();
      setOpen(false);
    }
  }
  return (
    <div className="search" onBlur={(event) => { if (!event.currentTarget.contains(event.relatedTarget)) setOpen(false); }}>
      <Field label={label} hint={hint} error={error}>
        {(described) => (
          <input {...described} role="combobox" aria-expanded={shown} aria-controls={list} aria-autocomplete="list"
            aria-activedescendant={shown ? `${list}-${chosen}` : undefined} autoComplete="off" spellCheck={false} value={typed}
            onChange={(event) => { setTyped(event.target.value); setActive(0); setOpen(true); }} onKeyDown={pressed} />
        )}
      </Field>
      <ul role="listbox" id={list} aria-label={label} className="options" hidden={!shown}>
        {options.map((option, index) => (
          <li key={`${option.item ? "p" : "t"}${option.id}`} id={`${list}-${index}`} role="option" aria-selected={index === chosen}
            onMouseDown={(event) => event.preventDefault()} onMouseMove={() => setActive(index)} onClick={() => choose(option)}>
            {option.item
              ? <ProductLine id={option.id} of={option.item.properties}><span className="hint">{option.id}</span></ProductLine>
              : t("useIdAsTyped", { id: option.id })}
          </li>
        ))}
      </ul>
      <p className="unseen" role="status">{shown && found.data ? t("foundProducts", { count: items.length }) : ""}</p>
    </div>
  );
}
