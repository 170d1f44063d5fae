// A run's lists on their way to a receiver: begin it, watch it, stop it, and send all again after a failure.
import { useState } from "react";
import type { FormEvent, ReactElement } from "react";
import { ask, pathOf } from "../../api/client";
import { isGoing, useJob } from "../../jobs";
import { useDeed, useLoad } from "../../load";
import { Button } from "../../parts/button";
import { SelectField } from "../../parts/field";
import { JobProgress } from "../../parts/job_progress";
import { Empty, ProblemBox, Shown } from "../../parts/notice";
import { Card } from "../../parts/page";
import { hashOf, useQuery } from "../../route";
import { t } from "../../text/text";
import { readReceivers } from "./receivers";
import { said } from "./said";

interface Pushed {
  to: string;
  batches: number;
  people: number;
  calls: number;
}

interface PushingProps {
  shop: string;
  name: string;
  run: string;
}

function Push({ shop, name, run, receivers }: PushingProps & { receivers: readonly string[] }): ReactElement {
  const [query, change] = useQuery();
  const [chosen, setChosen] = useState(query["to"] ?? receivers[0] ?? "");
  // The address names the push that was begun last: a reload finds it again and begins none.
  const to = query["to"] ?? "";
  const attempt = query["attempt"] ?? "1";
  const path = `${pathOf("campaigns", name)}/push`;
  const job = useJob<Pushed>(shop, path, to === "" ? "" : run, { to, attempt });
  const deed = useDeed();
  const failed = job.data?.state === "failed" || job.data?.state === "cancelled";
  function push(receiver: string, turn: string): void {
    deed.run(async () => {
      await ask("POST", path, { shop, query: { run, to: receiver, attempt: turn } });
      change({ to: receiver, attempt: turn });
      job.reload();
    });
  }
  function submit(event: FormEvent): void {
    event.preventDefault();
    push(chosen, "1");
  }
  function cancel(): void {
    deed.run(async () => {
      await ask("DELETE", path, { shop, query: { run, to, attempt } });
      job.reload();
    });
  }
  const result = job.data?.result;
  return (
    <div className="stack">
      <form onSubmit={submit}>
        <div className="with-button">
          <SelectField label={said("receiver")} value={chosen} onChange={setChosen} choices={receivers.map((value) => ({ value, text: value }))} />
          <Button type="submit" busy={deed.busy} disabled={isGoing(job.data)}>{said("push")}</Button>
        </div>
      </form>
      {deed.problem && <ProblemBox problem={deed.problem} />}
      {job.problem && <ProblemBox problem={job.problem} />}
      {job.data && <JobProgress job={job.data} onCancel={cancel} />}
      {result && <p role="status">{said("pushed", { to: result.to, people: result.people, batches: result.batches, calls: result.calls })}</p>}
      {failed && (
        <>
          <p className="hint">{said("againHint")}</p>
          <div className="row"><Button busy={deed.busy} onClick={() => push(to, String(Number(attempt) + 1))}>{said("again")}</Button></div>
        </>
      )}
    </div>
  );
}

export function Pushing(props: PushingProps): ReactElement {
  const { shop } = props;
  const receivers = useLoad(`receivers ${shop}`, () => readReceivers(shop));
  return (
    <Card title={said("pushTitle")}>
      <p className="hint">{said("pushLead")}</p>
      <Shown of={receivers}>{(read) => read.length === 0
        ? <Empty title={said("none")}><a className="button" href={hashOf(["shop", shop, "receivers"])}>{t("receivers")}</a></Empty>
        : <Push {...props} receivers={read.map((each) => each.name)} />
      }</Shown>
    </Card>
  );
}
