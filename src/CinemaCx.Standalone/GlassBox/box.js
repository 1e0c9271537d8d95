'use strict';
/* What every part of the page uses: elements, asking, the stream of calls, small words. */
const box = (() => {
  const at = id => document.getElementById(id);

  /* on…: a listener; style: custom properties too; empty values are left out. */
  function node(tag, about, ...inside) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(about || {})) {
      if (value === undefined || value === null) continue;
      if (name.startsWith('aria-')) made.setAttribute(name, String(value));
      else if (value === false) continue;
      else if (name === 'text') made.textContent = value;
      else if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
      else if (name === 'style') for (const [k, v] of Object.entries(value)) made.style.setProperty(k, v);
      else made.setAttribute(name, value === true ? '' : value);
    }
    made.append(...inside.flat(2).filter(x => x !== null && x !== undefined && x !== false));
    return made;
  }
  const button = (text, about, act) => node('button', { type: 'button', text, onclick: act, ...about });

  /* Never throws: status 0 means that nobody answered. */
  async function ask(method, path, body, headers) {
    try {
      const answer = await fetch(path, {
        method,
        headers: { ...(body ? { 'Content-Type': 'application/json' } : {}), ...headers },
        body: body ? JSON.stringify(body) : undefined,
      });
      const text = await answer.text();
      let told = null;
      try { told = text ? JSON.parse(text) : null; } catch { /* a gateway's page */ }
      return { ok: answer.ok, status: answer.status, body: told, problem: answer.ok ? '' : (told && (told.title || told.message)) || '网络有点问题，请再试一次' };
    } catch {
      return { ok: false, status: 0, body: null, problem: '网络有点问题，请再试一次' };
    }
  }
  const sim = (method, place, hook, body) => ask(method, `/sim/${place}/${hook}`, body);

  const yuan = fen => {
    const abs = Math.abs(fen), text = abs % 100 ? (abs / 100).toFixed(2) : String(abs / 100);
    return (fen < 0 ? '−¥' : '¥') + text;
  };
  const two = n => String(n).padStart(2, '0');
  const clock = text => { const d = new Date(text); return two(d.getHours()) + ':' + two(d.getMinutes()); };
  /* Cinema times carry the cinema's own offset: shown as written. */
  const local = text => text.slice(11, 16);
  const day = text => `${+text.slice(5, 7)}月${+text.slice(8, 10)}日`;
  const weekday = text => '周' + '日一二三四五六'[new Date(text.slice(0, 10) + 'T12:00:00').getDay()];
  const random = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), b => b.toString(16).padStart(2, '0')).join('');
  const hue = text => Array.from(text).reduce((sum, c) => (sum * 31 + c.codePointAt(0)) % 360, 7);

  const timers = {};
  function toast(id, text) {
    const line = at(id);
    line.textContent = text;
    line.classList.toggle('on', !!text);
    clearTimeout(timers[id]);
    if (text) timers[id] = setTimeout(() => toast(id, ''), 4200);
  }

  /* What is redrawn keeps the focus where it was. */
  function fill(host, ...kids) {
    const held = host.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    host.replaceChildren(...kids.flat(2).filter(Boolean));
    if (held) {
      const again = Array.from(host.querySelectorAll('[data-key]')).find(n => n.dataset.key === held);
      if (again) again.focus({ preventScroll: true });
    }
  }

  const listeners = {};
  const on = (name, act) => { (listeners[name] = listeners[name] || []).push(act); };
  const tell = (name, what) => (listeners[name] || []).forEach(act => act(what));

  const keep = (name, value) => { try { localStorage.setItem('glassbox.' + name, JSON.stringify(value)); } catch { /* then not */ } };
  const kept = name => { try { return JSON.parse(localStorage.getItem('glassbox.' + name)); } catch { return null; } };

  /* Of many wishes in a row only the last is carried out, and never two at once. */
  function soon(act, ms) {
    let waiting, running = false, again = false;
    const run = async () => {
      if (running) { again = true; return; }
      running = true;
      try { await act(); } finally {
        running = false;
        if (again) { again = false; run(); }
      }
    };
    return () => { clearTimeout(waiting); waiting = setTimeout(run, ms); };
  }

  function view(name) {
    document.body.dataset.view = name;
    document.querySelectorAll('#views button').forEach(b => b.setAttribute('aria-pressed', b.dataset.view === name));
    tell('view', name);
  }

  let ahead = 0;
  const now = () => Date.now() + ahead;

  function listen() {
    const source = new EventSource('/live');
    let first = true;
    const light = text => {
      if (at('live').textContent === text) return;
      at('live').textContent = text;
      at('live').classList.toggle('on', text === '实时');
    };
    source.addEventListener('open', () => { first = true; light('实时'); });
    source.addEventListener('error', () => light('正在重新连接'));
    source.addEventListener('calls', event => {
      tell(first ? 'kept' : 'calls', JSON.parse(event.data));
      first = false;
    });
  }

  async function begin() {
    document.querySelectorAll('#views button').forEach(b => b.addEventListener('click', () => view(b.dataset.view)));
    const world = (await ask('GET', '/world')).body || { people: [], canEnter: false };
    if (world.now) ahead = new Date(world.now) - Date.now();
    box.world = world;
    if (world.console) {
      at('to-console').href = world.console;
      at('to-reference').href = world.reference;
      at('links').hidden = false;
    }
    const tick = () => document.querySelectorAll('[data-clock]').forEach(n => { n.textContent = clock(now()); });
    tick();
    setInterval(tick, 10000);
    tell('begin', world);
    listen();
  }
  document.addEventListener('DOMContentLoaded', begin);

  return { at, node, button, ask, sim, yuan, two, clock, local, day, weekday, random, hue, toast, fill, on, tell, keep, kept, soon, view, now, world: null };
})();
