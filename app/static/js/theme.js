// Set light or dark, and more contrast, before the first paint, as the system asks, and follow when it changes.
// Not a module: modules run after the page is parsed, which would flash.
(() => {
  const root = document.documentElement;
  const asked = root.dataset.contrast;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const contrast = window.matchMedia("(prefers-contrast: more)");
  const apply = () => {
    root.setAttribute("data-bs-theme", dark.matches ? "dark" : "light");
    if (contrast.matches) root.dataset.contrast = "more";
    else if (!asked) delete root.dataset.contrast;
  };
  apply();
  dark.addEventListener("change", apply);
  contrast.addEventListener("change", apply);
})();
