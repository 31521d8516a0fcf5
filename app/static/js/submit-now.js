// Sends a form at once; its button does the same where script doesn't run.
document.querySelector("form[data-submit-now]")?.requestSubmit();
