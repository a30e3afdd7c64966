/* The console's own script: one listener for each kind of event, search as you type, tabs, and keys.
   Nothing here is needed to read a page; nothing runs inline. */

import { carryOut } from "./actions.js";
import { curlOf, curlOfAction, showCurl } from "./curl.js";
import { fetchLate, forget, refresh, settle, startClock } from "./live.js";
import { copy, toast } from "./said.js";

/* ---- search as you type ------------------------------------------------------------------------------------ */

let typing = 0;
function search(form) {
  const fields = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
  history.replaceState(null, "", form.getAttribute("action") + (fields.size ? `?${fields}` : ""));
  forget();
  refresh();
}

/* ---- tabs -------------------------------------------------------------------------------------------------- */

function choose(tab) {
  const list = tab.closest("[role=tablist]");
  for (const each of list.querySelectorAll("[role=tab]")) {
    const on = each === tab;
    each.setAttribute("aria-selected", on);
    each.tabIndex = on ? 0 : -1;
    document.getElementById(each.getAttribute("aria-controls")).hidden = !on;
  }
  fetchLate(document.getElementById(tab.getAttribute("aria-controls")));
}

/* ---- one listener each ------------------------------------------------------------------------------------- */

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("form.action")) { event.preventDefault(); carryOut(form); }
  if (form.matches("[data-live-search]")) { event.preventDefault(); search(form); }
});

document.addEventListener("input", (event) => {
  const form = event.target.closest("[data-live-search]");
  if (form) { clearTimeout(typing); typing = setTimeout(() => search(form), 150); }
});

document.addEventListener("click", (event) => {
  const at = event.target.closest("button, [data-copy], summary");
  if (!at) return;
  if (at.dataset.copy !== undefined) copy(at.dataset.copy);
  else if (at.dataset.copyFrom) copy(document.querySelector(at.dataset.copyFrom).textContent);
  else if (at.dataset.curlGet) showCurl(curlOf("GET", at.dataset.curlGet));
  else if (at.dataset.open) document.getElementById(at.dataset.open).showModal();
  else if (at.dataset.width !== undefined) {
    at.closest(".preview").dataset.width = at.dataset.width;
    for (const each of at.parentElement.querySelectorAll("[data-width]")) each.setAttribute("aria-pressed", each === at);
  }
  else if (at.matches("[role=tab]")) choose(at);
  else if (at.matches("form.action .curl")) {
    const form = at.closest("form");
    try { showCurl(curlOfAction(form)); } catch (error) { toast(error.message, true); }
  }
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-live-search] select")) search(event.target.form);
});

document.querySelector(".menu")?.addEventListener("click", (event) => {
  if (event.target.closest("a")) document.querySelector(".menu-switch").open = false;
});

/* ---- keys -------------------------------------------------------------------------------------------------- */

const PLACES = { m: "/_emulator/", w: "/_emulator/webhooks", r: "/_emulator/requests", c: "/_emulator/clock" };
let going = false;

function step(by) {
  const rows = [...document.querySelectorAll("[data-row]")];
  if (!rows.length) return;
  const at = rows.indexOf(document.activeElement);
  const next = rows[Math.min(Math.max(at + by, 0), rows.length - 1)];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const at = event.target;
  if (at.matches("[role=tab]") && (event.key === "ArrowRight" || event.key === "ArrowLeft")) {
    const tabs = [...at.parentElement.querySelectorAll("[role=tab]")];
    const next = tabs[(tabs.indexOf(at) + (event.key === "ArrowRight" ? 1 : tabs.length - 1)) % tabs.length];
    next.focus();
    choose(next);
    return;
  }
  if (at.matches("input, textarea, select")) { if (event.key === "Escape") at.blur(); return; }
  if (document.querySelector("dialog[open]")) return;
  if (going && PLACES[event.key]) { location.href = PLACES[event.key]; return; }
  going = event.key === "g";
  if (event.key === "/") { const field = document.getElementById("q"); if (field) { event.preventDefault(); field.focus(); field.select(); } }
  else if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "?") document.getElementById("keys").showModal();
  else if (event.key === "u") document.querySelector("[data-up]")?.click();
});

/* ---- start ------------------------------------------------------------------------------------------------- */

startClock();
settle(document);
