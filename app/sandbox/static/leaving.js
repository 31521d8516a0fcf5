// Leads the whole window, not only this frame, to where the link goes.
const link = document.querySelector("a[data-leave-at-once]");
if (link) {
  window.top.location.assign(link.href);
}
