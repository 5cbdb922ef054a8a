import { render } from 'preact';
import { Page } from './page.js';
import './styles/page.css';
import './styles/controls.css';
import './styles/freshness.css';
import './styles/cards.css';
import './styles/room.css';
import './styles/explanation.css';
import './styles/charts.css';

const root = document.querySelector('#page');
if (!root) throw new Error('the page has lost its element');
root.replaceChildren();
render(<Page />, root);
