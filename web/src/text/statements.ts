// The German form of each sentence of a list's answer, by its code. The English one comes with the answer.
import type { Statement, StatementValues } from "../api/types";
import { moment, number } from "./format";
import { language } from "./language";
import { listName } from "./list_names";

// tests/system/dashboard_types_test.py compares the codes with those of the server.
const german: Record<string, string> = {
  because_of: "wegen {title}",
  bought_by_alike: "gekauft von Kunden mit ähnlichen Bestellungen",
  for_looked_at: "passt zu Angesehenem",
  for_basket: "passt zum Warenkorb",
  bought_before: "schon einmal gekauft",
  looked_at_lately: "zuletzt angesehen",
  alike_in: "ähnlich in {alike}",
  like_product: "wie {title}",
  liked_by_same: "gefällt denselben Kunden",
  liked_by_alike: "gefällt Kunden mit gleichem Geschmack",
  like_by_catalogue: "ähnlich laut Katalog",
  same_order: "in derselben Bestellung gekauft",
  same_orders: "in derselben Bestellung gekauft, {orders}-mal",
  order_after: "in der Bestellung danach gekauft",
  orders_after: "in der Bestellung danach gekauft, {orders}-mal",
  popular: "beliebt in diesem Shop",
  rising: "zuletzt gefragter",
  new_here: "neu in diesem Shop",
  nobody_named: "Es wurde keine Person genannt.",
  person_unknown: "Über diese Person ist noch nichts bekannt.",
  not_profiled: "Diese Person widerspricht der Profilbildung.",
  no_consent: "Diese Person hat der Profilbildung nicht zugestimmt, und der Shop verlangt es.",
  no_history: "Diese Person hat noch nichts gekauft oder angesehen.",
  few_orders: "Der Shop hat noch zu wenige Bestellungen, um daraus zu lernen.",
  few_buyers: "Zu wenige haben dieses Produkt gekauft, um Ähnliches zu nennen.",
  no_order_together: "Noch keine Bestellung enthält es zusammen mit anderem.",
  nothing_looked_at: "Diese Person hat noch kein Produkt angesehen.",
  nothing_bought: "Diese Person hat noch nichts gekauft.",
  no_order_after: "Noch kein Käufer hat danach wieder bestellt.",
  shows_instead: "Die Liste zeigt: {lists}.",
  goes_on_with: "Nach {products} aus „{list}“ folgt: {lists}.",
  part_left_out: "{part} des Szenarios passt nicht zum Katalog; was davon nicht zu entscheiden ist, entfällt: {reason}.",
  rule_left_out: "Die Regel „{rule}“ passt nicht zum Katalog; was davon nicht zu entscheiden ist, entfällt: {reason}.",
  others_left_out: "Ebenso weitere Teile: {parts}.",
  of_variant: "{variant}:",
  nothing_to_show: "Nichts kann gezeigt werden.",
  fewer_than_asked: "{products} von {asked}.",
  holds_only: "Mehr ist in „{list}“ nicht zu zeigen.",
  variant_shows_nothing: "Die Variante des Experiments zeigt keine Empfehlungen.",
  catalogue_empty: "Der Katalog hat noch keine Produkte.",
  catalogue_holds: "Der Katalog hat {products} Produkte.",
  product_unknown: "Das Produkt {product} ist nicht bekannt.",
  in_the_list: "Es steht in der Liste, auf Platz {place}.",
  is_deleted: "Es wurde aus dem Katalog gelöscht.",
  is_hidden: "Es ist verborgen.",
  is_sold_out: "Es ist ausverkauft.",
  not_before: "Es ist erst ab {time} erhältlich.",
  not_since: "Es ist seit {time} nicht mehr erhältlich.",
  refused_by_rule: "Die Regel „{rule}“ lässt nicht mehr von seiner Art zu.",
  not_known_to_list: "Es darf gezeigt werden, ist aber nicht in „{list}“.",
  ranked_below: "Es darf gezeigt werden, aber alle Produkte der Liste stehen davor.",
};

// Behind without_ of products that a list lacks, and behind is_ of one.
const left: Record<string, string> = {
  unavailable: "ausverkauft, verborgen oder außer der Zeit",
  uncatalogued: "bestellt oder angesehen, aber nicht im Katalog",
  unfiltered: "nicht vom Filter erfasst",
  unmatched: "nicht vom Filter des Szenarios erfasst",
  other_category: "nicht in der Kategorie {category}",
  no_candidate: "nicht unter den Kandidaten",
  excluded: "von der Anfrage ausgeschlossen",
  shown: "schon gezeigt",
  itself: "das Produkt selbst oder eine Variante",
  in_basket: "im Warenkorb der Anfrage",
  in_cart: "im Warenkorb der Person",
  bought: "schon gekauft",
  hidden_by_rule: "von der Regel „{rule}“ verborgen",
};

const alike: Record<string, string> = { category: "Kategorie", brand: "Marke", words: "Wörtern", properties: "Eigenschaften", price: "Preis" };

function spelled(name: string, value: StatementValues[string]): string {
  if (typeof value === "number") return number(value);
  if (Array.isArray(value)) return value.map((one) => (name === "lists" ? listName(one) : alike[one] ?? one)).join(", ");
  return name === "list" ? listName(value) : name === "time" ? moment(value) : value;
}

function formOf(code: string): string | undefined {
  const [, kind, behind] = /^(without|is)_(.+)/.exec(code) ?? [];
  const phrase = left[behind ?? ""];
  return phrase ? (kind === "is" ? `Es ist ${phrase}.` : `{products} ${phrase}.`) : german[code];
}

// In English, and where a code is too new for this table, the text as the server wrote it.
export function said(text: string, statements: readonly Statement[] = []): string {
  if (language() !== "de" || statements.length === 0) return text;
  const sentences = statements.map(({ code, values }) => formOf(code)?.replace(/\{(\w+)\}/g, (_, name: string) => spelled(name, values[name] ?? "")));
  return sentences.includes(undefined) ? text : sentences.join(" ");
}
