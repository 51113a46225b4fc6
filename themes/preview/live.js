// Turns the news of a build into an up-to-date page: the same document, morphed, and the bar.
//
// The page's own scripts hear `bedside:update` on the document when something in it has changed.
(function () {
  'use strict';

  var preview = window.bedsidePreview;
  var mark = document.currentScript.dataset.build.split(' ');
  // The build that the page shows, and the newest one heard of.
  var build = mark[0];
  var wanted = build;
  // How often news came: an answer that was asked for before may be older than they are.
  var news = 0;
  var missing = mark[1] === 'missing';
  var busy = false;
  var state = { report: null, gone: false, lost: false, missing: missing };

  // The page is whole now, and its deferred scripts have not run yet.
  document.addEventListener('readystatechange', function () {
    if (document.readyState !== 'interactive') return;
    preview.remember();
    preview.bar.build();
    preview.startPanel();
    preview.startGone();
    if (!preview.frame) preview.startJump();
    if (!preview.frame && !missing) preview.startAbout();
    preview.startLooks();
    if (!preview.frame) {
      if (!missing) preview.startPoint();
      if (!missing) preview.bar.addEdition();
    }
    if (missing) preview.offer(state);
    preview.listen(heard);
    check();
  });
  document.addEventListener('visibilitychange', check);
  window.addEventListener('pageshow', function (event) { if (event.persisted) check(); });

  function heard(id) {
    if (id === null) return check();
    wanted = id;
    news += 1;
    catchUp();
  }

  // Asks once, without waiting for news: at the start, on coming back, and when the stream broke.
  function check() {
    if (hidden()) return;
    var before = news;
    ask().then(function (report) {
      state.report = report;
      state.lost = false;
      preview.show(state);
      if (news === before) wanted = report.id;
      catchUp();
    }).catch(lose);
  }

  function lose() {
    state.lost = true;
    preview.show(state);
  }

  // Hidden tabs wait: they would stand in the way of the one that is looked at.
  async function catchUp() {
    if (busy || hidden()) return;
    busy = true;
    try {
      if (wanted === build && state.lost) check();
      while (wanted !== build) await step();
    } catch (error) {
      lose();
    }
    busy = false;
  }

  // Takes over one build. The page and the report are asked for together and may be of two builds;
  // then the loop goes round once more.
  async function step() {
    var before = news;
    var answers = await Promise.all([fetch(location.pathname, { cache: 'no-store' }), ask()]);
    var page = answers[0];
    state.report = answers[1];
    state.lost = false;
    state.gone = page.status === 404 && !missing;
    if (news === before) wanted = state.report.id;
    if (follow(state.report.follow)) return stop();
    if (page.ok && page.redirected && !move(page.url)) return stop();
    if (page.ok && missing) return reload();
    if (page.ok) {
      var next = new DOMParser().parseFromString(await page.text(), 'text/html');
      var script = next.querySelector('script[data-build]');
      if (!script || !preview.update(next)) return reload();
      build = script.dataset.build;
    } else {
      build = state.report.id;
    }
    preview.show(state);
    preview.offer(state);
    document.dispatchEvent(new CustomEvent('bedside:shown'));
  }

  // The page has another address now. In the same folder it is the same document; elsewhere its links and pictures
  // are other ones, and it is loaded there.
  function move(url) {
    var there = new URL(url);
    var folder = function (path) { return path.slice(0, path.lastIndexOf('/')); };
    if (folder(there.pathname) !== folder(location.pathname)) {
      location.replace(there.pathname + location.hash);
      return false;
    }
    history.replaceState(history.state, '', there.pathname + location.hash);
    return true;
  }

  async function ask() {
    var report = await preview.ask('problems' + preview.address(preview.path()));
    // The list has the gravest problems of the course; those of this page are all there.
    var own = new Set(report.own.map(function (problem) { return JSON.stringify(problem); }));
    report.list = report.own.concat(report.list.filter(function (problem) { return !own.has(JSON.stringify(problem)); }));
    return report;
  }

  // Goes to the page that was just edited, unless this is it.
  function follow(page) {
    if (!page || preview.frame) return false;
    var there = preview.address(page);
    var here = location.pathname.endsWith('/') ? location.pathname + 'index.html' : location.pathname;
    if (new URL(there, location.href).pathname === here) return false;
    location.assign(there);
    return true;
  }

  // The browser keeps the scroll position.
  function reload() {
    location.reload();
    return stop();
  }

  // This document is about to go: nothing more is to happen to it.
  function stop() {
    return new Promise(function () {});
  }

  function hidden() {
    return document.visibilityState !== 'visible';
  }
})();
