// The page works without this file. With it a tap is saved behind the questions that follow, and what the network lost is kept and sent again.
(function () {
  var d = document, main = d.querySelector('main[data-path]'), s = d.getElementById('s');
  if (!s || !window.fetch || !window.URLSearchParams) return;
  var path = main.getAttribute('data-path'), key = 'cx:' + path, net = d.getElementById('net'), wait = 2000, timer, sending = false;
  var ids = s.elements.id;

  function mint() {
    var a = new Uint8Array(16), t = 'a-';
    crypto.getRandomValues(a);
    for (var i = 0; i < 16; i++) t += (a[i] + 256).toString(16).slice(1);
    return t;
  }
  function kept() { try { return JSON.parse(localStorage.getItem(key)); } catch (e) { return null; } }
  function keep(x) { try { x ? localStorage.setItem(key, JSON.stringify(x)) : localStorage.removeItem(key); } catch (e) { memory = x; } }
  var memory = null;
  function queued() { return kept() || memory; }

  function post(body) {
    return fetch(path, { method: 'POST', body: body, headers: { 'X-Survey': '1' }, credentials: 'same-origin' });
  }
  // Sends what is kept until the door has it. A refusal is told and not repeated.
  function flush() {
    var x = queued();
    if (!x || sending) return;
    sending = true;
    clearTimeout(timer);
    var b = new URLSearchParams(x.b);
    b.set('age', String(Math.min(86400, Math.max(0, Math.round((Date.now() - x.t) / 1000)))));
    post(b).then(function (r) {
      if (r.status >= 500 || r.status === 429) throw r;
      return r.json().then(function (j) {
        sending = false;
        var newer = queued();
        if (newer && newer.n !== x.n) return flush();
        keep(null); memory = null; wait = 2000;
        net.textContent = '';
        if (!r.ok) return bad(j.title);
        if (j.before) return location.replace(path);
        if (x.last) thanks(); else net.textContent = '已保存';
      });
    }).catch(function () {
      sending = false;
      net.textContent = '网络不太好，评价已存在手机上，恢复后自动提交';
      timer = setTimeout(flush, wait);
      wait = Math.min(60000, wait * 2);
      release();
    });
  }
  function send(form, stars, last) {
    var b = new URLSearchParams(), all = new FormData(form);
    all.forEach(function (v, k) { if (typeof v === 'string') b.append(k, v); });
    b.set('stars', String(stars));
    if (last) b.set('step', 'more');
    var x = { b: b.toString(), t: Date.now(), n: Math.random(), last: last };
    memory = x;
    keep(x);
    var file = last && all.get('photo');
    // A photo is sent while the page is open; the answer itself is never held up by it.
    if (file && file.size) { all.set('stars', String(stars)); post(all).then(function () { flush(); }, flush); } else flush();
  }
  function release() { var m = d.getElementById('m'); if (m) m.querySelector('.btn').disabled = false; }
  function bad(text) {
    release();
    var p = d.getElementById('bad');
    if (!p) { net.textContent = text; return; }
    p.textContent = text;
    p.hidden = false;
  }
  function fit(root, stars) {
    root.querySelectorAll('[data-min],[data-max]').forEach(function (e) {
      var off = stars < +(e.getAttribute('data-min') || 1) || stars > +(e.getAttribute('data-max') || 5);
      e.hidden = off;
      if (e.tagName === 'FIELDSET') e.disabled = off;
    });
  }
  function thanks() {
    var box = d.createElement('div');
    box.className = 'card thanks';
    box.appendChild(d.getElementById('d').content.cloneNode(true));
    fit(box, chosen());
    var p = d.createElement('p'), a = d.createElement('a');
    a.className = 'btn quiet';
    a.href = path + '?id=' + encodeURIComponent(ids.value);
    a.textContent = '修改评价';
    p.appendChild(a);
    box.appendChild(p);
    main.textContent = '';
    main.appendChild(box);
    var h = box.querySelector('h1');
    h.tabIndex = -1;
    h.focus();
    scrollTo(0, 0);
  }
  function chosen() { var m = d.getElementById('m'); return m ? +m.elements.was.value : 0; }
  function more() {
    var m = d.getElementById('m');
    if (m) return m;
    d.getElementById('more').appendChild(d.getElementById('t').content.cloneNode(true));
    return wire(d.getElementById('m'));
  }
  function wire(m) {
    m.elements.id.value = ids.value;
    m.addEventListener('change', function (e) {
      if (e.target.name === 'photo') e.target.parentNode.className = e.target.value ? 'photo has' : 'photo';
    });
    m.addEventListener('submit', function (e) {
      e.preventDefault();
      d.getElementById('bad').hidden = true;
      m.querySelector('.btn').disabled = true;
      send(m, chosen(), true);
    });
    return m;
  }
  s.addEventListener('click', function (e) {
    var b = e.target.closest('button');
    if (!b) return;
    e.preventDefault();
    var n = +b.value;
    s.querySelectorAll('button').forEach(function (x) {
      x.className = +x.value <= n ? 'on' : '';
      x.setAttribute('aria-pressed', String(x === b));
    });
    var m = more();
    main.className = 'chosen';
    m.elements.was.value = n;
    fit(m, n);
    send(s, n, false);
  });

  // An answer that never got through goes first, and is the one that this page then changes.
  var left = queued();
  if (left) ids.value = new URLSearchParams(left.b).get('id');
  else if (!main.hasAttribute('data-known')) ids.value = mint();
  if (d.getElementById('m')) wire(d.getElementById('m'));
  addEventListener('online', flush);
  flush();
})();
