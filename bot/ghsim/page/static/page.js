// Fetches the page again when something happened and replaces the parts that
// changed. Without it every page works by reloading.
(() => {
  "use strict";
  let timer = 0, running = false, again = false;

  // busy reports whether the visitor is typing inside an element.
  const busy = (element) => {
    const active = document.activeElement;
    return element.contains(active) && active.matches("textarea, input[type=text], select");
  };

  const replace = (now, next) => {
    if (busy(now) || now.innerHTML === next.innerHTML) return;
    const open = [...now.querySelectorAll("details[id][open]")].map((d) => d.id);
    const shut = [...now.querySelectorAll("details[id]:not([open])")].map((d) => d.id);
    const focus = now.contains(document.activeElement) ? document.activeElement.id : "";
    now.replaceChildren(...next.childNodes);
    open.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
    shut.forEach((id) => document.getElementById(id)?.removeAttribute("open"));
    if (focus) document.getElementById(focus)?.focus();
  };

  const refresh = async () => {
    if (running) { again = true; return; }
    running = true;
    try {
      const answer = await fetch(location.href);
      if (answer.ok) {
        const next = new DOMParser().parseFromString(await answer.text(), "text/html");
        document.querySelectorAll("[data-live]").forEach((now) => {
          const other = next.getElementById(now.id);
          if (other) replace(now, other);
        });
        document.title = next.title;
      }
    } catch { status(false); }
    running = false;
    if (again) { again = false; soon(); }
  };
  const soon = () => { clearTimeout(timer); timer = setTimeout(refresh, 120); };

  const status = (live) => {
    const lamp = document.getElementById("lamp");
    lamp.dataset.on = live;
    lamp.textContent = live ? "live" : "reconnecting";
  };

  const source = new EventSource("/events");
  source.onopen = () => { status(true); soon(); };
  source.onerror = () => status(false);
  source.onmessage = soon;

  // A form that stays on its page is sent in the background.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("[data-stay]")) return;
    event.preventDefault();
    const data = new URLSearchParams(new FormData(form, event.submitter));
    const button = event.submitter;
    if (button) button.disabled = true;
    const answer = await fetch(button?.getAttribute("formaction") || form.getAttribute("action"), { method: "POST", body: data });
    if (button) button.disabled = false;
    const note = document.getElementById("note");
    note.textContent = answer.ok ? "" : new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-problem]")?.textContent || "That did not work.";
    if (answer.ok) {
      document.activeElement?.blur();
      form.reset();
      soon();
    }
  });

  // A task box of a pull request's text.
  document.addEventListener("change", (event) => {
    const task = event.target.dataset.task;
    const tick = event.target.closest("[data-tick]");
    if (task === undefined || !tick) return;
    fetch(tick.dataset.tick, { method: "POST", body: new URLSearchParams({ task }) }).then(soon);
  });
})();
