// LTI platform storage (1EdTech lti-cs-pm, lti-pm-s): the LMS's page keeps a value for this tool where the browser
// keeps no cookies. Values are said to one origin only; only the question what is possible is open to anyone.
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
  const id = crypto.randomUUID();
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

async function frameToAsk(lms, target) {
  const said = await ask(lms, "*", { subject: "lti.capabilities" }, PATIENCE_FOR_CAPABILITIES);
  const messages = Array.isArray(said?.supported_messages) ? said.supported_messages : [];
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
