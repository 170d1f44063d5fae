import { words } from "./table";

export const intervalWords = words({
  lessBy: ["{amount} less", "{amount} weniger"],
  moreBy: ["{amount} more", "{amount} mehr"],
  betweenOf: ["Between {low} and {high} {what}.", "Zwischen {low} und {high} {what}."],
  tooFewToSay: ["Too few people to say anything yet.", "Noch zu wenige Personen, um etwas zu sagen."],
  tooEarly: ["Too early to say.", "Zu früh für ein Urteil."],
  moreThanChance: ["More than chance explains.", "Mehr, als der Zufall erklärt."],
  lessThanChance: ["Less than chance explains.", "Weniger, als der Zufall erklärt."],
});
