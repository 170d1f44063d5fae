// A shop by oneself: a key, lines to paste, and what has arrived.
import { useState } from "react";
import type { ReactElement } from "react";
import { ask } from "../../api/client";
import type { NewKey } from "../../api/types";
import { LatePage } from "../../frame/late_page";
import { useDeed } from "../../load";
import { Button, CopyButton } from "../../parts/button";
import { TextField } from "../../parts/field";
import { ProblemBox } from "../../parts/notice";
import { Card, Page } from "../../parts/page";
import { say } from "../../parts/toast";
import { readPreference, writePreference } from "../../preferences";
import { may, useSigned } from "../../session";
import { t } from "../../text/text";
import { Checklist } from "./checklist";
import { ImportFile } from "./import_file";
import { snippet, snippetLanguages } from "./snippets";
import type { SnippetLanguage } from "./snippets";

const kKeyToCome = "YOUR-KEY";

// The shops' listener stands one port below by itself; an operator who changed that types the address once.
function likelyAddress(): string {
  const { protocol, hostname, port } = window.location;
  return readPreference("shop-address") ?? `${protocol}//${hostname}${port === "" ? "" : `:${Number(port) - 1}`}`;
}

function KeyStep({ shop, made, onMade }: { shop: string; made: string; onMade: (key: string) => void }): ReactElement {
  const { account } = useSigned();
  const deed = useDeed();
  if (!may(account, "admin", shop)) return <Card title={t("stepKey")}><p>{t("keyByAdministrator")}</p></Card>;
  function make(): void {
    const body = { shop, scopes: ["ingest", "read", "recommend"], name: "shop server" };
    deed.run(async () => onMade((await ask<NewKey>("POST", "/v1/keys", { shop, body })).data.key));
  }
  return (
    <Card title={t("stepKey")}>
      <p className="hint">{t("stepKeyHint")}</p>
      {deed.problem && <ProblemBox problem={deed.problem} />}
      {made === ""
        ? <div className="row"><Button look="main" busy={deed.busy} onClick={make}>{t("makeKey")}</Button></div>
        : <>
            <p>{t("keyShownOnce")}</p>
            <div className="row"><code className="secret">{made}</code><CopyButton text={made} onCopied={() => say(t("keyCopied"))} /></div>
          </>}
    </Card>
  );
}

function LinesStep({ apiKey }: { apiKey: string }): ReactElement {
  const [address, setAddress] = useState(likelyAddress);
  const [language, setLanguage] = useState<SnippetLanguage>("curl");
  const lines = snippet(language, address, apiKey === "" ? kKeyToCome : apiKey);
  function change(next: string): void {
    setAddress(next);
    writePreference("shop-address", next);
  }
  return (
    <Card title={t("stepLines")} tools={<CopyButton text={lines} onCopied={() => say(t("linesCopied"))} />}>
      <div className="narrow"><TextField label={t("shopAddress")} hint={t("shopAddressHint")} value={address} onChange={change} /></div>
      <div className="row" role="group" aria-label={t("programmingLanguage")}>
        {snippetLanguages.map((each) => <Button key={each} pressed={each === language} onClick={() => setLanguage(each)}>{each}</Button>)}
      </div>
      <pre className="snippet" tabIndex={0} role="region" aria-label={t("stepLines")}>{lines}</pre>
    </Card>
  );
}

export function Connect({ shop }: { shop: string }): ReactElement {
  const { account } = useSigned();
  const [key, setKey] = useState("");
  return (
    <Page title={t("connectOf", { name: shop })} lead={t("connectLead")}>
      <div className="editor">
        <div className="beside">
          <KeyStep shop={shop} made={key} onMade={setKey} />
          <LinesStep apiKey={key} />
        </div>
        <div className="beside">
          <Checklist shop={shop} />
          <ImportFile shop={shop} />
          {may(account, "admin", shop) && <LatePage>{({ DemoCard }) => <DemoCard shop={shop} />}</LatePage>}
        </div>
      </div>
    </Page>
  );
}
