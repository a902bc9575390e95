// Widths of bars, as the page's policy allows no style in a tag; and the name of who corrects is kept on this computer.
for (const bar of document.querySelectorAll("[data-share]")) bar.style.width = `${bar.dataset.share}%`;
const names = document.querySelectorAll("input[name=who]");
const remembered = (() => { try { return localStorage.getItem("who") || ""; } catch { return ""; } })();
for (const name of names) {
  name.value ||= remembered;
  name.addEventListener("change", () => {
    try { localStorage.setItem("who", name.value); } catch { return; }
    for (const other of names) other.value = name.value;
  });
}
for (const other of document.querySelectorAll("select[name=other]")) {
  other.addEventListener("change", () => { other.closest("label").querySelector("input[type=radio]").checked = true; });
}
