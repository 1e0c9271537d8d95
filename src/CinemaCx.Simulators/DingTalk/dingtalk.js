'use strict';
document.addEventListener('DOMContentLoaded', () => {
  const at = id => document.getElementById(id);
  const app = at('app'), talk = at('talk'), say = at('say');
  const drawn = new Map();
  const read = {};
  let chosen = decodeURIComponent(location.hash.slice(1)), shownFor = '', peopleKey = '', busy = false;

  const failures = {
    'no-connection': '操作失败：应用未连接', 'no-answer': '操作失败：应用没有及时响应', 'no-route': '操作失败：未注册回调地址',
    'no-such-button': '卡片已更新，请重新操作', 'no-such-card': '卡片不存在', 'bad-card-data': '操作失败：返回的卡片数据有误',
  };
  let toastTimer;
  const toast = text => {
    at('toast').textContent = text;
    at('toast').classList.add('on');
    clearTimeout(toastTimer);
    toastTimer = setTimeout(() => at('toast').classList.remove('on'), 2600);
  };

  const colour = id => 'c' + [...id].reduce((sum, c) => sum + c.charCodeAt(0), 0) % 6;
  const face = (name, id) => sim.node('span', name.slice(-2), 'face ' + (id ? colour(id) : 'bot'));
  const safe = url => /^(https?:|tel:|dingtalk:)/i.test(url) ? url : '';
  const link = (text, url) => {
    const node = sim.node('a', text);
    node.href = safe(url);
    if (/^http/i.test(url)) { node.target = '_blank'; node.rel = 'noopener noreferrer'; }
    return node;
  };

  /* Of markdown only what messages use: headings, bold, links, lists. */
  const inline = (node, text) => {
    text.split(/(\*\*[^*]+\*\*|\[[^\]]+\]\([^)\s]+\))/).forEach(part => {
      const strong = /^\*\*(.+)\*\*$/.exec(part), anchor = /^\[(.+)\]\((.+)\)$/.exec(part);
      if (strong) node.append(sim.node('strong', strong[1]));
      else if (anchor && safe(anchor[2])) node.append(link(anchor[1], anchor[2]));
      else if (part) node.append(part);
    });
    return node;
  };
  const bubble = entry => {
    const node = sim.node('div', null, 'bubble');
    if (entry.kind !== 'markdown') { node.textContent = entry.text; return node; }
    entry.text.split('\n').filter(line => line.trim()).forEach(line => {
      const head = /^#+\s*(.*)$/.exec(line);
      node.append(head ? inline(sim.node('p'), '**' + head[1] + '**') : inline(sim.node('p'), line.replace(/^[-*]\s+/, '· ').replace(/^>\s*/, '')));
    });
    return node;
  };

  const list = json => { try { return JSON.parse(json || '[]'); } catch { return []; } };
  const press = async (card, button, box) => {
    const select = box.querySelector('select');
    box.querySelectorAll('button').forEach(b => { b.disabled = true; });
    try {
      const done = await sim.ask('POST', 'press', { staffId: chosen, outTrackId: card.outTrackId, actionId: button.key || button.actionId, params: select && select.value ? { choice: select.value } : undefined });
      if (done.failure || done.code) toast(failures[done.failure || done.code] || '操作失败，请稍后再试');
    } catch { toast('操作失败，请稍后再试'); }
    box.querySelectorAll('button').forEach(b => { b.disabled = false; });
    await look();
  };
  const picture = id => {
    const frame = sim.node('a', null, 'picture'), image = sim.node('img');
    frame.href = image.src = 'media/' + encodeURIComponent(id);
    frame.target = '_blank';
    image.alt = '卡片图片';
    frame.append(image);
    return frame;
  };
  const cardOf = card => {
    const p = card.params, box = sim.node('article', null, 'dcard ' + (/^[a-z]+$/.test(p.tone || '') ? p.tone : ''));
    if (p.title === undefined) { box.append(sim.node('header', card.templateId)); const raw = sim.node('pre', JSON.stringify(p, null, 2), 'raw in'); box.append(raw); return box; }
    box.append(sim.node('header', p.source));
    const body = sim.node('div', null, 'in');
    const title = sim.node('h3');
    if (safe(p.link || '')) title.append(link(p.title, p.link)); else title.textContent = p.title;
    body.append(title);
    if (p.subtitle) body.append(sim.node('p', p.subtitle, 'sub'));
    if (p.picture) body.append(picture(p.picture));
    if (p.quote) body.append(sim.node('blockquote', p.quote));
    const lines = list(p.lines);
    if (lines.length) {
      const facts = sim.node('dl');
      lines.forEach(line => {
        const value = sim.node('dd');
        if (line.url && safe(line.url)) value.append(link(line.value, line.url)); else value.textContent = line.value;
        facts.append(sim.node('dt', line.label), value);
      });
      body.append(facts);
    }
    if (p.status) body.append(sim.node('p', p.status, 'state'));
    if (card.choice && card.buttons.length) {
      const label = sim.node('label', card.choice.title), select = sim.node('select');
      card.choice.options.forEach(option => { const o = sim.node('option', option.text); o.value = option.value; select.append(o); });
      label.append(select);
      body.append(label);
    }
    const main = card.buttons.filter(b => b.main), more = card.buttons.filter(b => !b.main);
    if (main.length) {
      const acts = sim.node('div', null, 'acts');
      main.forEach((b, i) => acts.append(sim.button(b.text, 'b' + (i + 1) + (main.length === 1 ? ' one' : ''), () => press(card, b, box))));
      body.append(acts);
    }
    if (more.length) {
      const fold = sim.node('details'), grid = sim.node('div', null, 'more');
      more.forEach(b => grid.append(sim.button(b.text, '', () => press(card, b, box))));
      fold.append(sim.node('summary', '更多操作'), grid);
      fold.addEventListener('toggle', () => { if (fold.open) box.scrollIntoView({ block: 'nearest' }); });
      body.append(fold);
    }
    if (!card.buttons.length && p.done) body.append(sim.node('div', p.done, 'end'));
    box.append(body);
    return box;
  };
  const entryOf = (entry, name) => {
    const row = sim.node('div', null, 'msg ' + entry.from);
    row.append(entry.from === 'bot' ? face('影院') : face(name, chosen), entry.kind === 'card' ? cardOf(entry.card) : bubble(entry));
    if (entry.from === 'me' && entry.told === false) row.append(sim.node('span', '未送达', 'lost'));
    return row;
  };
  const minute = text => text.slice(0, 16);

  const people = async () => {
    const { chats } = await sim.ask('GET', 'chats');
    chats.sort((a, b) => (b.lastAt || '').localeCompare(a.lastAt || ''));
    if (!chosen && chats.length && window.innerWidth > 820) chosen = chats[0].staffId;
    chats.forEach(c => { if (read[c.staffId] === undefined || c.staffId === chosen) read[c.staffId] = c.lastNumber; if (read[c.staffId] > c.lastNumber) read[c.staffId] = 0; });
    const key = JSON.stringify([chats, chosen, read]);
    if (key === peopleKey) return;
    peopleKey = key;
    const held = document.activeElement && document.activeElement.dataset ? document.activeElement.dataset.staff : '';
    at('people').replaceChildren(...chats.map(c => {
      const button = sim.button(null, '', () => choose(c.staffId));
      button.dataset.staff = c.staffId;
      button.setAttribute('aria-current', c.staffId === chosen);
      const mid = sim.node('span', null, 'mid'), side = sim.node('span', null, 'side');
      mid.append(sim.node('b', c.name + (c.outside ? '（外部）' : '')), sim.node('span', c.last || '暂无消息'));
      if (c.lastAt) side.append(sim.node('span', sim.time(c.lastAt).slice(0, 5)));
      const fresh = c.lastNumber - read[c.staffId];
      if (fresh > 0) side.append(sim.node('span', fresh > 99 ? '99+' : fresh, 'new'));
      button.append(face(c.name, c.staffId), mid, side);
      const item = sim.node('li');
      item.append(button);
      return item;
    }));
    if (held) at('people').querySelectorAll('button').forEach(b => { if (b.dataset.staff === held) b.focus(); });
  };
  const conversation = async () => {
    if (!chosen) return;
    const who = chosen, chat = await sim.ask('GET', 'chats/' + encodeURIComponent(who));
    if (who !== chosen) return;
    if (chat.code) { chosen = ''; app.classList.remove('open'); return; }
    at('who').textContent = chat.name;
    say.text.disabled = false;
    say.querySelector('button').disabled = false;
    const atEnd = talk.scrollHeight - talk.scrollTop - talk.clientHeight < 60 || shownFor !== who;
    if (shownFor !== who) { drawn.clear(); talk.replaceChildren(); shownFor = who; }
    if (!chat.entries.length) { drawn.clear(); talk.replaceChildren(sim.node('p', '还没有消息', 'hint')); return; }
    const known = new Set(chat.entries.map(e => e.number));
    if (!drawn.size) talk.replaceChildren();
    drawn.forEach((old, number) => { if (!known.has(number)) { old.node.remove(); drawn.delete(number); } });
    let before = '', grew = false;
    chat.entries.forEach(entry => {
      const key = JSON.stringify(entry), old = drawn.get(entry.number);
      if (!old) {
        const node = sim.node('div');
        if (minute(entry.at) !== before) node.append(sim.node('div', sim.time(entry.at).slice(0, 5), 'when'));
        node.append(entryOf(entry, chat.name));
        talk.append(node);
        drawn.set(entry.number, { key, node });
        grew = true;
      } else if (old.key !== key) {
        /* Only what changed is drawn anew, so that nobody is disturbed in reading. */
        const fold = old.node.querySelector('details'), open = fold && fold.open;
        old.node.replaceChild(entryOf(entry, chat.name), old.node.lastElementChild);
        if (open && old.node.querySelector('details')) old.node.querySelector('details').open = true;
        old.key = key;
        grew = true;
      }
      before = minute(entry.at);
    });
    if (grew && atEnd) talk.scrollTop = talk.scrollHeight;
  };
  const state = async () => {
    const { connections } = await sim.ask('GET', 'stream'), open = connections.filter(c => c.isOpen).length;
    at('link').textContent = open ? '应用已连接' + (open > 1 ? ' ×' + open : '') : '应用未连接';
    at('link').classList.toggle('on', open > 0);
  };
  const look = async () => {
    if (busy) return;
    busy = true;
    try { await people(); await conversation(); await state(); await sim.calls(); } finally { busy = false; }
  };
  const choose = who => {
    chosen = who;
    history.replaceState(null, '', '#' + encodeURIComponent(who));
    app.classList.add('open');
    look();
  };

  at('back').addEventListener('click', () => { app.classList.remove('open'); chosen = ''; history.replaceState(null, '', ' '); });
  say.addEventListener('submit', async event => {
    event.preventDefault();
    const text = say.text.value.trim();
    if (!text || !chosen) return;
    say.text.value = '';
    const done = await sim.ask('POST', 'type', { staffId: chosen, text });
    if (done.failure) toast(failures[done.failure] || '发送失败，请稍后再试');
    await look();
  });
  at('join').addEventListener('submit', async event => {
    event.preventDefault();
    const form = event.target, name = form.name.value.trim();
    if (!name) return;
    form.reset();
    const { staffId } = await sim.ask('POST', 'members', { staffId: 'u' + Date.now().toString(36), name });
    choose(staffId);
  });
  const tool = (id, path, wish, done) => at(id).addEventListener('click', async () => {
    const { touched } = await sim.ask('POST', path, wish);
    toast(touched ? done : '当前没有可操作的对象');
  });
  tool('expire', 'tokens/expire', {}, '令牌已过期');
  tool('disconnect', 'stream', { action: 'disconnect' }, '已要求应用重连');
  tool('drop', 'stream', { action: 'drop' }, '连接已断开');
  if (chosen) app.classList.add('open');
  const again = async () => {
    try { if (!document.hidden) await look(); } catch { /* the simulator is restarting */ }
    setTimeout(again, 500);
  };
  again();
});
