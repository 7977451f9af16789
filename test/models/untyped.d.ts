// Packages that are installed to be called, and come without types.
declare module 'async';
declare module 'async-lock';
declare module 'async-retry';
declare module 'make-fetch-happen';
declare module 'promise-retry';
declare module 'retry';
declare module 'superagent';
