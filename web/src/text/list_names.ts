// The kinds of lists, rules and reasons in the merchant's words.
import type { ListKind, Role, RuleKind } from "../api/types";
import { plain } from "./text";
import type { PlainWord } from "./text";

const lists: Record<ListKind, PlainWord> = {
  "for-you": "listForYou", "buy-again": "listBuyAgain", "recently-viewed": "listRecentlyViewed", similar: "listSimilar",
  "bought-together": "listBoughtTogether", "bought-next": "listBoughtNext", popular: "listPopular",
  trending: "listTrending", new: "listNew",
};

export function listName(kind: string): string {
  const word = (lists as Record<string, PlainWord | undefined>)[kind];
  return word ? plain(word) : kind;
}

const rules: Record<RuleKind, PlainWord> = {
  pin: "rulePin", hide: "ruleHide", boost: "ruleBoost", bury: "ruleBury", share: "ruleShare", cap: "ruleCap",
  same_category: "ruleSameCategory",
};

export function ruleName(kind: RuleKind): string {
  return plain(rules[kind]);
}

const roles: Record<Role, PlainWord> = {
  owner: "roleOwner", merchant: "roleMerchant", analyst: "roleAnalyst", support: "roleSupport", operator: "roleOperator",
};

export function roleName(role: Role): string {
  return plain(roles[role]);
}
