// What is left of the time to undo something, kept true while the page is open. The server wrote the words at first.
const SOON = 60_000;

function words(left) {
  if (left <= 0) return "the time is over";
  const minutes = Math.floor(left / SOON);
  if (!minutes) return "less than a minute left";
  return minutes === 1 ? "1 minute left" : `${minutes} minutes left`;
}

for (const element of document.querySelectorAll("[data-countdown]")) {
  const until = Date.parse(element.dataset.countdown);
  const show = () => {
    const left = until - Date.now();
    element.textContent = words(left);
    if (left > 0) setTimeout(show, Math.min(left, SOON / 6));
  };
  show();
}
