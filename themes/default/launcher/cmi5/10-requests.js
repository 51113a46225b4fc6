// What is asked of the record store: requests with their time limit, one after the other, and their answers looked at.
(() => {
  "use strict";
  const LIMIT = 15000;
  const VERSION = "1.0.3";
  const NAMES = ["endpoint", "fetch", "actor", "registration", "activityId"];

  // An opaque account and nothing else: no name, no mail address, whatever the platform sends along.
  function account(text) {
    const { account } = JSON.parse(text);
    if (!account || typeof account.name !== "string" || typeof account.homePage !== "string") throw new Error("refused");
    return { objectType: "Agent", account: { homePage: account.homePage, name: account.name } };
  }

  // The five parts of a launch, from the address; null where the platform did not launch this page.
  window.launcher.launch = () => {
    const given = new URLSearchParams(location.search);
    if (NAMES.some((name) => !given.get(name))) return null;
    const launch = Object.fromEntries(NAMES.map((name) => [name, given.get(name)]));
    if (!launch.endpoint.endsWith("/")) launch.endpoint += "/";
    return { ...launch, actor: account(launch.actor) };
  };

  async function ask(address, options) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), LIMIT);
    try {
      return await fetch(address, { cache: "no-store", credentials: "omit", ...options, signal: stop.signal });
    } catch {
      throw new Error("silent");
    } finally {
      clearTimeout(timer);
    }
  }

  window.launcher.requests = (launch) => {
    let token = "";
    const headers = () => ({ Authorization: `Basic ${token}`, "X-Experience-API-Version": VERSION });
    const json = { "Content-Type": "application/json" };
    const address = (path, query) => `${launch.endpoint}${path}?${new URLSearchParams(query)}`;
    const agent = JSON.stringify(launch.actor);
    const state = (stateId) =>
      address("activities/state", { activityId: launch.activityId, agent, registration: launch.registration, stateId });

    async function read(url) {
      const answer = await ask(url, { headers: headers() });
      if (answer.status === 404) return null;
      if (!answer.ok) throw new Error("failed");
      return answer.json().catch(() => {
        throw new Error("failed");
      });
    }

    // Goes on when the page is left. What is there already under the same id (409) was said before.
    async function put(url, value) {
      const options = { method: "PUT", headers: { ...headers(), ...json }, body: JSON.stringify(value), keepalive: true };
      const answer = await ask(url, options);
      if (!answer.ok && answer.status !== 409) throw new Error("failed");
    }

    return {
      // The address gives the token once; a platform that refuses says so with a code, and with the status 200.
      async token() {
        const answer = await ask(launch.fetch, { method: "POST" });
        const given = answer.ok ? await answer.json().catch(() => null) : null;
        if (!given || typeof given["auth-token"] !== "string") throw new Error(answer.ok ? "over" : "refused");
        token = given["auth-token"];
      },
      readState: (id) => read(state(id)),
      writeState: (id, value) => put(state(id), value),
      preferences: () => read(address("agents/profile", { agent, profileId: "cmi5LearnerPreferences" })),
      statement: (value) => put(address("statements", { statementId: value.id }), value),
    };
  };
})();
