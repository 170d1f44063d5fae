import { words } from "./table";

export const jobWords = words({
  jobQueued: ["Waiting for its turn", "Wartet, bis es an der Reihe ist"],
  jobRunning: ["At work", "In Arbeit"],
  jobFailed: ["This has failed: {why}", "Das ist fehlgeschlagen: {why}"],
  jobCancelled: ["This was cancelled.", "Das wurde abgebrochen."],
  jobCancel: ["Stop it", "Anhalten"],
  jobDone: ["{done} of {total}", "{done} von {total}"],
});
