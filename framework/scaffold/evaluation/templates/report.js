// Paper has nothing to click: open what is folded before printing, fold it again after.
addEventListener("beforeprint", () => {
  for (const d of document.querySelectorAll("details:not([open])")) { d.open = true; d.dataset.folded = ""; }
});
addEventListener("afterprint", () => {
  for (const d of document.querySelectorAll("details[data-folded]")) { d.open = false; delete d.dataset.folded; }
});
