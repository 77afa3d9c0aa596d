/* What a page can do more of with JavaScript. Everything works without it; what needs it is made here. */
(function () {
  "use strict";

  /* 显示 beside a password: the button exists only where it can work. */
  function addReveal(input) {
    var button = document.createElement("button");
    button.type = "button";
    button.className = "link reveal";
    button.setAttribute("aria-controls", input.id);
    function name() {
      var hidden = input.type === "password";
      button.textContent = hidden ? "显示" : "隐藏";
      button.setAttribute("aria-label", hidden ? "显示密码" : "隐藏密码");
    }
    button.addEventListener("click", function () {
      input.type = input.type === "password" ? "text" : "password";
      name();
    });
    name();
    input.parentNode.appendChild(button);
    if (input.form) {
      input.form.addEventListener("submit", function () { input.type = "password"; });
    }
  }

  /* 打印: <a data-print> or <button data-print hidden> prints the page it stands on. */
  function makePrint(button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  }

  function each(selector, act) {
    Array.prototype.forEach.call(document.querySelectorAll(selector), act);
  }

  document.addEventListener("DOMContentLoaded", function () {
    each("input.control--password", addReveal);
    each("[data-print]", makePrint);
    var errors = document.getElementById("errors");
    if (errors) { errors.focus(); }
  });
})();
