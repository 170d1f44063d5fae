import { words } from "./table";

export const intervalWords = words({
  lessBy: ["{amount} less", "{amount} weniger"],
  moreBy: ["{amount} more", "{amount} mehr"],
  betweenOf: ["Between {low} and {high} {what}.", "Zwischen {low} und {high} {what}."],
  tooFewBuyers: ["Too early to say: each group needs {buyers} buyers.", "Zu früh für ein Urteil: Jede Gruppe braucht {buyers} Käufer."],
  tooEarly: ["Too early to say.", "Zu früh für ein Urteil."],
  moreThanChance: ["More than chance explains.", "Mehr, als der Zufall erklärt."],
  lessThanChance: ["Less than chance explains.", "Weniger, als der Zufall erklärt."],
});
