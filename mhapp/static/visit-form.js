/* The visit form on a bad line: nothing is lost, it says so, and tries again with the same key. The form works
   without this file; it then sends itself the plain way. */
(function () {
  "use strict";
  var AGAIN = 4000;
  var timer = 0;
  var waiting = null;
  var open = false;

  function byId(id) { return document.getElementById(id); }

  function say(text) {
    var line = byId("line");
    if (line) { line.textContent = text; line.hidden = !text; }
  }

  function again() {
    var element = waiting;
    clearTimeout(timer);
    waiting = null;
    if (element && document.body.contains(element)) {
      window.htmx.trigger(element, element.hasAttribute("data-submits") ? "click" : "change");
    }
  }

  function keepTrying(element) {
    var submits = element.hasAttribute("data-submits");
    if (!submits && waiting && waiting.hasAttribute("data-submits")) { return; }
    waiting = element;
    clearTimeout(timer);
    timer = setTimeout(again, AGAIN);
    say(submits ? "没有网络，填的内容都在，正在重新提交。请不要关掉这一页"
                : "没有网络，填的内容都在，有网络再算积分");
  }

  function who(page) {
    var names = page.querySelector(".top__who");
    return names ? names.textContent : "";
  }

  /* After signing in again the page needs the new token; everything typed stays. Somebody else starts afresh. */
  function renewToken() {
    return fetch(location.href, { credentials: "same-origin" })
      .then(function (answer) { return answer.text(); })
      .then(function (text) {
        var page = new DOMParser().parseFromString(text, "text/html");
        var headers = page.body.getAttribute("data-hx-headers");
        if (!headers || who(page) !== who(document)) { location.href = "/"; return; }
        document.body.setAttribute("data-hx-headers", headers);
        var token = JSON.parse(headers)["X-CSRFToken"];
        Array.prototype.forEach.call(document.getElementsByName("csrf_token"), function (field) {
          field.value = token;
        });
      });
  }

  function askToSignIn(text) {
    if (byId("over")) { return; }
    var over = document.createElement("div");
    over.id = "over";
    over.className = "over";
    over.setAttribute("role", "dialog");
    over.setAttribute("aria-modal", "true");
    over.setAttribute("aria-label", "重新登录");
    over.innerHTML = text;
    document.body.appendChild(over);
    prepare(over);
  }

  function prepare(over) {
    var form = over.querySelector("form");
    form.setAttribute("data-hx-post", form.getAttribute("action"));
    form.setAttribute("data-hx-target", "#over");
    window.htmx.process(over);
    var first = over.querySelector("input:not([type=hidden])");
    if (first) { first.focus(); }
  }

  function on(name, act) { document.addEventListener(name, act); }

  on("htmx:sendError", function (event) { keepTrying(event.detail.elt); });
  on("htmx:timeout", function (event) { keepTrying(event.detail.elt); });
  on("htmx:responseError", function (event) {
    var answer = event.detail.xhr;
    if (answer.status === 401) {
      askToSignIn(answer.responseText);
    } else if (answer.status >= 500) {
      keepTrying(event.detail.elt);
    } else if (answer.status !== 409) {
      say("没有保存，请刷新页面后再试。填的内容已留在草稿里");
    }
  });
  on("htmx:afterRequest", function (event) {
    var element = event.detail.elt;
    var submitWaits = waiting && waiting.hasAttribute("data-submits") && element !== waiting;
    if (event.detail.successful && !submitWaits && element.closest(".visit-form")) {
      clearTimeout(timer);
      waiting = null;
      say("");
    }
  });
  on("signed-in", function () {
    var over = byId("over");
    if (over) { over.parentNode.removeChild(over); }
    renewToken().then(function () { say("已重新登录，填的内容都在，请再点提交随访"); });
  });
  on("htmx:beforeSwap", function (event) {
    var bar = document.querySelector("#score details");
    if (event.detail.xhr.status === 409) { /* sent before with other answers: a page of its own */
      event.detail.shouldSwap = true;
      event.detail.target = byId("main");
      event.detail.swapOverride = "outerHTML";
      event.detail.selectOverride = "#main";
      return;
    }
    if (event.detail.target.id === "score" && bar) { open = bar.open; }
  });
  on("htmx:afterSwap", function (event) {
    if (event.detail.target.id === "score") {
      document.querySelector("#score details").open = open;
    } else if (event.detail.target.id === "over") {
      prepare(event.detail.target);
    }
  });
  on("htmx:afterSettle", function () {
    var errors = byId("errors");
    if (errors && !errors.hasAttribute("data-seen")) {
      errors.setAttribute("data-seen", "");
      window.scrollTo(0, 0);
      errors.focus();
    }
  });
  window.addEventListener("online", again);
  window.addEventListener("pageshow", function (event) {
    var entry = performance.getEntriesByType("navigation")[0];
    var form = document.querySelector("form.visit-form");
    if (form && window.htmx && (event.persisted || (entry && entry.type === "back_forward"))) {
      window.htmx.trigger(form, "change");
    }
  });
})();
