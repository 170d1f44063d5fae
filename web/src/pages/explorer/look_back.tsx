// A list as it was at an earlier moment, beside the same of now. The model of that time is made by a job, whose id stands in
// the address: a reload finds it again and makes none anew.
import type { FormEvent, ReactElement } from "react";
import { ask } from "../../api/client";
import { isGoing, useJob } from "../../jobs";
import { useDeed } from "../../load";
import { Button } from "../../parts/button";
import { SelectField, TextField } from "../../parts/field";
import { JobProgress } from "../../parts/job_progress";
import { ProblemBox } from "../../parts/notice";
import { Card } from "../../parts/page";
import { useQuery } from "../../route";
import { moment } from "../../text/format";
import { t } from "../../text/text";
import { askOf, useChoices } from "./compare";
import type { Compared } from "./compare";
import { ListPane, useList } from "./list_pane";
import { listsFor } from "./subject";

const kPath = "/v1/look-back";

export function LookBack({ shop, subject, whyNot }: Compared): ReactElement {
  const [query, change] = useQuery();
  const choices = useChoices(shop, subject);
  const { was = `l:${listsFor[subject.kind][0]}`, at = "", until = "", look = "" } = query;
  const job = useJob<{ as_of: number; at: string }>(shop, kPath, look);
  const deed = useDeed();
  const made = job.data?.result;
  const wanted = made ? askOf(was) : null;
  const then = useList(shop, subject, wanted, whyNot, made?.as_of);
  const now = useList(shop, subject, wanted, whyNot);
  const status = then.problem?.status;
  const refused = status === 409 ? "lookBackLost" : status === 410 ? "lookBackGone" : null;
  function submit(event: FormEvent): void {
    event.preventDefault();
    const run = String(Date.now());
    deed.run(async () => {
      await ask("POST", kPath, { shop, query: { run, until, at: until === "" && at !== "" ? new Date(at).toISOString() : "" } });
      change({ look: run });
    });
  }
  function cancel(): void {
    deed.run(async () => {
      await ask("DELETE", kPath, { shop, query: { run: look } });
      job.reload();
    });
  }
  return (
    <Card title={t("lookBack")}>
      <p className="hint">{t("lookBackHint")}</p>
      <form onSubmit={submit}>
        <div className="fields">
          <SelectField label={t("list")} value={was} choices={choices} onChange={(next) => change({ was: next })} />
          <TextField label={t("lookBackAt")} type="datetime-local" value={at} onChange={(next) => change({ at: next })} />
          <TextField label={t("lookBackUntil")} type="number" value={until} onChange={(next) => change({ until: next })} />
        </div>
        <div className="row"><Button type="submit" busy={deed.busy} disabled={was === "" || isGoing(job.data)}>{t("lookBackAct")}</Button></div>
      </form>
      {[deed.problem, job.problem].map((problem, index) => problem && <ProblemBox key={index} problem={problem} />)}
      {job.data && <JobProgress job={job.data} onCancel={cancel} />}
      {refused && <p className="error" role="alert">{t(refused)}</p>}
      {made && wanted && !refused && (
        <div className="panes">
          <ListPane shop={shop} title={t("lookBackThen", { at: moment(made.at), record: made.as_of })} list={then} />
          <ListPane shop={shop} title={t("now")} list={now} beside={then.data} />
        </div>
      )}
    </Card>
  );
}
