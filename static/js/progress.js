/* Follows a long task: polls its address, moves the bar, announces each new step and the end. */
(function () {
  "use strict";

  const POLL_MS = 1000;
  const RETRY_MS = 5000;
  const ENDINGS = {
    done: "Finished.",
    unchanged: "Finished: the data have not changed, so nothing was trained again.",
    failed: "Failed.",
    lost: "The worker was lost. What was in use before stays in use; start it again.",
  };

  function show(box, state) {
    const bar = box.querySelector("[role=progressbar]");
    const text = box.querySelector("[data-progress-text]");
    const percent = Math.max(0, Math.min(100, Math.round(state.progress ?? 0)));
    bar.querySelector("rect").setAttribute("width", String(percent));
    bar.setAttribute("aria-valuenow", String(percent));
    bar.setAttribute("aria-valuetext", `${percent} percent, step ${state.step} of ${state.steps}`);
    const ending = ENDINGS[state.status];
    const step = state.steps ? `Step ${state.step} of ${state.steps}. ` : "";
    const words = ending ? `${ending} ${state.error || state.message || ""}` : `${step}${state.message ?? ""}`;
    // The text is a status region: writing it only when it changed announces steps, not every poll.
    if (text.textContent.trim() !== words.trim()) {
      text.textContent = words.trim();
    }
    return Boolean(ending);
  }

  async function poll(box) {
    try {
      const response = await fetch(box.dataset.url, { headers: { Accept: "application/json" } });
      if (!response.ok) {
        throw new Error(`HTTP ${response.status}`);
      }
      if (!show(box, await response.json())) {
        box.dataset.watched = "1";
        window.setTimeout(poll, POLL_MS, box);
      } else if ("reload" in box.dataset && box.dataset.watched) {
        // Only an end that was watched: a page that opens on a finished task must not load itself for ever.
        window.location.reload();
      }
    } catch (error) {
      box.querySelector("[data-progress-text]").textContent = `No answer (${error.message}). Trying again.`;
      window.setTimeout(poll, RETRY_MS, box);
    }
  }

  document.querySelectorAll("[data-progress]").forEach(poll);
})();
