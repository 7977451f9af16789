import type { LibraryModel } from './model.js';

export const prismaClient: LibraryModel = {
  package: '@prisma/client',
  versions: '>=2',
  sources: [
    {
      fact: 'the options of the client, none of which retries',
      url: 'https://www.prisma.io/docs/orm/reference/prisma-client-reference',
    },
  ],
  exports: { PrismaClient: { construct: { gives: { client: [] } } } },
};
