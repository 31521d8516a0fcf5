// Sends a form at once, and only once: who comes back by the browser's Back button finds the page with its button.
const form = document.querySelector("form[data-submit-now]");
const [visit] = performance.getEntriesByType("navigation");

form?.addEventListener("submit", (event) => {
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
if (visit?.type !== "back_forward") form?.requestSubmit();
