// Posts the page's form by itself; the button is for browsers without scripts.
document.querySelector("form[data-post-at-once]")?.submit();
