// Set light or dark before the first paint, as the system asks, and follow when it changes.
// Not a module: modules run after the page is parsed, which would flash.
(() => {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const apply = () => document.documentElement.setAttribute("data-bs-theme", dark.matches ? "dark" : "light");
  apply();
  dark.addEventListener("change", apply);
})();
