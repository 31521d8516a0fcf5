// The review form: counts what is rated, saves with every pause, and never lets a page be left with unsaved words.
import { timeOfDay } from "./times.js";

const form = document.querySelector("form[data-review]");
const PAUSE_MS = 1200;
const RETRY_MS = 8000;

const state = form.querySelector("[data-save-state]");
const bar = form.querySelector("[data-rated-bar]");
const words = form.querySelector("[data-rated]");
let dirty = 0;
let saved = 0;
let timer = 0;
let saving = false;

function showRated() {
  const groups = form.querySelectorAll("[data-criterion]");
  const rated = [...groups].filter((group) => group.querySelector("input[type=radio]:checked")).length;
  const said = `${rated} of ${groups.length} ${groups.length === 1 ? "criterion" : "criteria"} rated`;
  bar.value = rated;
  if (words.textContent !== said) words.textContent = said;
}

function say(text, trouble = false) {
  state.textContent = text;
  state.toggleAttribute("data-trouble", trouble);
}

function schedule(wait) {
  clearTimeout(timer);
  timer = setTimeout(save, wait);
}

async function save() {
  if (saving) return schedule(PAUSE_MS);
  if (saved === dirty) return;
  saving = true;
  const version = dirty;
  try {
    const answer = await fetch(form.dataset.autosave, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json" },
    });
    const receipt = await answer.json();
    if (!answer.ok) return say(`Not saved. ${receipt.words} ${receipt.way_out}`, true);
    saved = version;
    say(receipt.warning || `Saved at ${timeOfDay(new Date(receipt.saved_at))}.`, Boolean(receipt.warning));
  } catch {
    say("Not saved: the connection is lost. Trying again; your words are still in this page.", true);
    schedule(RETRY_MS);
  } finally {
    saving = false;
  }
}

function changed() {
  dirty += 1;
  showRated();
  if (!state.hasAttribute("data-trouble")) say("Saving…");
  schedule(PAUSE_MS);
}

form.addEventListener("input", changed);
form.addEventListener("submit", () => { saved = dirty; });
window.addEventListener("beforeunload", (event) => { if (saved !== dirty) event.preventDefault(); });
document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
showRated();
