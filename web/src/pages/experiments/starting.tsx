// The effects that an experiment can find, told before it starts; its start and its stop.
import { useState } from "react";
import type { ReactElement } from "react";
import { ask, get, pathOf } from "../../api/client";
import type { ExperimentPlan, StoredExperiment } from "../../api/experiment_types";
import { useDeed, useLoad } from "../../load";
import { Button } from "../../parts/button";
import { TypedConfirmation } from "../../parts/dialog";
import { ProblemBox, Shown } from "../../parts/notice";
import { Card } from "../../parts/page";
import { say } from "../../parts/toast";
import { moment, number } from "../../text/format";
import { shareInWords } from "../../text/intervals";
import { t } from "../../text/text";

function CanFind({ plan, effect }: { plan: ExperimentPlan; effect: number | null }): ReactElement {
  const { effect_in_two_weeks: two, effect_in_four_weeks: four, days_for_minimal_effect: days } = plan;
  if (two === null) return <p>{t("canFindNothing")}</p>;
  const wanted = effect === null ? "" : shareInWords(effect);
  return (
    <>
      <p>{t("canFindSentence", { visitors: number(plan.visitors_a_day), two: shareInWords(two), four: four === null ? "–" : shareInWords(four) })}</p>
      {effect !== null && <p>{days === null ? t("canFindTooLong", { effect: wanted }) : t("canFindDays", { effect: wanted, days })}</p>}
      <p className="hint">{t("canFindAdvice")}</p>
    </>
  );
}

function CanFindPreference({ plan }: { plan: ExperimentPlan }): ReactElement {
  const { effect_in_two_weeks: two, effect_in_four_weeks: four } = plan;
  if (four === null) return <p>{t("canFindNoClicks")}</p>;
  const ofHundred = (distance: number): string => number((0.5 + distance) * 100);
  return (
    <>
      <p>{two === null ? t("canFindInFour", { four: ofHundred(four) }) : t("canFindPreference", { two: ofHundred(two), four: ofHundred(four) })}</p>
      <p className="hint">{t("canFindAdvice")}</p>
    </>
  );
}

function ranWords({ state, run }: StoredExperiment): string {
  if (!run) return "";
  return state === "running" || run.stopped_at === null
    ? t("runsSince", { when: moment(run.started_at) })
    : t("ranFromTo", { from: moment(run.started_at), until: moment(run.stopped_at) });
}

interface StartingProps {
  shop: string;
  stored: StoredExperiment;
  unsaved: boolean;
  mayChange: boolean;
  onChanged: () => void;
}

export function Starting({ shop, stored, unsaved, mayChange, onChanged }: StartingProps): ReactElement {
  const { name, state, run, experiment } = stored;
  const running = state === "running";
  const path = pathOf("experiments", name);
  const plan = useLoad(running || unsaved ? null : `plan ${shop} ${name} ${JSON.stringify(experiment)}`, () => get<ExperimentPlan>(`${path}/plan`, { shop }));
  const [asking, setAsking] = useState(false);
  const deed = useDeed();
  function act(): void {
    deed.run(async () => {
      await ask("POST", `${path}/${running ? "stop" : "start"}`, { shop });
      say(running ? t("stopped", { name }) : t("started", { name }));
      setAsking(false);
      onChanged();
    });
  }
  return (
    <Card title={running ? t("startAndStop") : t("canFind")}>
      {run && <p>{ranWords(stored)}</p>}
      {!running && unsaved && <p className="hint">{t("canFindSaveFirst")}</p>}
      {!running && !unsaved && <Shown of={plan}>{(read) => experiment.method === "interleaving" ? <CanFindPreference plan={read} /> : <CanFind plan={read} effect={experiment.minimal_effect ?? null} />}</Shown>}
      {deed.problem && !asking && <ProblemBox problem={deed.problem} />}
      {mayChange && <div className="row">
        {running
          ? <Button onClick={() => setAsking(true)}>{t("stopIt")}</Button>
          : <Button look="main" busy={deed.busy} disabled={unsaved} onClick={() => (run ? setAsking(true) : act())}>{run ? t("startAgain") : t("startIt")}</Button>}
      </div>}
      {asking && <TypedConfirmation title={running ? t("stopIt") : t("startAgain")} why={running ? t("stopWhy", { name }) : t("startAgainWhy", { name })}
        word={name} act={running ? t("stopIt") : t("startAgain")} deed={deed} onConfirm={act} onClose={() => setAsking(false)} />}
    </Card>
  );
}
