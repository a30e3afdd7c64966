/* What the page says to the reader: its words, a corner for what happened, and the clipboard. */

export const words = JSON.parse(document.getElementById("words").textContent);

export function fill(text, count) { return text.replace("{count}", count.toLocaleString(document.documentElement.lang)); }

export async function copy(text) {
  try { await navigator.clipboard.writeText(text); }
  catch {
    const area = Object.assign(document.createElement("textarea"), { value: text });
    (document.querySelector("dialog[open]") || document.body).append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  toast(words.copied);
}

export function toast(text, bad = false) {
  const box = document.createElement("div");
  box.className = bad ? "toast bad" : "toast";
  box.textContent = text;
  if (bad) box.setAttribute("role", "alert");
  document.getElementById("toasts").append(box);
  setTimeout(() => box.remove(), bad ? 9000 : 3000);
}
