// Passkeys: forms with data-passkey="make" (register), "use" (second step, confirm) or "enter" (log in with it alone).
// The browser makes or uses the key; its answer goes as JSON in the hidden field `credential` of the form.
(() => {
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (each) => each.charCodeAt(0)).buffer;
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const keys = (list = []) => list.map((each) => ({ ...each, id: bytes(each.id) }));
  const canPasskeys = Boolean(window.isSecureContext && window.PublicKeyCredential && navigator.credentials);

  const made = (credential) => ({
    type: credential.type,
    id: credential.id,
    rawId: text(credential.rawId),
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: Object.fromEntries(
      ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]
        .filter((name) => credential.response[name])
        .map((name) => [name, text(credential.response[name])]),
    ),
  });

  const make = async ({ publicKey }, form) => {
    const alone = form.querySelector("[name=passwordless]")?.checked ?? false;
    const selection = {
      ...publicKey.authenticatorSelection,
      residentKey: alone ? "required" : "discouraged",
      requireResidentKey: alone,
      ...(alone ? { userVerification: "required" } : {}),
    };
    const options = {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      user: { ...publicKey.user, id: bytes(publicKey.user.id) },
      excludeCredentials: keys(publicKey.excludeCredentials),
      authenticatorSelection: selection,
    };
    return navigator.credentials.create({ publicKey: options });
  };

  const use = async ({ publicKey }) => {
    const options = { ...publicKey, challenge: bytes(publicKey.challenge), allowCredentials: keys(publicKey.allowCredentials) };
    return navigator.credentials.get({ publicKey: options });
  };

  const optionsFor = async (form) => {
    if (form.dataset.options) return JSON.parse(document.getElementById(form.dataset.options).textContent);
    const answer = await fetch(form.action, { headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" }, credentials: "same-origin" });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    return (await answer.json()).request_options;
  };

  const problem = (form, name) => {
    const place = form.querySelector("[data-passkey-problem]");
    place.textContent = place.dataset[name];
    place.hidden = false;
  };
  const nameOf = (error) => ({ NotAllowedError: "refused", AbortError: "refused", InvalidStateError: "known", SecurityError: "unsupported", NotSupportedError: "unsupported" })[error.name] ?? "failed";

  const ask = async (form, button) => {
    form.querySelector("[data-passkey-problem]").hidden = true;
    button.disabled = true;
    try {
      const options = await optionsFor(form);
      const credential = await (form.dataset.passkey === "make" ? make : use)(options, form);
      form.querySelector("[name=credential]").value = JSON.stringify(made(credential));
      form.submit();
    } catch (error) {
      problem(form, nameOf(error));
      button.disabled = false;
    }
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const button = form.querySelector("[type=submit]");
    if (form.dataset.passkey === "enter") form.hidden = !canPasskeys;
    else if (!canPasskeys) problem(form, "unsupported");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (canPasskeys) ask(form, button);
    });
  }
})();
