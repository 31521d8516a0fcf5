// Inside the LMS's page: says how tall this page is, so that it has no scroll bar of its own (lti.frameResize).
// Told to the page around this frame alone, and only if that is one of the launch's own LMS.
import { newId } from "./message-id.js";

const origins = (document.body.dataset.lmsOrigins || "").split(" ").filter(Boolean);
const framed = window.parent !== window;
let told = 0;

function say(origin, message) {
  window.parent.postMessage({ ...message, message_id: newId() }, origin);
}

function tellHeight(origin) {
  const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
  if (Math.abs(height - told) < 2) return;
  told = height;
  say(origin, { subject: "lti.frameResize", height });
}

function begin(origin) {
  const [arrival] = performance.getEntriesByType("navigation");
  new ResizeObserver(() => tellHeight(origin)).observe(document.documentElement);
  // Back and reload leave the reader where they were; a new page begins at its top.
  if (arrival?.type === "navigate" && !window.location.hash) say(origin, { subject: "lti.scrollToTop" });
}

// Which of them it is: some browsers say so, else the one that answers a question that says nothing.
function find() {
  const around = window.location.ancestorOrigins?.[0];
  if (around !== undefined) return origins.includes(around) ? begin(around) : undefined;
  if (origins.length === 1) return begin(origins[0]);
  const hear = (event) => {
    if (event.source !== window.parent || !origins.includes(event.origin)) return;
    if (event.data?.subject !== "lti.capabilities.response") return;
    window.removeEventListener("message", hear);
    begin(event.origin);
  };
  window.addEventListener("message", hear);
  say("*", { subject: "lti.capabilities" });
}

if (framed && origins.length) find();
