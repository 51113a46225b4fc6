// The statements that cmi5 defines, made from the launch: initialized, completed, passed, terminated.
(() => {
  "use strict";
  const VERBS = "http://adlnet.gov/expapi/verbs/";
  const CATEGORY = "https://w3id.org/xapi/cmi5/context/categories/";
  const MASTERY = "https://w3id.org/xapi/cmi5/context/extensions/masteryscore";

  // 128 bits that differ for different texts.
  function spread(text) {
    const bytes = new DataView(new ArrayBuffer(16));
    for (let part = 0; part < 4; part++) {
      let sum = 2166136261 ^ (part * 0x9e3779b9);
      for (const letter of text) sum = Math.imul(sum ^ letter.codePointAt(0), 16777619) ^ (sum >>> 13);
      bytes.setUint32(part * 4, sum >>> 0);
    }
    return new Uint8Array(bytes.buffer);
  }

  // Also where the page is not served over https, which has no randomUUID. What may be said once in a registration
  // has one id in it, so that no accident makes it two.
  function uuid(text) {
    const bytes = text ? spread(text) : crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }

  // ISO 8601, to the hundredth of a second.
  const duration = (spent) => `PT${(Math.max(0, Math.round(spent / 10)) / 100).toFixed(2)}S`;

  window.launcher.statements = (launch, data, since) => {
    const mastery = typeof data.masteryScore === "number" ? data.masteryScore : null;

    function context(moves, extensions) {
      const made = JSON.parse(JSON.stringify(data.contextTemplate || {}));
      const activities = (made.contextActivities ||= {});
      const categories = ["cmi5", ...(moves ? ["moveon"] : [])].map((name) => ({ id: CATEGORY + name }));
      activities.category = [...[].concat(activities.category || []), ...categories];
      if (extensions) made.extensions = { ...made.extensions, ...extensions };
      made.registration = launch.registration;
      return made;
    }

    function make(verb, result, moves, extensions) {
      const statement = {
        id: uuid(moves && `${launch.registration} ${launch.activityId} ${verb}`),
        actor: launch.actor,
        verb: { id: VERBS + verb, display: { en: verb } },
        object: { objectType: "Activity", id: launch.activityId },
        context: context(moves, extensions),
        timestamp: new Date().toISOString(),
      };
      if (result) statement.result = { ...result, duration: duration(Date.now() - since) };
      return statement;
    }

    return {
      mastery,
      initialized: () => make("initialized"),
      completed: () => make("completed", { completion: true }, true),
      passed: (ratio) =>
        make("passed", { success: true, score: { scaled: ratio } }, true, mastery === null ? null : { [MASTERY]: mastery }),
      terminated: () => make("terminated", {}),
    };
  };
})();
