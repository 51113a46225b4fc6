// Turns an address like `#phone/a/b.html` into that page in a frame of a phone's width, or as it comes on paper.
(function () {
  'use strict';

  var words = {
    phone: 'As on a phone, 375 pixels wide', small: 'As on a small phone, 320 pixels wide',
    tablet: 'As on a tablet, 768 pixels wide', paper: 'As on paper, A4, without the breaks between sheets',
    frame: 'The page'
  };
  var told = document.getElementById('told');
  var back = document.getElementById('back');
  var stage = document.getElementById('stage');
  var links = document.querySelectorAll('[data-kind]');

  window.addEventListener('hashchange', show);
  show();

  function show() {
    var parts = /^#(phone|small|tablet|paper)(\/.*)?$/.exec(location.hash) || ['', 'phone', '/'];
    var kind = parts[1];
    // Nothing but a path of this server: the frame shows no other place.
    var page = new URL(location.origin + (parts[2] || '/'));
    told.textContent = document.title = words[kind];
    var frame = document.createElement('iframe');
    frame.name = 'bedside-preview-' + kind;
    frame.title = words.frame;
    frame.src = page.pathname;
    frame.addEventListener('load', function () { lead(kind, frame.contentWindow.location); });
    stage.dataset.kind = kind;
    stage.replaceChildren(frame);
    lead(kind, page);
  }

  // The way back, and to the other views, is to the page that the frame shows by now.
  function lead(kind, page) {
    if (page.origin !== location.origin) return;
    back.href = page.pathname + page.hash;
    links.forEach(function (link) {
      link.href = '#' + link.dataset.kind + page.pathname;
      if (link.dataset.kind === kind) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    });
  }
})();
