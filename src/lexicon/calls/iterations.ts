import { concept } from '../concept.js';
import { phrases } from '../phrases.js';

export const ITERATIONS = concept({
  name: 'iterations',
  meaning:
    'Runs the function that it is handed once for each item of a list, at once. Of a list of which nothing is ' +
    'known, the machine takes one item, of which nothing is known either. Only with a function among the ' +
    'arguments.',
  patterns: [{ last: phrases('map, flat map, for each') }],
  examples: [
    'skus.map',
    'devices.forEach',
    'orders.flatMap',
    'rows.map',
    'request.items.map',
    'tenants.forEach',
    'ids.map',
    'pages.flatMap',
  ],
  counterexamples: [
    'skus.mapped',
    'urls.mapSeries',
    'orders.reduce',
    'rows.filter',
    'orders.find',
    'list.some',
    'users.eachSeries',
    'routes.mapTo',
  ],
});
