import { ai } from './ai.js';
import { anthropicAiSdk } from './anthropic-ai-sdk.js';
import { apolloClient } from './apollo-client.js';
import { async } from './async.js';
import { asyncAwaitMutexLock } from './async-await-mutex-lock.js';
import { asyncLock } from './async-lock.js';
import { asyncMutex } from './async-mutex.js';
import { asyncRetry } from './async-retry.js';
import { asyncSema } from './async-sema.js';
import { awaitLock } from './await-lock.js';
import { awaitSemaphore } from './await-semaphore.js';
import { awsSdk } from './aws-sdk.js';
import { awsSdkClients } from './aws-sdk-clients.js';
import { axios } from './axios.js';
import { axiosRetry } from './axios-retry.js';
import { azureCoreRestPipeline } from './azure-core-rest-pipeline.js';
import { azureStorageBlob } from './azure-storage-blob.js';
import { backOff } from './back-off.js';
import { backoff } from './backoff.js';
import { bennadelCircuitBreaker } from './bennadel-circuit-breaker.js';
import { bluebirdRetry } from './bluebird-retry.js';
import { bottleneck } from './bottleneck.js';
import { brakes } from './brakes.js';
import { bull } from './bull.js';
import { bullmq } from './bullmq.js';
import { circuitBreakerJs } from './circuit-breaker-js.js';
import { circuitFuses } from './circuit-fuses.js';
import { circuitbreaker } from './circuitbreaker.js';
import { cockatiel } from './cockatiel.js';
import { disyuntor } from './disyuntor.js';
import { effect } from './effect.js';
import { elasticElasticsearch } from './elastic-elasticsearch.js';
import { esToolkit } from './es-toolkit.js';
import { ethers } from './ethers.js';
import { exponentialBackoff } from './exponential-backoff.js';
import { fastifyCircuitBreaker } from './fastify-circuit-breaker.js';
import { fetchRetry } from './fetch-retry.js';
import { garPromiseRetry } from './gar-promise-retry.js';
import { gaxios } from './gaxios.js';
import { gitStuntsAlfred } from './git-stunts-alfred.js';
import { googleCloudStorage } from './google-cloud-storage.js';
import { googleGax } from './google-gax.js';
import { googleGenai } from './google-genai.js';
import { got } from './got.js';
import { groqSdk } from './groq-sdk.js';
import { grpcGrpcJs } from './grpc-grpc-js.js';
import { humanwhocodesRetry } from './humanwhocodes-retry.js';
import { hystrixjs } from './hystrixjs.js';
import { inngest } from './inngest.js';
import { ioredis } from './ioredis.js';
import { isRetryAllowed } from './is-retry-allowed.js';
import { kafkajs } from './kafkajs.js';
import { ky } from './ky.js';
import { langchainCore } from './langchain-core.js';
import { levee } from './levee.js';
import { lifeomicAttempt } from './lifeomic-attempt.js';
import { livekitMutex } from './livekit-mutex.js';
import { makeFetchHappen } from './make-fetch-happen.js';
import type { LibraryModel } from './model.js';
import { moleculer } from './moleculer.js';
import { mollitia } from './mollitia.js';
import { mongodb } from './mongodb.js';
import { mutexify } from './mutexify.js';
import { nestjsAxios } from './nestjs-axios.js';
import { nestjsAxiosRetry } from './nestjs-axios-retry.js';
import { nestjsResilience } from './nestjs-resilience.js';
import { niceGrpcClientMiddlewareRetry } from './nice-grpc-client-middleware-retry.js';
import { nodeFetchRetry } from './node-fetch-retry.js';
import { octokit } from './octokit.js';
import { octokitPluginRetry } from './octokit-plugin-retry.js';
import { ofetch } from './ofetch.js';
import { openai } from './openai.js';
import { opossum } from './opossum.js';
import { pLimit } from './p-limit.js';
import { pMutex } from './p-mutex.js';
import { pQueue } from './p-queue.js';
import { pRetry } from './p-retry.js';
import { pollyJs } from './polly-js.js';
import { prismaClient } from './prisma-client.js';
import { promisePoller } from './promise-poller.js';
import { promiseRetry } from './promise-retry.js';
import { properLockfile } from './proper-lockfile.js';
import { radash } from './radash.js';
import { radashi } from './radashi.js';
import { redis } from './redis.js';
import { redisSemaphore } from './redis-semaphore.js';
import { redlock } from './redlock.js';
import { requestretry } from './requestretry.js';
import { retry } from './retry.js';
import { retryAsPromised } from './retry-as-promised.js';
import { retryAxios } from './retry-axios.js';
import { retryRequest } from './retry-request.js';
import { rxjs } from './rxjs.js';
import { sapCloudSdkHttpClient } from './sap-cloud-sdk-http-client.js';
import { sapCloudSdkResilience } from './sap-cloud-sdk-resilience.js';
import { sapphireAsyncQueue } from './sapphire-async-queue.js';
import { screwdriverNodeCircuitbreaker } from './screwdriver-node-circuitbreaker.js';
import { semaphore } from './semaphore.js';
import { semaphoreAsyncAwait } from './semaphore-async-await.js';
import { slackWebApi } from './slack-web-api.js';
import { smithyUtilRetry } from './smithy-util-retry.js';
import { stripe } from './stripe.js';
import { supabaseSupabaseJs } from './supabase-supabase-js.js';
import { superagent } from './superagent.js';
import { swr } from './swr.js';
import { tanstackQueryCore } from './tanstack-query-core.js';
import { temporalioWorkflow } from './temporalio-workflow.js';
import { triggerDevSdk } from './trigger-dev-sdk.js';
import { tsRetry } from './ts-retry.js';
import { tsRetryPromise } from './ts-retry-promise.js';
import { twilio } from './twilio.js';
import { typescriptRetryDecorator } from './typescript-retry-decorator.js';
import { undici } from './undici.js';
import { undiciRetry } from './undici-retry.js';
import { upstashRedis } from './upstash-redis.js';
import { urqlExchangeRetry } from './urql-exchange-retry.js';
import { vercelFetchRetry } from './vercel-fetch-retry.js';
import { viem } from './viem.js';
import { wretch } from './wretch.js';

/**
 * Every library that is known. A package has one model, or one for each range of versions whose facts differ. The build puts all of them
 * into this file: a hundred modules take as long to load as the rest of the plugin.
 */
export const LIBRARIES: readonly LibraryModel[] = [
  ai,
  anthropicAiSdk,
  apolloClient,
  async,
  asyncAwaitMutexLock,
  asyncLock,
  asyncMutex,
  asyncRetry,
  asyncSema,
  awaitLock,
  awaitSemaphore,
  awsSdk,
  awsSdkClients,
  axios,
  axiosRetry,
  azureCoreRestPipeline,
  azureStorageBlob,
  backOff,
  backoff,
  bennadelCircuitBreaker,
  bluebirdRetry,
  bottleneck,
  brakes,
  bull,
  bullmq,
  circuitbreaker,
  circuitBreakerJs,
  circuitFuses,
  cockatiel,
  disyuntor,
  effect,
  elasticElasticsearch,
  esToolkit,
  ethers,
  exponentialBackoff,
  fastifyCircuitBreaker,
  fetchRetry,
  garPromiseRetry,
  gaxios,
  gitStuntsAlfred,
  googleCloudStorage,
  googleGax,
  googleGenai,
  got,
  groqSdk,
  grpcGrpcJs,
  humanwhocodesRetry,
  hystrixjs,
  inngest,
  ioredis,
  isRetryAllowed,
  kafkajs,
  ky,
  langchainCore,
  levee,
  lifeomicAttempt,
  livekitMutex,
  makeFetchHappen,
  moleculer,
  mollitia,
  mongodb,
  mutexify,
  nestjsAxios,
  nestjsAxiosRetry,
  nestjsResilience,
  niceGrpcClientMiddlewareRetry,
  nodeFetchRetry,
  octokit,
  octokitPluginRetry,
  ofetch,
  openai,
  opossum,
  pLimit,
  pMutex,
  pollyJs,
  pQueue,
  pRetry,
  prismaClient,
  promisePoller,
  promiseRetry,
  properLockfile,
  radash,
  radashi,
  redis,
  redisSemaphore,
  redlock,
  requestretry,
  retry,
  retryAsPromised,
  retryAxios,
  retryRequest,
  rxjs,
  sapCloudSdkHttpClient,
  sapCloudSdkResilience,
  sapphireAsyncQueue,
  screwdriverNodeCircuitbreaker,
  semaphore,
  semaphoreAsyncAwait,
  slackWebApi,
  smithyUtilRetry,
  stripe,
  supabaseSupabaseJs,
  superagent,
  swr,
  tanstackQueryCore,
  temporalioWorkflow,
  triggerDevSdk,
  tsRetry,
  tsRetryPromise,
  twilio,
  typescriptRetryDecorator,
  undici,
  undiciRetry,
  upstashRedis,
  urqlExchangeRetry,
  vercelFetchRetry,
  viem,
  wretch,
].flat();
