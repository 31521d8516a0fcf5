// Show each moment in the viewer's own time zone where the launch named none; the server wrote it in UTC.
import { dayAndTime } from "./times.js";

for (const element of document.querySelectorAll("time[data-moment]")) {
  const moment = new Date(element.dateTime);
  if (!document.documentElement.dataset.timeZone && !Number.isNaN(moment.getTime())) {
    element.textContent = dayAndTime(moment);
  }
}

// After a failed form, keyboard and screen reader start at the summary.
document.querySelector("[data-focus]")?.focus();
