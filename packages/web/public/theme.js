// Runs before the first paint so that a chosen theme never flashes the other one. A file, not inline: the CSP allows no inline scripts.
const chosen = localStorage.getItem('stoa.theme')
if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen
