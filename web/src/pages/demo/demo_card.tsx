// Made data for a shop that has none, in one click, and the way to take it away again.
import { useState } from "react";
import type { ReactElement } from "react";
import { useDeed, useLoad } from "../../load";
import { Button } from "../../parts/button";
import { TypedConfirmation } from "../../parts/dialog";
import { ProblemBox, Shown } from "../../parts/notice";
import { Card } from "../../parts/page";
import { say } from "../../parts/toast";
import { go, hashOf } from "../../route";
import { demoWords } from "../../text/demo_words";
import { speaking } from "../../text/text";
import { fill, readDemoState, takeAway } from "./fill";
import type { Step } from "./fill";

const said = speaking(demoWords);

interface Progress {
  step: Step;
  done: number;
  all: number;
}

function ProgressLine({ progress: { step, done, all } }: { progress: Progress }): ReactElement {
  return (
    <div className="stack">
      <p role="status">{said(step)} <span className="hint">{step === "learning" ? "" : said("doneOf", { done, all })}</span></p>
      <progress aria-label={said(step)} value={done} max={all} />
    </div>
  );
}

export function DemoCard({ shop }: { shop: string }): ReactElement {
  const state = useLoad(`demo ${shop}`, () => readDemoState(shop));
  const [progress, setProgress] = useState<Progress | null>(null);
  const [removing, setRemoving] = useState(false);
  const deed = useDeed();
  const tell = (step: Step, done: number, all: number): void => setProgress({ step, done, all });
  const ended = (): void => {
    setProgress(null);
    state.reload();
  };
  function start(): void {
    deed.run(async () => {
      try {
        // An order may have come since the card was drawn.
        if ((await readDemoState(shop)) !== "fillable") return;
        const person = await fill(shop, tell);
        say(said("filled"));
        go(hashOf(["shop", shop, "explorer", "person", person]));
      } finally {
        ended();
      }
    });
  }
  function remove(): void {
    setRemoving(false);
    deed.run(async () => {
      try {
        await takeAway(shop, tell);
        say(said("takenAway"));
      } finally {
        ended();
      }
    });
  }
  return (
    <Card title={said("title")}>
      {deed.problem && <ProblemBox problem={deed.problem} />}
      {progress ? <ProgressLine progress={progress} /> : (
        <Shown of={state}>{(read) => (
          <div className="stack">
            {read === "fillable" && <><p className="hint">{said("lead")}</p><div className="row"><Button busy={deed.busy} onClick={start}>{said("fill")}</Button></div></>}
            {read === "filled" && <><p>{said("isFilled")}</p><div className="row"><Button onClick={() => setRemoving(true)}>{said("takeAway")}</Button></div></>}
            {read === "orders" && <p className="hint">{said("hasOrders")}</p>}
            {read === "products" && <p className="hint">{said("hasProducts")}</p>}
          </div>
        )}</Shown>
      )}
      {removing && <TypedConfirmation title={said("takeAway")} why={said("takeAwayWhy")} word={shop} act={said("takeAway")} deed={deed}
        onConfirm={remove} onClose={() => setRemoving(false)} />}
    </Card>
  );
}
