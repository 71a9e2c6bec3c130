// A button beside each password that shows what was typed; nobody needs to type it twice.
(() => {
  const words = document.currentScript.dataset;
  const add = (input) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn show-password";
    button.setAttribute("aria-controls", input.id);
    const say = () => {
      const shown = input.type === "text";
      button.textContent = shown ? words.hide : words.show;
      button.setAttribute("aria-pressed", String(shown));
    };
    button.addEventListener("click", () => {
      input.type = input.type === "password" ? "text" : "password";
      say();
    });
    input.form?.addEventListener("submit", () => { input.type = "password"; });
    say();
    input.after(button);
  };
  document.querySelectorAll('input[type="password"]').forEach(add);
})();
