// Saves a text as it is written: two seconds after the last key, when the field is left, when the page is hidden.
// Each save says which version it started from; a newer text elsewhere comes back and both are shown.
import { countWords } from "./words.js";
import { timeOfDay } from "./times.js";
import { dropDraft, keepDraft, noteSaved, readDraft, takeSaved } from "./drafts.js";

const PAUSE = 2000;
const LONGEST_WAIT = 60000;

class Autosave {
  constructor(form) {
    this.form = form;
    this.field = form.elements.text;
    this.version = form.elements.version;
    this.saved = form.querySelector("[data-saved]");
    this.words = form.querySelector("[data-words]");
    this.conflict = form.querySelector("[data-conflict]");
    this.key = form.dataset.draftKey;
    // Not the present value: somebody may have written before this script had arrived.
    this.confirmed = this.field.defaultValue;
    this.wait = PAUSE;
    this.sending = false;
    this.kept = false;
    this.timer = 0;
  }

  start() {
    this.field.addEventListener("input", () => this.changed());
    this.field.addEventListener("blur", () => this.save());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.save(true);
    });
    document.addEventListener("visibilitychange", () => document.hidden && this.save());
    window.addEventListener("online", () => this.save());
    window.addEventListener("beforeunload", (event) => this.dirty && event.preventDefault());
    if (this.dirty) return this.changed();
    // This page was asked for before the last one's save had arrived: its text is there for the asking.
    if (takeSaved(this.key) > Number(this.version.value)) return window.location.reload();
    this.offerDraft();
    this.showWords();
  }

  get dirty() {
    return this.field.value !== this.confirmed;
  }

  changed() {
    this.kept = keepDraft(this.key, this.field.value, this.version.value);
    this.showWords();
    this.say("Not saved yet…");
    this.later(PAUSE);
  }

  later(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), milliseconds);
  }

  async save(asked = false) {
    clearTimeout(this.timer);
    if (this.sending || (!this.dirty && !asked)) return;
    this.sending = true;
    const text = this.field.value;
    try {
      await this.answered(await this.send(text), text);
    } catch {
      this.failed(`No connection; it will be sent again. ${this.where()}`);
    } finally {
      this.sending = false;
    }
  }

  send(text) {
    const body = new FormData();
    body.set("text", text);
    body.set("version", this.version.value);
    const headers = { "X-CSRF-Token": this.form.elements.csrf_token.value, Accept: "application/json" };
    const small = text.length < 15000;
    return fetch(this.form.action, { method: "POST", body, headers, keepalive: small, credentials: "same-origin" });
  }

  async answered(response, text) {
    const answer = await response.json();
    if (response.ok) return this.confirm(answer, text);
    if (response.status === 409 && "stored" in answer) return this.showConflict(answer);
    if (response.status >= 500) return this.failed(`${answer.words} ${this.where()}`);
    this.say(`Not saved: ${answer.words} ${answer.way_out || ""} ${this.where()}`, "is-failed");
  }

  // What becomes of a text that is not saved: some browsers keep nothing for a page inside another site's.
  where() {
    return this.kept
      ? "Your text is kept in this browser and offered to you when you come back."
      : "Copy your text before you leave this page.";
  }

  confirm(answer, text) {
    this.version.value = answer.version;
    this.confirmed = text;
    noteSaved(this.key, answer.version);
    this.wait = PAUSE;
    if (this.dirty) return this.later(PAUSE);
    dropDraft(this.key);
    this.say(`Saved ${timeOfDay(new Date(answer.saved_at))}`);
    this.showState();
  }

  // What the server says above the field when the page is opened again, said at once.
  showState() {
    const state = this.form.closest("section")?.querySelector("[data-slot-state] .status");
    if (!state) return;
    this.unfilled ??= state.classList.contains("status-good") ? "Still to do" : state.textContent;
    const { least, most } = this.form.dataset;
    const count = countWords(this.confirmed);
    const filled = least ? count >= Number(least) && count <= Number(most) : count > 0;
    state.textContent = filled ? "There" : this.unfilled;
    state.className = `status status-${filled ? "good" : "neutral"}`;
  }

  failed(words) {
    this.say(words, "is-failed");
    this.later(this.wait);
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }

  showConflict(answer) {
    this.say(answer.words, "is-failed");
    const other = element("textarea", "form-control evidence-text", answer.stored);
    Object.assign(other, { readOnly: true, rows: 10, id: `${this.field.id}-other` });
    const label = element("label", "strong", "The text that was saved elsewhere");
    label.htmlFor = other.id;
    const mine = this.choice("Keep what I wrote here", () => this.resolve(answer.version, this.field.value));
    const theirs = this.choice("Use the other text", () => this.resolve(answer.version, answer.stored));
    const row = element("div", "button-row");
    row.append(mine, theirs);
    this.conflict.className = "note note-warn";
    this.conflict.replaceChildren(element("p", "note-title", answer.way_out), label, other, row);
    this.conflict.hidden = false;
  }

  resolve(version, text) {
    this.version.value = version;
    this.field.value = text;
    this.conflict.hidden = true;
    this.showWords();
    this.save(true);
  }

  choice(words, act) {
    const button = element("button", "button button-small", words);
    button.type = "button";
    button.addEventListener("click", act);
    return button;
  }

  offerDraft() {
    const draft = readDraft(this.key);
    if (!draft || draft.text === this.field.value) return dropDraft(this.key);
    const take = this.choice("Put it back", () => {
      this.conflict.hidden = true;
      this.field.value = draft.text;
      this.changed();
    });
    const leave = this.choice("Forget it", () => {
      this.conflict.hidden = true;
      dropDraft(this.key);
    });
    const row = element("div", "button-row");
    row.append(take, leave);
    this.conflict.className = "note note-info";
    const words = "This browser has text for this place that was never saved.";
    this.conflict.replaceChildren(element("p", "note-title", words), element("p", "draft-text", draft.text), row);
    this.conflict.hidden = false;
  }

  showWords() {
    const count = countWords(this.field.value);
    const { least, most } = this.form.dataset;
    const unit = count === 1 ? "word" : "words";
    this.words.textContent = least ? `${count} ${unit} of ${least} to ${most}` : `${count} ${unit}`;
    this.words.className = !least || count < Number(least) ? "is-short" : count > Number(most) ? "is-over" : "is-good";
  }

  say(words, kind = "") {
    this.saved.textContent = words;
    this.saved.className = kind;
  }
}

function element(name, className, text = "") {
  const made = document.createElement(name);
  made.className = className;
  if (text) made[name === "textarea" ? "value" : "textContent"] = text;
  return made;
}

document.querySelectorAll("form[data-autosave]").forEach((form) => new Autosave(form).start());
