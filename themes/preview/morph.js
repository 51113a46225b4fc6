// Turns the page on screen into the page that is served now, in place.
//
// Scripts and the reader have changed what was served: opened, filled in, enhanced. So the new page is
// not compared with the live one but with a shadow, which is the page as it was parsed. What differs is
// done to the shadow and to its twin on screen. All else stays: focus, scroll, typed text, open disclosures.
(function () {
  'use strict';

  var preview = window.bedsidePreview = {};
  var store = document.implementation.createHTMLDocument('');
  var twins = new WeakMap();
  var shadow = null;
  var lost = false;

  // Keeps the page as it was parsed. To be called before the page's own scripts run.
  preview.remember = function () {
    preview.strip(document.documentElement);
    shadow = store.importNode(document.documentElement, true);
    pair(shadow, document.documentElement);
    silence(shadow);
  };

  // Brings the page up to date. Says false where only loading it again will do: other scripts or rules,
  // data that scripts have read already, or a place that scripts have taken apart.
  preview.update = function (next) {
    next = next.documentElement;
    preview.strip(next);
    silence(next);
    if (frame(shadow) !== frame(next)) return false;
    lost = false;
    patch(shadow, next);
    if (!lost) carry(next);
    if (!lost) document.dispatchEvent(new CustomEvent('bedside:update'));
    return !lost;
  };

  // Both are the same by now, so that their elements go in step.
  function carry(next) {
    var mine = Array.from(shadow.getElementsByTagName('*'));
    Array.from(next.getElementsByTagName('*')).forEach(function (element, index) {
      if (mine[index]) preview.carry(element, twins.get(mine[index]));
    });
  }

  function pair(node, live) {
    twins.set(node, live);
    var other = live.firstChild;
    for (var child = node.firstChild; child && other; child = child.nextSibling) {
      pair(child, other);
      other = other.nextSibling;
    }
  }

  // What stands in <noscript> is parsed differently with and without scripts, and never shown here.
  function silence(root) {
    root.querySelectorAll('noscript').forEach(function (node) { node.textContent = ''; });
  }

  // Everything about a page that cannot be changed once it is loaded.
  function frame(root) {
    var parts = [];
    root.querySelectorAll('script, meta[http-equiv], base').forEach(function (node) {
      parts.push(node.getAttribute('src') || node.getAttribute('content') || node.getAttribute('href') || node.textContent);
    });
    return JSON.stringify(parts);
  }

  function patch(old, next) {
    if (old.isEqualNode(next)) return;
    var live = twins.get(old);
    if (!live.isConnected) lost = true;
    if (old.nodeType !== Node.ELEMENT_NODE) {
      old.data = live.data = next.data;
    } else if (isSheet(old) && old.getAttribute('href') !== next.getAttribute('href')) {
      swapSheet(old, next, live);
    } else {
      patchAttributes(old, next, live);
      patchChildren(old, next);
    }
  }

  function patchAttributes(old, next, live) {
    Array.from(old.attributes).forEach(function (attribute) {
      if (next.hasAttribute(attribute.name)) return;
      old.removeAttribute(attribute.name);
      live.removeAttribute(attribute.name);
    });
    Array.from(next.attributes).forEach(function (attribute) {
      if (old.getAttribute(attribute.name) === attribute.value) return;
      old.setAttribute(attribute.name, attribute.value);
      live.setAttribute(attribute.name, attribute.value);
    });
  }

  function isSheet(node) {
    return node.nodeName === 'LINK' && node.relList.contains('stylesheet');
  }

  // The old style sheet goes when the new one has come: no moment without style.
  function swapSheet(old, next, live) {
    var fresh = document.importNode(next, true);
    patchAttributes(old, next, old);
    twins.set(old, fresh);
    fresh.onload = fresh.onerror = function () { live.remove(); };
    live.after(fresh);
  }

  function patchChildren(old, next) {
    var from = Array.from(old.childNodes);
    var to = Array.from(next.childNodes);
    while (from.length && to.length && from[0].isEqualNode(to[0])) { from.shift(); to.shift(); }
    var behind = null;
    while (from.length && to.length && from[from.length - 1].isEqualNode(to[to.length - 1])) {
      behind = from.pop();
      to.pop();
    }
    var partners = align(from, to);
    from.forEach(function (node) {
      if (partners.indexOf(node) >= 0) return;
      twins.get(node).remove();
      node.remove();
    });
    for (var index = to.length - 1; index >= 0; index--) {
      var node = partners[index];
      if (node) {
        if (node.nextSibling !== behind) { old.insertBefore(node, behind); place(node); }
        patch(node, to[index]);
      } else {
        node = store.importNode(to[index], true);
        pair(node, document.importNode(to[index], true));
        old.insertBefore(node, behind);
        place(node);
      }
      behind = node;
    }
  }

  // Puts the twin of a node where the node stands among its neighbours.
  function place(node) {
    var live = twins.get(node);
    var parent = twins.get(node.parentNode);
    var after = node.nextSibling && twins.get(node.nextSibling);
    var before = node.previousSibling && twins.get(node.previousSibling);
    if (after && after.parentNode === parent) parent.insertBefore(live, after);
    else if (before && before.parentNode === parent) parent.insertBefore(live, before.nextSibling);
    else {
      if (after || before) lost = true;
      parent.appendChild(live);
    }
  }

  // For each new node, the old one that becomes it: the alignment that keeps most, then what merely moved.
  function align(from, to) {
    var partners = to.map(function () { return null; });
    if (from.length * to.length <= 250000) trace(from, to, partners);
    to.forEach(function (node, index) {
      if (partners[index] || !node.id) return;
      partners[index] = from.find(function (other) {
        return other.id === node.id && other.nodeName === node.nodeName && partners.indexOf(other) < 0;
      }) || null;
    });
    return partners;
  }

  function trace(from, to, partners) {
    var best = [];
    for (var i = from.length; i >= 0; i--) {
      best[i] = [];
      for (var j = to.length; j >= 0; j--) {
        if (i === from.length || j === to.length) { best[i][j] = 0; continue; }
        best[i][j] = Math.max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + likeness(from[i], to[j]));
      }
    }
    for (i = 0, j = 0; i < from.length && j < to.length;) {
      if (best[i][j] === best[i + 1][j]) i++;
      else if (best[i][j] === best[i][j + 1]) j++;
      else partners[j++] = from[i++];
    }
  }

  function likeness(old, next) {
    if (old.nodeName !== next.nodeName) return 0;
    if (old.nodeType !== Node.ELEMENT_NODE) return old.data === next.data && old.data.trim() ? 8 : 1;
    if (isSheet(old) !== isSheet(next)) return 0;
    if (old.id !== next.id) return 2;
    return old.isEqualNode(next) ? 16 : old.id ? 12 : 4;
  }
})();
