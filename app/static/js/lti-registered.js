// Tells the LMS at a click that the registration is over, so that it closes the frame. Nothing closes by itself: there
// is something left to do, and everybody reads at their own pace.
function close() {
  const lms = window.opener || window.parent;
  if (lms === window) return;
  // The message says nothing that isn't for everybody, and the frame's host isn't always the configuration's.
  lms.postMessage({ subject: "org.imsglobal.lti.close" }, "*");
}

for (const button of document.querySelectorAll("[data-close-registration]")) {
  button.addEventListener("click", close);
}
