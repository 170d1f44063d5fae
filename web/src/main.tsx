import { createRoot } from "react-dom/client";
import { App } from "./app";
import { applyScheme } from "./frame/scheme";
import { language } from "./text/language";
import "./styles/app.css";

document.documentElement.lang = language();
applyScheme();
const place = document.getElementById("app");
if (place) createRoot(place).render(<App />);
