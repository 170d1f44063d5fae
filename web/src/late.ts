// Pages that few people open. They and their words are a second script, which comes when somebody goes to one of them.
export { Reference } from "./pages/reference/reference";
export { DemoCard } from "./pages/demo/demo_card";
export { Earnings } from "./pages/earnings/earnings";
export { Pushing } from "./pages/receivers/pushing";
export { Receivers } from "./pages/receivers/receivers";
