import { concept } from '../concept.js';
import { phrases } from '../phrases.js';

export const OPENABLES = concept({
  name: 'openables',
  meaning: 'Names that speak against a circuit breaker: what a person, a motor or a shopkeeper opens and closes.',
  patterns: [
    {
      anywhere: phrases(`
        * modal, modals, modal +, * dialog, dialog +, * drawer, * menu, menus, * dropdown, * popover, * popup,
        * tooltip, accordion, * sidebar, panel, collapse, collapsible, toast, tab, tabs, sheet, * door, doors,
        door +, gate opener, * garage, garage +, * valve *, valves, shutter, shutters, blinds, curtain, lid,
        barrier, * shop, shops, opening hours, business hours, store hours, open hours, support ticket,
        support tickets, pull request, pull requests
      `),
    },
  ],
  examples: [
    'modal.open',
    'confirmDialog',
    'sideMenu',
    'dropdown',
    'garageDoor',
    'valve.close',
    'openingHours',
    'supportTickets',
    'accordion',
    'popover',
  ],
  counterexamples: [
    'CircuitBreaker',
    'breaker.open',
    'halfOpen',
    'indoor',
    'openUntil',
    'manual',
    'gateway.open',
    'state',
    'tables',
    'circuit',
  ],
});
