// Computes the SHA-256 of a chosen file in the browser and asks with it, so that the file itself is not sent.
// Without Web Crypto (an old browser, an address without https) the form sends the file instead.
(() => {
  const form = document.querySelector("form[data-check-file]");
  if (!form || !window.crypto || !window.crypto.subtle || !window.Blob || !Blob.prototype.arrayBuffer) return;
  const said = form.querySelector("[data-check-progress]");

  form.addEventListener("submit", async (event) => {
    const file = form.elements.berkas.files[0];
    if (!file) return;
    event.preventDefault();
    said.textContent = said.dataset.words;
    try {
      const digest = await window.crypto.subtle.digest("SHA-256", await file.arrayBuffer());
      const hash = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
      const address = new URL(form.dataset.checkFile, window.location.href);
      address.searchParams.set("sha256", hash);
      window.location.assign(address);
    } catch (error) {
      said.textContent = "";
      form.submit();
    }
  });
})();
