// Show each moment in the viewer's own time zone and language; the server wrote it in UTC.
const format = new Intl.DateTimeFormat(document.documentElement.lang || undefined, { dateStyle: "medium", timeStyle: "short" });

for (const element of document.querySelectorAll("time[data-moment]")) {
  const moment = new Date(element.dateTime);
  if (!Number.isNaN(moment.getTime())) element.textContent = format.format(moment);
}

// After a failed form, keyboard and screen reader start at the summary.
document.querySelector("[data-focus]")?.focus();
