// LTI platform storage (1EdTech lti-cs-pm, lti-pm-s): the LMS's page keeps a value for this tool where the browser
// keeps no cookies. Values are said to one origin only; only the question what is possible is open to anyone.
import { newId } from "./message-id.js";

const PATIENCE = 2000;
const PATIENCE_FOR_CAPABILITIES = 600;

// The page around this frame, or the one that opened this window.
function lmsWindow() {
  return window.parent === window ? window.opener : window.parent;
}

function frameNamed(lms, name) {
  if (name === "_parent") return lms;
  try {
    const found = name ? lms.frames[name] : null;
    return typeof found?.postMessage === "function" ? found : null;
  } catch {
    // Another site's window refuses to be asked for a frame that it doesn't have.
    return null;
  }
}

// The answer to a message, or null when time is up. An answer of the storage counts from its own origin alone.
function ask(frame, origin, message, milliseconds) {
  const id = newId();
  return new Promise((resolve) => {
    const end = (answer) => {
      clearTimeout(timer);
      window.removeEventListener("message", hear);
      resolve(answer);
    };
    const hear = (event) => {
      const answer = event.data;
      const ours = answer?.message_id === id && answer.subject === `${message.subject}.response`;
      if (ours && (origin === "*" ? event.source === frame : event.origin === origin)) end(answer);
    };
    const timer = setTimeout(() => end(null), milliseconds);
    window.addEventListener("message", hear);
    frame.postMessage({ ...message, message_id: id }, origin);
  });
}

// What the platform's page says that it can be asked; null where there is no page around this one.
export async function capabilities(milliseconds = PATIENCE) {
  const lms = lmsWindow();
  if (!lms) return null;
  const said = await ask(lms, "*", { subject: "lti.capabilities" }, milliseconds);
  return Array.isArray(said?.supported_messages) ? said.supported_messages : [];
}

async function frameToAsk(lms, target) {
  const messages = (await capabilities(PATIENCE_FOR_CAPABILITIES)) ?? [];
  const named = messages.find((message) => message?.subject === "lti.put_data")?.frame;
  return frameNamed(lms, named) ?? frameNamed(lms, target) ?? lms;
}

// Sends one storage message to the platform's frame; its answer, or null after two seconds altogether.
export async function askStorage({ origin, target }, message) {
  const lms = lmsWindow();
  if (!lms) return null;
  const deadline = performance.now() + PATIENCE;
  const frame = await frameToAsk(lms, target);
  const answer = await ask(frame, origin, message, Math.max(0, deadline - performance.now()));
  return answer?.error ? null : answer;
}
