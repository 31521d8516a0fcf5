// The page around a tool: listens to what the tool's frame asks for.
import { answerStorage } from "./keeping.js";

const frame = document.querySelector("iframe#tool");
// Every LMS here takes a height; one with Moodle's manners hears everything else and says nothing.
const answers = frame ? "answers" in frame.dataset : false;
const SUPPORTED = ["lti.capabilities", "lti.frameResize", "lti.scrollToTop", "lti.get_data", "lti.put_data"];
const SMALLEST = 200;
const LARGEST = 20000;

function reply(event, message) {
  event.source.postMessage(message, event.origin);
}

function resize(wish) {
  const height = Math.min(Math.max(Number.parseInt(wish, 10) || 0, SMALLEST), LARGEST);
  frame.style.height = `${height}px`;
}

function capabilities(event) {
  const storage = document.querySelector("iframe.storage");
  const messages = SUPPORTED.map((subject) => {
    const kept = subject.endsWith("_data") && storage;
    return kept ? { subject, frame: storage.name } : { subject };
  });
  reply(event, { subject: "lti.capabilities.response", message_id: event.data.message_id, supported_messages: messages });
}

function listen(event) {
  const message = event.data;
  if (typeof message !== "object" || message === null || (frame && event.source !== frame.contentWindow)) {
    return;
  }
  const closesTo = frame?.dataset.closesTo;
  if (message.subject === "org.imsglobal.lti.close" && closesTo) {
    window.location.assign(closesTo);
  } else if (!frame) {
    return;
  } else if (message.subject === "lti.frameResize") {
    resize(message.height);
    if (answers) reply(event, { subject: "lti.frameResize.response", message_id: message.message_id });
  } else if (!answers) {
    return;
  } else if (message.subject === "lti.scrollToTop") {
    frame.scrollIntoView();
  } else if (message.subject === "lti.capabilities") {
    capabilities(event);
  } else {
    answerStorage(event);
  }
}

// The tool is let in only when somebody listens, here and in the storage frame: it may speak at once.
function letIn() {
  if (frame) {
    frame.src = frame.dataset.src;
  }
}

window.addEventListener("message", listen);
const keeper = document.querySelector("iframe.storage");
const kept = keeper?.contentDocument;
// Null is a page of another site, put there by a test of tools that trust any frame.
const ready = kept === null || (kept?.URL === keeper?.src && kept?.readyState === "complete");
if (keeper && !ready) {
  keeper.addEventListener("load", letIn, { once: true });
} else {
  letIn();
}
