// Moments in the order and zone that the launch asks for; the server has decided them once for the page.
// Without a zone of the launch it is the browser's own.
const { dates, hours, timeZone } = document.documentElement.dataset;

function formatter(options) {
  const locale = hours === "12" ? "en-US" : "en-GB";
  try {
    return new Intl.DateTimeFormat(locale, { ...options, timeZone });
  } catch {
    // A zone that this browser doesn't know.
    return new Intl.DateTimeFormat(locale, options);
  }
}

const ofDay = formatter({ day: "numeric", month: "long", year: "numeric" });
const ofTime = formatter({ hour: hours === "12" ? "numeric" : "2-digit", minute: "2-digit" });

function day(moment) {
  const parts = Object.fromEntries(ofDay.formatToParts(moment).map((part) => [part.type, part.value]));
  if (dates === "mdy") return `${parts.month} ${parts.day}, ${parts.year}`;
  if (dates === "ymd") return `${parts.year} ${parts.month} ${parts.day}`;
  return `${parts.day} ${parts.month} ${parts.year}`;
}

// "10:30" or "10:30 AM".
export const timeOfDay = (moment) => ofTime.format(moment);

// "15 November 2026, 10:30".
export const dayAndTime = (moment) => `${day(moment)}, ${timeOfDay(moment)}`;
