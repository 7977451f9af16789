import { concept } from '../concept.js';
import { phrases } from '../phrases.js';

export const LIST_METHODS = concept({
  name: 'list methods',
  meaning:
    'Methods that a list has and a repository may have too. With a function among the arguments the receiver ' +
    'is a list: the call answers the same unknown for the same receiver, and is no call of a service. Without ' +
    'one, nothing is said.',
  patterns: [
    {
      last: phrases('find, filter, sort, partition, group by, count by, sum by, sort by, key by, uniq by'),
    },
  ],
  exceptions: [
    {
      owner: phrases(`
        * repository, * repo, * dao, * model, * store, * collection, * table, * api, * client, * service
      `),
    },
  ],
  examples: [
    'columns.find',
    'recipients.filter',
    'users.filter',
    'rows.sort',
    'orders.find',
    'messages.filter',
    'events.groupBy',
    'entries.partition',
  ],
  counterexamples: [
    'users.findOne',
    'userRepository.find',
    'orders.findMany',
    'catalog.get',
    'users.filterBy',
    'rows.sorted',
    'orders.search',
    'files.finder',
    'carts.delete',
  ],
});
