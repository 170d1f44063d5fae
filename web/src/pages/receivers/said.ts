// The words of receivers and pushes, which come with their pages.
import { receiversWords } from "../../text/receivers_words";
import { speaking } from "../../text/text";

export const said = speaking(receiversWords);
