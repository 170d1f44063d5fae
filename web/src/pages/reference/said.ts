// The words of the reference, which come with its page.
import { referenceWords } from "../../text/reference_words";
import { speaking } from "../../text/text";

export const said = speaking(referenceWords);
