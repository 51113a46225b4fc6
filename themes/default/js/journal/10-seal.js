// Seals what a learner writes, and opens it again, with the browser's own cryptography.
// visit:  a key that scripts cannot read out, mixed with a secret of this tab: neither opens anything alone.
// device: a key that scripts cannot read out.
// shared: sealing needs a public key alone; the private one is wrapped by a passphrase (panel/05-passphrase.js).
(() => {
  "use strict";
  const bedside = (window.bedside ||= {});
  bedside.root = new URL("..", document.currentScript.src).href; // of the course
  const subtle = window.crypto && crypto.subtle;
  const FORMAT = 1;
  const AES = { name: "AES-GCM", length: 256 };
  const CURVE = { name: "ECDH", namedCurve: "P-256" };
  const USES = ["encrypt", "decrypt"];
  const coder = new TextEncoder();

  const random = (count) => crypto.getRandomValues(new Uint8Array(count));
  const hex = (count) => Array.from(random(count), (byte) => byte.toString(16).padStart(2, "0")).join("");

  // What a record is bound to: the course, its own name, the format. Moved or changed, it does not open.
  const bound = (about) => coder.encode(JSON.stringify([...about, FORMAT]));

  async function seal(key, about, value) {
    const iv = random(12); // fresh each time, or the cipher is broken
    const data = coder.encode(JSON.stringify(value));
    return { iv, data: await subtle.encrypt({ name: "AES-GCM", iv, additionalData: bound(about) }, key, data) };
  }

  async function open(key, about, { iv, data }) {
    const clear = await subtle.decrypt({ name: "AES-GCM", iv, additionalData: bound(about) }, key, data);
    return JSON.parse(new TextDecoder().decode(clear));
  }

  const base = (bytes) => subtle.importKey("raw", bytes, "HKDF", false, ["deriveKey"]);
  const derive = (from, salt) =>
    subtle.deriveKey({ name: "HKDF", hash: "SHA-256", salt, info: coder.encode("bedside journal") }, from, AES, false, USES);

  // A new place for words: what is stored of it, the tab's secret, and the ring that seals and opens.
  async function create(mode) {
    const vault = { id: hex(8), mode, format: FORMAT };
    if (mode === "device") {
      vault.key = await subtle.generateKey(AES, false, USES);
      return { vault, ring: await ring(vault) };
    }
    vault.key = await base(random(32));
    const secret = hex(32);
    return { vault, secret, ring: await ring(vault, secret) };
  }

  // What seals into a vault and, unless a passphrase is needed first, opens what is in it.
  async function ring(vault, secret) {
    if (vault.mode === "shared") return { seal: await sealer(vault) };
    const key = vault.mode === "visit" ? await derive(vault.key, coder.encode(secret)) : vault.key;
    return { seal: (about, value) => seal(key, about, value), open: (about, record) => open(key, about, record) };
  }

  const both = (own, other) => new Uint8Array([...new Uint8Array(own), ...new Uint8Array(other)]);

  async function agree(privateKey, publicBytes, salt) {
    const other = await subtle.importKey("raw", publicBytes, CURVE, false, []);
    return derive(await base(await subtle.deriveBits({ name: "ECDH", public: other }, privateKey, 256)), salt);
  }

  async function sealer(vault) {
    const pair = await subtle.generateKey(CURVE, false, ["deriveBits"]);
    const from = await subtle.exportKey("raw", pair.publicKey);
    const key = await agree(pair.privateKey, vault.open, both(from, vault.open));
    return async (about, value) => ({ ...(await seal(key, about, value)), from });
  }

  bedside.crypto = { able: !!subtle, FORMAT, AES, CURVE, USES, random, hex, bound, seal, open, create, ring, both, agree, sealer };
})();
