'use strict';
document.addEventListener('DOMContentLoaded', () => {
  sim.watch(async () => {
    const phones = await sim.ask('GET', 'phones');
    const messages = phones.flatMap(phone => phone.messages.map(message => ({ number: phone.number, ...message })));
    messages.sort((a, b) => b.at.localeCompare(a.at));
    sim.rows('phones', messages.slice(0, 100), m => [sim.time(m.at), { mono: m.number }, m.words], '还没有收到短信');
    await sim.calls();
  });
});
