// Deletes a named thing after its name was typed.
import type { ReactElement } from "react";
import { ask } from "../api/client";
import { useDeed } from "../load";
import { go } from "../route";
import { TypedConfirmation } from "./dialog";
import { say } from "./toast";

interface RemovalProps {
  shop: string;
  path: string;
  name: string;
  title: string;
  why: string;
  done: string; // what is said then
  goTo: string;
  onClose: () => void;
}

export function Removal({ shop, path, name, title, why, done, goTo, onClose }: RemovalProps): ReactElement {
  const deed = useDeed();
  function remove(): void {
    deed.run(async () => {
      await ask("DELETE", path, { shop });
      say(done);
      go(goTo);
    });
  }
  return <TypedConfirmation title={title} why={why} word={name} act={title} deed={deed} onConfirm={remove} onClose={onClose} />;
}
