// Asks the platform for what it kept at the login, and opens the launch with it. Where it says nothing, the page
// shows what it would have shown without this script: the button for a window of its own.
import { askStorage } from "./platform-storage.js";

const form = document.querySelector("form[data-storage-launch]");
const otherwise = document.querySelector("[data-otherwise]");
const { key } = form.dataset;
const showForm = (shown) => {
  form.hidden = !shown;
  otherwise.hidden = shown;
};

showForm(true);
const answer = await askStorage(form.dataset, { subject: "lti.get_data", key }).catch(() => null);
if (typeof answer?.value === "string" && answer.value) {
  form.elements.proof.value = answer.value;
  form.submit();
} else {
  showForm(false);
}
