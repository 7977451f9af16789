import type { LibraryModel } from './model.js';

/** Its service is injected, so there is no value to describe; its observables call again for each subscription. */
export const nestjsAxios: LibraryModel = {
  package: '@nestjs/axios',
  versions: '>=0.1',
  sources: [
    { fact: 'HttpService wraps axios, whose retries are none', url: 'https://docs.nestjs.com/techniques/http-module' },
  ],
  exports: { HttpService: { construct: { gives: { client: [], answers: 'observable' } } }, HttpModule: {} },
  traps: ['http.get(url).pipe(retry(3)) makes four requests, and so does a POST.'],
};
