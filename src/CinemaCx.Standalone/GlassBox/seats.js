'use strict';
/* The seat map, drawn from the hall's real plan and its live state. */
box.seatMap = (plan, letters, prices, chosen, changed, isLarge) => {
  const { at, node } = box;
  const most = 6, left = 20, pitch = isLarge ? 34 : Math.min(34, Math.max(15, Math.floor((at('screen').clientWidth - 44 - left) / plan.width)));
  const priceOf = zone => prices.find(p => p.zone === zone);
  const zones = [...prices].sort((a, b) => a.listFen - b.listFen).map(p => p.zone);
  const states = {}, places = {}, seats = [];
  let i = 0;
  plan.rows.forEach(row => row.seats.forEach(seat => {
    states[seat.n] = letters[i++] || 'b';
    places[seat.n] = { ...seat, row: row.label, y: row.y };
    seats.push(places[seat.n]);
  }));
  const buttons = {};
  const isFree = n => states[n] === '.';
  const kinds = { couple: '情侣座', wheelchair: '轮椅位', companion: '陪同位' };
  const words = seat => {
    const price = priceOf(seat.zone), state = states[seat.n];
    return `${seat.row}排${seat.no}座，${kinds[seat.kind] || seat.zone}` + (state === '.' ? (price ? '，' + box.yuan(price.listFen) : '') : state === 'm' ? '，我的' : '，已售');
  };

  function toggle(n) {
    if (!isFree(n)) return;
    const pair = places[n].pair, both = pair && isFree(pair) ? [n, pair] : [n];
    if (chosen.has(n)) both.forEach(s => chosen.delete(s));
    else if (chosen.size + both.length > most) { changed(`一次最多选 ${most} 个座位`); return; }
    else both.forEach(s => chosen.add(s));
    paint();
    changed('');
  }
  function paint() {
    for (const [n, b] of Object.entries(buttons)) {
      b.setAttribute('aria-pressed', chosen.has(n));
      b.disabled = !isFree(n);
    }
  }

  const board = node('div', { class: 'seats', role: 'group', 'aria-label': '座位图，用方向键移动', style: { width: left + plan.width * pitch + 'px', height: plan.height * pitch + 'px' } });
  plan.rows.forEach(row => {
    if (row.seats.length) board.append(node('span', { class: 'row-name', text: row.label, 'aria-hidden': 'true', style: { top: row.y * pitch + 'px', height: pitch + 'px' } }));
  });
  seats.forEach(seat => {
    const b = node('button', {
      type: 'button', tabindex: '-1', 'aria-label': words(seat), 'data-seat': seat.n, 'data-key': 'seat-' + seat.n,
      class: `seat${pitch < 22 ? ' small' : ''} z${Math.max(0, zones.indexOf(seat.zone))} ${seat.kind || ''} s-${states[seat.n] === '.' ? 'free' : states[seat.n]}`,
      style: { left: left + seat.x * pitch + 'px', top: seat.y * pitch + 'px', width: pitch + 'px', height: pitch + 'px' },
      onclick: () => toggle(seat.n),
    }, node('i', { 'aria-hidden': 'true', text: seat.kind === 'wheelchair' ? '♿\uFE0E' : '' }));
    buttons[seat.n] = b;
    board.append(b);
  });
  const first = seats.find(s => isFree(s.n) && s.y >= plan.height / 2) || seats.find(s => isFree(s.n));
  if (first) buttons[first.n].tabIndex = 0;
  board.addEventListener('keydown', event => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    const here = places[event.target.dataset.seat];
    if (!step || !here) return;
    event.preventDefault();
    const ahead = seats.filter(s => isFree(s.n) && (step[0] ? s.y === here.y && (s.x - here.x) * step[0] > 0 : (s.y - here.y) * step[1] > 0));
    const far = s => (step[0] ? Math.abs(s.x - here.x) : Math.abs(s.y - here.y) * 100 + Math.abs(s.x - here.x));
    const to = ahead.sort((a, b) => far(a) - far(b))[0];
    if (!to) return;
    buttons[here.n].tabIndex = -1;
    buttons[to.n].tabIndex = 0;
    buttons[to.n].focus();
  });
  paint();

  const legend = node('p', { class: 'legend' },
    zones.map((z, n) => node('span', { class: 'z' + n }, node('i', { 'aria-hidden': 'true' }), `${z} ${box.yuan(priceOf(z).listFen)}`)),
    node('span', { class: 'gone' }, node('i', { 'aria-hidden': 'true' }), '已售'));
  const scroll = node('div', { class: 'hall' }, node('div', { class: 'screen-arc', 'aria-hidden': 'true', text: '银幕' }), node('div', { class: 'floor', tabindex: '0', role: 'region', 'aria-label': '影厅' }, board));
  return {
    element: node('div', null, scroll, legend),
    centre: () => { const floor = scroll.querySelector('.floor'); floor.scrollLeft = (floor.scrollWidth - floor.clientWidth) / 2; },
    take(list) { chosen.clear(); list.forEach(n => chosen.add(n)); paint(); changed(''); },
    spoken: n => `${places[n].row}排${places[n].no}座`,
    total: fee => [...chosen].reduce((sum, n) => sum + (priceOf(places[n].zone) || { listFen: 0 }).listFen + fee, 0),
    order: () => seats.map(s => s.n).filter(n => chosen.has(n)),
    letters,
  };
};
