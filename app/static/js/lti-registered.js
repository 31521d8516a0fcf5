// Tells the LMS that the registration is over, so that it closes the frame: at a click, or after a time to read.
const READING_MILLISECONDS = 60_000;

function close() {
  const lms = window.opener || window.parent;
  if (lms === window) return;
  // The message says nothing that isn't for everybody, and the frame's host isn't always the configuration's.
  lms.postMessage({ subject: "org.imsglobal.lti.close" }, "*");
}

for (const button of document.querySelectorAll("[data-close-registration]")) {
  button.addEventListener("click", close);
}
window.setTimeout(close, READING_MILLISECONDS);
