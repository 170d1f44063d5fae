// The model explorer: every list of a person, a guest or a product as the shop would show it, and why.
import type { ReactElement } from "react";
import { keptProduct, readProduct } from "../../api/products";
import { useLoad } from "../../load";
import { Button } from "../../parts/button";
import { Empty } from "../../parts/notice";
import { Card, Page } from "../../parts/page";
import { titleOf } from "../../parts/product";
import { ProductSearch } from "../../parts/product_search";
import { useQuery } from "../../route";
import { listName } from "../../text/list_names";
import { plain, t } from "../../text/text";
import type { ListKind } from "../../api/types";
import { AboutPerson, AboutProduct, AudienceCard } from "./about_subject";
import { Compare } from "./compare";
import { ListPane, useList } from "./list_pane";
import { LookBack } from "./look_back";
import { explorerHash, GuestPicker, PersonPicker, ProductPicker } from "./picker";
import { listsFor, subjectKinds, subjectOf } from "./subject";
import type { Subject } from "./subject";
import { Timeline } from "./timeline";

function Plain({ shop, subject, list, whyNot }: { shop: string; subject: Subject; list: ListKind; whyNot: string }): ReactElement {
  return <ListPane shop={shop} title={listName(list)} list={useList(shop, subject, { list }, whyNot)} />;
}

function WhyNot({ shop, whyNot, change }: { shop: string; whyNot: string; change: (changes: Record<string, string | undefined>) => void }): ReactElement {
  const product = useLoad(whyNot === "" ? null : `why ${shop} ${whyNot}`, () => readProduct(shop, whyNot));
  const title = titleOf(whyNot, product.data ?? keptProduct(shop, whyNot) ?? undefined);
  return (
    <Card>
      <ProductSearch shop={shop} label={t("whyNot")} hint={t("whyNotHint")} onChoose={(why) => change({ why })} />
      {whyNot !== "" && (
        <div className="row">
          <bdi>{t("whyNotOf", { title })}</bdi>
          <Button look="quiet" label={t("takeOut", { title })} onClick={() => change({ why: undefined })}>✕</Button>
        </div>
      )}
    </Card>
  );
}

function SubjectView({ shop, subject }: { shop: string; subject: Subject }): ReactElement {
  const [query, change] = useQuery();
  const whyNot = query["why"] ?? "";
  return (
    <>
      <WhyNot shop={shop} whyNot={whyNot} change={change} />
      <div className="panes" role="group" aria-label={t("lists")}>
        {listsFor[subject.kind].map((list) => <Plain key={list} shop={shop} subject={subject} list={list} whyNot={whyNot} />)}
      </div>
      <Compare shop={shop} subject={subject} whyNot={whyNot} />
      <LookBack shop={shop} subject={subject} whyNot={whyNot} />
      {subject.kind === "person" && <Timeline key={subject.id} shop={shop} person={subject.id} />}
      {subject.kind === "product" && <AudienceCard shop={shop} id={subject.id} />}
    </>
  );
}

export function Explorer({ shop, more }: { shop: string; more: string[] }): ReactElement {
  const subject = subjectOf(more);
  const kind = subjectKinds.find((each) => each === more[0]) ?? "person";
  return (
    <Page title={t("explorer")} lead={t("explorerLead")} tools={
      <nav className="row" aria-label={t("explorer")}>
        {subjectKinds.map((each) => (
          <a key={each} className="button" href={explorerHash(shop, each)} aria-current={each === kind ? "true" : undefined}>{plain(each)}</a>
        ))}
      </nav>
    }>
      <Card>
        {kind === "person" && <PersonPicker key={more[1] ?? ""} shop={shop} id={subject?.kind === "person" ? subject.id : ""} />}
        {kind === "guest" && <GuestPicker shop={shop} basket={subject?.kind === "guest" ? subject.basket : []} />}
        {kind === "product" && <ProductPicker shop={shop} />}
        {subject?.kind === "person" && <AboutPerson shop={shop} id={subject.id} />}
        {subject?.kind === "product" && <AboutProduct shop={shop} id={subject.id} />}
      </Card>
      {subject ? <SubjectView shop={shop} subject={subject} /> : <Empty title={t("nobodyChosen")}><p>{t("nobodyChosenHint")}</p></Empty>}
    </Page>
  );
}
