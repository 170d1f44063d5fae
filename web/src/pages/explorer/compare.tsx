// Two lists of one subject beside each other.
import type { ReactElement } from "react";
import { get } from "../../api/client";
import type { ListKind, Scenario } from "../../api/types";
import { useLoad } from "../../load";
import { SelectField } from "../../parts/field";
import { Card } from "../../parts/page";
import { useQuery } from "../../route";
import { listName } from "../../text/list_names";
import { t } from "../../text/text";
import { ListPane, useList } from "./list_pane";
import { listsFor } from "./subject";
import type { Ask, Subject } from "./subject";

// "l:popular" or "s:home", as the address holds it.
export function askOf(text: string | undefined): Ask | null {
  if (!text) return null;
  return text.startsWith("s:") ? { scenario: text.slice(2) } : { list: text.slice(2) as ListKind };
}

function askName(text: string): string {
  return text.startsWith("s:") ? t("scenarioOf", { name: text.slice(2) }) : listName(text.slice(2));
}

// The scenarios and lists that a subject may be asked with.
export function useChoices(shop: string, subject: Subject): { value: string; text: string }[] {
  const scenarios = useLoad(`scenarios ${shop}`, () => get<{ scenarios: Record<string, Scenario> }>("/v1/scenarios", { shop, query: { limit: 1000 } }));
  const names = [...Object.keys(scenarios.data?.scenarios ?? {}).map((name) => `s:${name}`), ...listsFor[subject.kind].map((list) => `l:${list}`)];
  return [{ value: "", text: t("nothingChosen") }, ...names.map((name) => ({ value: name, text: askName(name) }))];
}

export interface Compared {
  shop: string;
  subject: Subject;
  whyNot: string;
}

export function Compare({ shop, subject, whyNot }: Compared): ReactElement {
  const [query, change] = useQuery();
  const choices = useChoices(shop, subject);
  const left = query["left"] ?? "";
  const right = query["right"] ?? "";
  const leftList = useList(shop, subject, askOf(left), whyNot);
  const rightList = useList(shop, subject, askOf(right), whyNot);
  return (
    <Card title={t("compare")}>
      <p className="hint">{t("compareHint")}</p>
      <div className="fields">
        <SelectField label={t("leftList")} value={left} choices={choices} onChange={(next) => change({ left: next })} />
        <SelectField label={t("rightList")} value={right} choices={choices} onChange={(next) => change({ right: next })} />
      </div>
      <div className="panes">
        {left !== "" && <ListPane shop={shop} title={`${t("leftList")}: ${askName(left)}`} list={leftList} />}
        {right !== "" && <ListPane shop={shop} title={`${t("rightList")}: ${askName(right)}`} list={rightList} beside={leftList.data} />}
      </div>
    </Card>
  );
}
