// What a passphrase is needed for: a private key that opens a shared computer's journal, a file to take away.
(() => {
  "use strict";
  const { crypto: seals } = window.bedside;
  const { subtle } = window.crypto;
  const { FORMAT, AES, CURVE, USES, random, bound, seal, open, both, agree, sealer } = seals;
  const ROUNDS = 600000;

  async function fromPassphrase(passphrase, salt, rounds, uses = USES) {
    // The same words typed on another keyboard are the same passphrase.
    const typed = new TextEncoder().encode(passphrase.normalize("NFKC").trim().replace(/\s+/g, " "));
    const from = await subtle.importKey("raw", typed, "PBKDF2", false, ["deriveKey"]);
    return subtle.deriveKey({ name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds }, from, AES, false, uses);
  }

  async function createShared(course, passphrase) {
    const vault = { id: seals.hex(8), mode: "shared", format: FORMAT };
    const pair = await subtle.generateKey(CURVE, true, ["deriveBits"]);
    const [salt, iv] = [random(16), random(12)];
    const wrapping = await fromPassphrase(passphrase, salt, ROUNDS, ["wrapKey"]);
    const additionalData = bound([course, vault.id, "key"]);
    const wrapped = await subtle.wrapKey("pkcs8", pair.privateKey, wrapping, { name: "AES-GCM", iv, additionalData });
    Object.assign(vault, { open: await subtle.exportKey("raw", pair.publicKey), salt, iv, rounds: ROUNDS, wrapped });
    return { vault, ring: await unlock(vault, course, passphrase) };
  }

  // The ring of a shared vault; fails if the passphrase is not its own.
  async function unlock(vault, course, passphrase) {
    const unwrapping = await fromPassphrase(passphrase, vault.salt, vault.rounds, ["unwrapKey"]);
    const additionalData = bound([course, vault.id, "key"]);
    const how = { name: "AES-GCM", iv: vault.iv, additionalData };
    const own = await subtle.unwrapKey("pkcs8", vault.wrapped, unwrapping, how, CURVE, false, ["deriveBits"]);
    return {
      seal: await sealer(vault),
      open: async (about, record) => open(await agree(own, record.from, both(record.from, vault.open)), about, record),
    };
  }

  // A file that only a passphrase opens, and the way back.
  async function sealFile(course, passphrase, value) {
    const salt = random(16);
    const key = await fromPassphrase(passphrase, salt, ROUNDS);
    return { salt, rounds: ROUNDS, format: FORMAT, ...(await seal(key, [course, "file"], value)) };
  }

  async function openFile(course, passphrase, file) {
    return open(await fromPassphrase(passphrase, file.salt, file.rounds), [course, "file"], file);
  }

  Object.assign(seals, { ROUNDS, createShared, unlock, sealFile, openFile });
})();
