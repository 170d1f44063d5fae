// How many people a condition means, counted while it is typed, and how many of them belong to another segment too.
import type { ReactElement } from "react";
import { ask } from "../../api/client";
import type { SegmentSizes } from "../../api/segment_types";
import { Bar } from "../../charts/bar";
import { useLoad, useSettled } from "../../load";
import type { Loaded } from "../../load";
import { SelectField } from "../../parts/field";
import { ProblemBox } from "../../parts/notice";
import { Card } from "../../parts/page";
import { number } from "../../text/format";
import { t } from "../../text/text";

const kSettleMilliseconds = 400;

export function useSizes(shop: string, people: string, other: string): Loaded<SegmentSizes> {
  const settled = useSettled(people.trim(), kSettleMilliseconds);
  return useLoad(settled === "" ? null : `sizes ${shop}\n${other}\n${settled}`, async (signal) => {
    const body = other === "" ? { people: settled } : { people: settled, segments: [other] };
    return (await ask<SegmentSizes>("POST", "/v1/segments/count", { shop, body, signal })).data;
  });
}

function Share({ title, part, whole }: { title: string; part: number; whole: number }): ReactElement {
  return (
    <div className="share-line">
      <span><bdi>{title}</bdi></span>
      <strong className="numeric">{number(part)}</strong>
      <Bar share={whole === 0 ? 0 : part / whole} />
    </div>
  );
}

// `last` is what was counted before, shown while the condition can't be read.
export function SizeCard({ sizes, last, empty }: { sizes: Loaded<SegmentSizes>; last: SegmentSizes | null; empty: boolean }): ReactElement {
  const shown = sizes.data ?? last;
  return (
    <Card title={t("howMany")}>
      <div aria-busy={sizes.loading} className="stack">
        {sizes.problem && sizes.problem.errors.length === 0 && <ProblemBox problem={sizes.problem} onAgain={sizes.reload} />}
        {empty || !shown
          ? <p className="hint">{t("nothingToCount")}</p>
          : <>
              <p className="figure" role="status">{t("peopleOfAll", { size: shown.size ?? 0, all: shown.people })}</p>
              <Bar share={shown.people === 0 ? 0 : (shown.size ?? 0) / shown.people} />
            </>}
        <p className="hint">{t("countedAsYouType")}</p>
      </div>
    </Card>
  );
}

interface OverlapProps {
  name: string;
  others: readonly string[];
  other: string;
  sizes: SegmentSizes | null;
  onChoose: (other: string) => void;
}

export function OverlapCard({ name, others, other, sizes, onChoose }: OverlapProps): ReactElement {
  const counted = sizes?.segments.find((each) => each.name === other);
  const shared = counted?.shared ?? 0;
  const all = counted && sizes ? (sizes.size ?? 0) + counted.size - shared : 0;
  return (
    <Card title={t("overlap")}>
      {others.length === 0
        ? <p className="hint">{t("overlapNone")}</p>
        : <SelectField label={t("overlapWith")} value={other} onChange={onChoose}
            choices={[{ value: "", text: t("nothingChosen") }, ...others.map((each) => ({ value: each, text: each }))]} />}
      {counted && sizes && (
        <div className="stack" role="status">
          <Share title={t("overlapBoth")} part={shared} whole={all} />
          <Share title={t("overlapHere", { name })} part={(sizes.size ?? 0) - shared} whole={all} />
          <Share title={t("overlapHere", { name: other })} part={counted.size - shared} whole={all} />
        </div>
      )}
    </Card>
  );
}
