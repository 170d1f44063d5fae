import { words } from "./table";

export const calendarWords = words({
  calendarLead: ["When campaigns address people and how long their orders count, and when experiments run.",
    "Wann Kampagnen Personen ansprechen und wie lange Bestellungen zählen, und wann Experimente laufen."],
  calendarMonths: ["{from} to {until}", "{from} bis {until}"],
  earlier: ["Earlier", "Früher"],
  later: ["Later", "Später"],
  today: ["Today", "Heute"],
  calendarEmpty: ["Nothing in these months", "Nichts in diesen Monaten"],
  calendarEmptyHint: ["Runs of campaigns and experiments stand here by date. Begin with a campaign, or look at other months.",
    "Hier stehen Läufe von Kampagnen und Experimente nach Datum. Beginnen Sie mit einer Kampagne, oder sehen Sie andere Monate an."],
  spanOf: ["{from} to {until}", "{from} bis {until}"],
  spanOpen: ["since {from}", "seit {from}"],
});
