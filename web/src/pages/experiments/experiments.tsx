// All experiments with how they stand, and a way to a new one.
import { useState } from "react";
import type { FormEvent, ReactElement } from "react";
import { get } from "../../api/client";
import type { Experiments as ExperimentsAnswer, StoredExperiment } from "../../api/experiment_types";
import { scenarioNames } from "../../api/names";
import { useLoad } from "../../load";
import { usePages } from "../../paged";
import type { PageOf } from "../../paged";
import { Button } from "../../parts/button";
import { SelectField, TextField } from "../../parts/field";
import { MoreButton } from "../../parts/more_button";
import { Empty, Shown } from "../../parts/notice";
import { Card, Page } from "../../parts/page";
import { Table } from "../../parts/table";
import type { Column } from "../../parts/table";
import { go, hashOf } from "../../route";
import { may, useSigned } from "../../session";
import { date } from "../../text/format";
import { plain, t } from "../../text/text";
import type { PlainWord } from "../../text/text";
import { ExperimentEditor } from "./editor";
import { metricName } from "./metric_name";

type ExperimentsPage = ExperimentsAnswer & PageOf<StoredExperiment>;

async function readExperiments(shop: string, after?: string): Promise<ExperimentsPage> {
  const page = await get<ExperimentsAnswer>("/v1/experiments", { shop, query: { after } });
  return { ...page, rows: page.experiments };
}

function NewExperimentForm({ shop, scenarios }: { shop: string; scenarios: readonly string[] }): ReactElement {
  const [on, setOn] = useState(scenarios[0] ?? "");
  const [name, setName] = useState("");
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (name.trim() !== "") go(hashOf(["shop", shop, "experiments", name.trim()], { on }));
  }
  return (
    <form onSubmit={submit}>
      <div className="fields">
        <TextField label={t("newExperimentName")} hint={t("newExperimentHint")} value={name} onChange={setName} required />
        <SelectField label={t("triedPlace")} value={on} onChange={setOn} choices={scenarios.map((each) => ({ value: each, text: each }))} />
      </div>
      <div className="row"><Button type="submit" look="main">{t("begin")}</Button></div>
    </form>
  );
}

function NewExperiment({ shop }: { shop: string }): ReactElement {
  const scenarios = useLoad(`scenario names ${shop}`, () => scenarioNames(shop));
  return (
    <Card title={t("newExperiment")}>
      <Shown of={scenarios}>{(names) => names.length === 0
        ? <p>{t("noScenarioToTry")} <a href={hashOf(["shop", shop, "merchandising"])}>{t("merchandising")}</a></p>
        : <NewExperimentForm shop={shop} scenarios={names} />
      }</Shown>
    </Card>
  );
}

export const stateWords: Record<StoredExperiment["state"], PlainWord> = { draft: "stateDraft", running: "stateRunning", stopped: "stateStopped" };

function ExperimentTable({ shop, experiments }: { shop: string; experiments: readonly StoredExperiment[] }): ReactElement {
  const columns: Column<StoredExperiment>[] = [
    { title: t("experiment"), cell: ({ name }) => <a href={hashOf(["shop", shop, "experiments", name])}><bdi>{name}</bdi></a> },
    { title: t("triedPlace"), cell: ({ experiment }) => <a href={hashOf(["shop", shop, "merchandising", experiment.scenario])}><bdi>{experiment.scenario}</bdi></a> },
    { title: t("experimentVariants"), cell: ({ experiment }) => experiment.variants.map((variant) => variant.name).join(", ") },
    { title: t("decidedBy"), cell: ({ experiment }) => metricName(experiment.metric ?? "revenue_per_visitor") },
    { title: t("state"), cell: ({ state }) => <span className={state === "running" ? "chip good" : "chip"}>{plain(stateWords[state])}</span> },
    { title: t("since"), cell: ({ run }) => (run ? date(run.stopped_at ?? run.started_at) : "–") },
  ];
  return <Table caption={t("experiments")} columns={columns} rows={experiments} keyOf={({ name }) => name} />;
}

function AllExperiments({ shop }: { shop: string }): ReactElement {
  const { account } = useSigned();
  const experiments = usePages<StoredExperiment, ExperimentsPage>(`experiments ${shop}`, (after) => readExperiments(shop, after));
  return (
    <Page title={t("experiments")} lead={t("experimentsLead")}>
      <Card title={t("experiments")}>
        <Shown of={experiments.first}>{(read) => read.experiments.length === 0
          ? <Empty title={t("noExperiments")}><p>{t("noExperimentsHint")}</p></Empty>
          : <ExperimentTable shop={shop} experiments={experiments.rows} />
        }</Shown>
        <MoreButton of={experiments} />
      </Card>
      {may(account, "merchandise", shop) && <NewExperiment shop={shop} />}
    </Page>
  );
}

export function Experiments({ shop, more }: { shop: string; more: string[] }): ReactElement {
  const [name] = more;
  return name === undefined ? <AllExperiments shop={shop} /> : <ExperimentEditor key={name} shop={shop} name={name} />;
}
