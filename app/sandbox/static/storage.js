// The frame beside the tool's that keeps values for it.
import { answerStorage } from "./keeping.js";

window.addEventListener("message", answerStorage);
