import { useState } from "react";
import type { FormEvent, ReactElement } from "react";
import { get } from "../../api/client";
import type { Scenario, ScenarioDraft, ScenarioDrafts } from "../../api/types";
import { useLoad } from "../../load";
import { Button } from "../../parts/button";
import { SelectField, TextField } from "../../parts/field";
import { Empty, Shown } from "../../parts/notice";
import { Card, Page } from "../../parts/page";
import { Table } from "../../parts/table";
import type { Column } from "../../parts/table";
import { go, hashOf } from "../../route";
import { may, useSigned } from "../../session";
import { moment } from "../../text/format";
import { listName } from "../../text/list_names";
import { plain, t } from "../../text/text";
import { templates } from "./draft";
import { Editor } from "./editor";

function NewScenario({ shop }: { shop: string }): ReactElement {
  const [template, setTemplate] = useState("home");
  const [name, setName] = useState("home");
  function choose(id: string): void {
    setTemplate(id);
    setName(templates.find((each) => each.id === id)?.name ?? "");
  }
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (name.trim() !== "") go(hashOf(["shop", shop, "merchandising", name.trim()], { from: template }));
  }
  return (
    <Card title={t("newScenario")}>
      <form onSubmit={submit}>
        <div className="fields">
          <SelectField label={t("beginWith")} value={template} onChange={choose} choices={templates.map((each) => ({ value: each.id, text: plain(each.title) }))} />
          <TextField label={t("newScenarioName")} hint={t("newScenarioHint")} value={name} onChange={setName} required />
        </div>
        <div className="row"><Button type="submit" look="main">{t("begin")}</Button></div>
      </form>
    </Card>
  );
}

function ScenarioTable({ shop, scenarios }: { shop: string; scenarios: Record<string, Scenario> }): ReactElement {
  const columns: Column<[string, Scenario]>[] = [
    { title: t("scenario"), cell: ([name]) => <a href={hashOf(["shop", shop, "merchandising", name])}><bdi>{name}</bdi></a> },
    { title: t("list"), cell: ([, scenario]) => listName(scenario.list) },
    { title: t("filter"), cell: ([, scenario]) => scenario.filter ? <code className="words">{scenario.filter}</code> : "–" },
    { title: t("rules"), cell: ([, scenario]) => t("rulesCount", { count: scenario.rules?.length ?? 0 }) },
  ];
  return <Table caption={t("scenarios")} columns={columns} rows={Object.entries(scenarios)} keyOf={([name]) => name} />;
}

function DraftTable({ shop }: { shop: string }): ReactElement | null {
  const read = useLoad(`drafts ${shop}`, () => get<ScenarioDrafts>("/v1/drafts", { shop }));
  if (read.data?.drafts.length === 0) return null;
  const columns: Column<ScenarioDraft>[] = [
    { title: t("scenario"), cell: (draft) => <a href={hashOf(["shop", shop, "merchandising", draft.name])}><bdi>{draft.name}</bdi></a> },
    { title: t("savedBy"), cell: (draft) => <bdi>{draft.saved_by}</bdi> },
    { title: t("when"), cell: (draft) => moment(draft.saved_at) },
    { title: t("publishAt"), cell: (draft) => draft.publish_at ? moment(draft.publish_at) : draft.failure ? <span className="error">{draft.failure}</span> : "–" },
  ];
  return (
    <Card title={t("drafts")}>
      <Shown of={read}>{({ drafts }) => <Table caption={t("drafts")} columns={columns} rows={drafts} keyOf={(draft) => draft.name} />}</Shown>
    </Card>
  );
}

function Scenarios({ shop }: { shop: string }): ReactElement {
  const { account } = useSigned();
  const scenarios = useLoad(`scenarios ${shop}`, () => get<{ scenarios: Record<string, Scenario> }>("/v1/scenarios", { shop, query: { limit: 1000 } }));
  return (
    <Page title={t("merchandising")} lead={t("merchandisingLead")}>
      <Card title={t("scenarios")}>
        <Shown of={scenarios}>{(read) => Object.keys(read.scenarios).length === 0
          ? <Empty title={t("noScenarios")}><p>{t("noScenariosHint")}</p></Empty>
          : <ScenarioTable shop={shop} scenarios={read.scenarios} />
        }</Shown>
      </Card>
      {may(account, "merchandise", shop) && <DraftTable shop={shop} />}
      {may(account, "merchandise", shop) && <NewScenario shop={shop} />}
    </Page>
  );
}

export function Merchandising({ shop, more }: { shop: string; more: string[] }): ReactElement {
  const [name] = more;
  return name === undefined ? <Scenarios shop={shop} /> : <Editor key={name} shop={shop} name={name} />;
}
