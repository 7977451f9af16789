/** Names as applications write them, by the concept that they are of. */

/** The names of a table, which stand apart by white space. */
const names = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Calls of services, which no concept of the first chapter may claim. */
export const SERVICES = names(`
  this.http.post this.gateway.charge stripe.charges.create stripe.paymentIntents.confirm this.orders.create
  orders.update orders.cancel users.findOne this.userRepository.findById users.delete accounts.close accounts.lock
  tickets.close holds.release escrow.release payments.reverse payments.reject payments.refund payments.split
  invoices.send subscriptions.cancel subscriptions.pause subscription.cancel queue.add emailQueue.add queue.pause
  sqs.send sns.publish serviceBus.publish pubsub.topic('x').publishMessage producer.send channel.publish
  channel.sendToQueue kafka.producer.send redisPublisher.publish nats.request broker.call s3.putObject s3.send
  s3Client.getObject bucket.upload bucket.file('x').save blob.upload db.query pool.query client.query
  connection.execute knex('users').where('id').first prisma.user.findMany this.prisma.order.update
  mongo.collection('x').insertOne UserModel.findByIdAndUpdate sequelize.query User.findByPk document.save
  membership.destroy elastic.search es.index algolia.index.saveObjects openai.chat.completions.create
  anthropic.messages.create llm.generateText bedrock.invokeModel twilio.messages.create sendgrid.send
  mailer.sendMail transporter.sendMail mailgun.messages.create slack.chat.postMessage slackClient.chat.update
  discord.send telegram.sendMessage github.issues.create octokit.repos.get jira.addComment weather.current
  weatherApi.forecast geocoder.geocode geocoder.reverse maps.directions rates.latest fx.convert catalog.get
  catalog.search products.search inventory.reserve inventory.onHand stock.check shipping.quote carrier.label
  couriers.pickUp hotels.isAvailable flights.search seats.hold auth.verifyToken auth.logIn
  authService.generateUserToken users.hasPermission accessService.hasPermission permissions.check this.api.get
  api.put apiClient.patch axios.get axios.post ky.get got.post superagent.get fetch fetchQuote loadProfile sendEmail
  chargeCard uploadFile callModel getBalance submitOrder provider.getBlockNumber provider.send contract.transfer
  wallet.sendTransaction tx.wait web3.eth.getBalance rpc.call grpcClient.getOrder orderClient.create soapClient.Add
  soap.call graphql.request apollo.query apollo.mutate ldap.search ldapClient.bind ftp.upload sftp.put ssh.exec
  modbus.readRegisters plc.write device.reboot lights.on notifier.notify notifications.send pushService.send
  apns.send webhook.deliver webhooks.dispatch alerts.fire calendar.events.insert events.list tasks.complete
  jobs.done documents.classify address.validate profiles.match addresses.normalize vision.detect ocr.recognize
  translator.translate speech.synthesize crm.contacts.update hubspot.deals.create salesforce.sobject('x').update
  zendesk.tickets.create track.get trackRepository.save logsRepository.insert eventStore.append
  metricsRepository.find analytics.query vault.read secrets.get secretsManager.getSecretValue ssm.getParameter
  dynamo.send dynamodb.putItem dynamoDb.updateItem policies.update policy.renew schedule.publish meter.read
  meters.readAll thermostat.set player.pause bank.transfer ledger.post ledger.append fraud.score kyc.verify
  credit.check insurer.price partner.redeem fn operation task action work callback.service run call execute request
  handler this.service.execute next.handle page.goto browser.newPage lambda.invoke sfn.startExecution workflow.start
  temporal.execute
`);

export const NAMES: Readonly<Record<string, readonly string[]>> = {
  observers: names(`
    logger.info logger.error this.logger.debug this.logger.warn log.warn req.log.info request.log.error
    fastify.log.error app.log.info server.log.warn console.log console.warn console.table ctx.logger.info
    this.log.verbose winston.error logger.child({}).info pinoLogger.fatal statsd.increment statsd.timing
    metrics.increment metrics.histogram this.metrics.gauge metrics.counter('a').inc prometheus.register
    registry.metrics.inc httpRequestsTotal.inc requestCounter.labels('a').inc requestDuration.observe
    this.latencyHistogram.record queueDepthGauge.set counter.add errorsCounter.add span.end span.setStatus
    span.setAttribute span.addEvent span.recordException tracer.startSpan this.tracer.startSpan trace.getActiveSpan
    trace.getTracer Sentry.captureException Sentry.captureMessage sentry.addBreadcrumb newrelic.noticeError
    newrelic.recordMetric appInsights.trackException telemetry.trackEvent telemetryClient.trackDependency
    datadog.gauge this.emit emitter.emit this.events.emit this.eventEmitter.emit eventBus.publish bus.emit
    domainEvents.raise socket.emit io.emit process.emitWarning analytics.track mixpanel.track posthog.capture
    audit.log this.audit.record auditLog.write import('pino').default import('prom-client').register.metrics
    import('@opentelemetry/api').trace.getTracer import('@sentry/node').captureException import('debug').default
    import('../lib/logger.js').warn options.logger.warn deps.log debug logError stats.increment this.stats.timing
  `),
  'runs in place': names(`
    tracer.startActiveSpan this.tracer.startActiveSpan tracer.withSpan withSpan this.tracing.withSpan tracer.trace
    context.with api.context.with asyncLocalStorage.run als.run requestContext.run this.requestContext.run
    storage.run localStorageContext.run cls.run namespace.run namespace.runAndReturn Sentry.withScope
    Sentry.startSpan.withScope newrelic.startSegment newrelic.startBackgroundTransaction AWSXRay.captureAsyncFunc
    metrics.time metrics.timed statsd.timed ngZone.runOutsideAngular import('@sentry/node').startSpan withContext
    runWithContext inSpan withTracing withLogging histogram.time timed this.cls.run
  `),
  hooks: names(`
    isRetryable isTransient isRetryableError options.isRetryable this.options.shouldRetry shouldRetry
    config.shouldRetry this.config.isFailure opts.onRetry onRetry onFailedAttempt this.options.onStateChange
    options.onOpen hooks.onRetry this.hooks.beforeRetry handlers.onError this.policy.shouldRetry
    policy.shouldOpenCircuit retryPolicy.nextDelay retryPolicy.isRetryable backoff backoff.next().onReset
    this.options.backoff options.backoffFn computeBackoff calculateBackoff exponentialBackoff jitter fullJitter
    options.jitter delayFor options.delayFor retryDelay getDelay errorFilter options.errorFilter this.errorFilter
    classify this.classify classifyError options.classifyError validateStatus options.validateResponse canRetry
    hasExpired hasTimedOut wasThrottled err.isTransient error.isRetryable axios.isAxiosError errors.isTransient
    listener.onOpen this.listener.onStateChange observer.onAttempt notifyListeners this.notifyListeners predicate
    retryIf options.retryIf import('axios').isAxiosError strategy.shouldRetry this.strategy.nextDelay keyFor
    options.keyFn transformError mapError
  `),
  continuations: names(`
    callback cb done next resolve reject options.callback resolveReady rejectPending rejectAll resolveNext settle
    finish deferred.resolve deferred.reject this.deferred.reject pending.resolve pending.reject waiter.resolve
    waiter.reject entry.resolve item.reject subscriber.next subscriber.error subscriber.complete observer.next
    observer.complete controller.enqueue this.waiter.reject nodeCallback ackCallback
  `),
  clocks: names(`
    now this.now clock clock.now this.clock.now this.#clock.now options.now opts.now config.clock.now deps.now
    deps.clock.now performance.now perf.now currentTime this.currentTime getTime clock.getTime
    clock.currentTimeMillis clock.millis timeProvider.now timeSource.now this.timeProvider.getTime monotonic
    monotonicNow hrtime process.hrtime process.hrtime.bigint timer.now Date.now dayjs.now nowMs getNow
    getCurrentTime systemClock.now
  `),
  pauses: names(`
    sleep this.sleep delay this.delay wait this.wait pause options.sleep opts.delay deps.sleep deps.wait
    config.sleep sleepMs delayMs waitMs timeout setTimeout timers.setTimeout this.timers.setTimeout
    timersPromises.setTimeout scheduler.wait clock.sleep this.clock.sleep timer.sleep utils.sleep utils.delay
    util.delay helpers.sleep this.sleeper.sleep time.sleep Bluebird.delay Promise.delay Bun.sleep
    import('node:timers/promises').setTimeout import('timers/promises').scheduler.wait
    import('node:timers').promises.setTimeout import('delay').default import('./sleep.js').sleep
    import('./utils.js').delay import('../lib/time.js').wait setTimeoutPromise setTimeoutAsync
  `),
  'service modules': names(`
    import('node:http').request import('node:http').get import('http').default.request import('https').request
    import('node:https').get import('node:http2').connect import('net').connect import('node:net').createConnection
    import('node:tls').connect import('dgram').createSocket import('node:dns').lookup
    import('node:dns/promises').resolve import('dns').promises.resolve4 import('dns').resolveMx
    import('node:fs/promises').readFile import('fs/promises').writeFile import('node:fs').promises.readFile
    import('fs').promises.stat import('fs').readFile import('node:fs').createReadStream
    import('fs').createWriteStream import('node:fs/promises').open import('node:fs/promises').rename
    import('node:fs/promises').mkdir import('child_process').exec import('node:child_process').spawn
    import('node:child_process').execFile import('fs').default.unlink
  `),
  'pure modules': names(`
    import('node:path').join import('path').default.resolve import('node:url').fileURLToPath
    import('node:util').promisify import('util').inspect import('node:crypto').createHash
    import('crypto').createHmac import('node:crypto').timingSafeEqual import('node:events').once
    import('events').EventEmitter import('assert').strict.equal import('node:assert').ok import('node:os').hostname
    import('os').cpus import('buffer').Buffer.from import('node:zlib').gzip import('stream').pipeline
    import('node:stream/promises').pipeline import('querystring').stringify
    import('node:perf_hooks').monitorEventLoopDelay import('lodash').default.merge import('lodash').get
    import('lodash/debounce').default import('lodash-es').chunk import('ramda').pipe import('date-fns').addDays
    import('dayjs').default import('luxon').DateTime.fromISO import('moment').default import('ms').default
    import('zod').z.object import('joi').default.object import('ajv').default import('yup').string
    import('class-validator').IsString import('class-transformer').plainToInstance import('jsonwebtoken').sign
    import('bcrypt').hash import('uuid').parse import('qs').stringify import('semver').satisfies
    import('chalk').default.red import('http-errors').default import('@hapi/boom').badRequest
    import('fast-deep-equal').default import('decimal.js').default import('js-yaml').load
    import('xml2js').parseStringPromise import('cheerio').load import('handlebars').compile import('dotenv').config
    import('react').useState import('@nestjs/common').Injectable import('tslib').__awaiter
    import('mime-types').lookup
  `),
  'value methods': names(`
    name.trim email.toLowerCase host.split path.startsWith url.endsWith url.includes text.slice text.replace
    id.substring code.padStart amount.toFixed price.toFixed total.toString date.toISOString createdAt.getTime
    order.createdAt.toISOString rows.map items.filter items.find items.reduce results.forEach users.map orders.map
    users.some orders.every list.join tags.includes roles.includes parts.join words.join ids.map ids.sort
    events.flatMap keys.indexOf values.concat message.match message.replace pattern.test regex.exec
    url.searchParams.get searchParams.get params.get headers.get headers.set formData.append schema.parse
    orderSchema.safeParse querySchema.validateAsync hash.update hash.digest hmac.digest textEncoder.encode
    decoder.decode buffer.toString chunk.toString err.message.includes stack.split dueDate.isBefore
    expiresAt.getTime a.localeCompare obj.hasOwnProperty
  `),
  iterations: names(`
    skus.map devices.forEach orders.map order.lines.map rows.forEach tenants.map regions.forEach shards.map
    accounts.flatMap hosts.map urls.forEach ids.map userIds.map messages.map recipients.forEach events.map
    body.items.map response.data.map payload.records.forEach pages.flatMap chunks.map batches.forEach files.map
    keys.map symbols.map invoices.forEach meters.map products.flatMap
  `),
  'list methods': names(`
    columns.find users.find orders.find rows.find providers.find endpoints.find routes.find hosts.filter
    users.filter recipients.filter messages.filter orders.filter nodes.filter candidates.filter servers.filter
    rows.sort hosts.sort endpoints.sort scores.sort entries.sort events.groupBy rows.groupBy orders.partition
    results.partition items.sortBy _.find lodash.sortBy
  `),
  registrations: names(`
    app.get app.post app.use app.listen router.get router.post router.use router.delete fastify.get fastify.register
    fastify.addHook server.on server.listen express.use socket.on ws.on io.on process.on process.once emitter.on
    emitter.once client.on redis.on queue.process worker.on agenda.define channel.consume consumer.run cron.schedule
    scheduler.schedule setInterval setImmediate process.nextTick queueMicrotask window.addEventListener
    signal.addEventListener store.subscribe observable.subscribe client.subscribe describe it beforeEach useEffect
    import('express').Router import('node-cron').schedule bot.command program.action axios.interceptors.use
  `),
  releases: names(`
    clearTimeout clearInterval timer.unref setTimeout(f).unref controller.abort this.abortController.abort ac.abort
    signal.throwIfAborted connection.close conn.end client.release client.end client.close client.quit
    client.disconnect pool.end pool.close socket.end socket.destroy ws.close ws.terminate redis.quit
    redis.disconnect prisma.$disconnect mongoose.disconnect browser.close page.close session.close server.close
    stream.destroy readStream.destroy reader.cancel reader.releaseLock body.cancel emitter.removeListener
    emitter.off subscription.unsubscribe consumer.disconnect producer.disconnect process.exit queryRunner.release
    fileHandle.close dispatcher.close agent.destroy interval.unref
  `),
  'fresh values': names(`
    crypto.randomUUID randomUUID uuid uuidv4 nanoid ulid uuid.v4 generateId generateRequestId pool.next
    this.pool.next ring.next this.nextProvider nextEndpoint nextUrl pickHost pickEndpoint this.pickNode
    chooseBackend balancer.next loadBalancer.pick endpoints.shift providers.shift replicas.pop candidates.pop
    queue.dequeue random randomInt import('uuid').v4 import('node:crypto').randomUUID import('nanoid').nanoid
    keys.rotate hosts.next shuffle faker.string.uuid
  `),
  fallbacks: names(`
    fallback this.fallback options.fallback opts.fallbackFn getFallback runFallback fallbackHandler
    fallbackProvider.send this.fallbackClient.get backupGateway.charge this.backup.charge secondary.query
    this.secondary.get secondaryProvider.send standby.read failover.fetch alternate.quote alternateProvider.send
    alternativeRoute.get degraded degradedResponse getDegradedQuote lastKnown.get lastKnownGood staleValue
    cachedResponse defaultResponse fallbackQuote
  `),
  'lock entries': names(`
    mutex.acquire this.mutex.acquire lock.acquire this.lock.acquire semaphore.acquire this.semaphore.acquire
    stateMutex.lock mutex.lock semaphore.wait semaphore.take this.#lock.acquire probeLock.enter writeLock.acquire
    lock.lock redlock.acquire redlock.lock locks.acquire MutexLock.acquire distributedLock.acquire acquireLock
    this.acquireLock mutex.waitForUnlock this.locks.acquire mutex.tryAcquire semaphore.enter transitionLock.acquire
  `),
  'lock exits': names(`
    release unlock mutex.release this.mutex.release lock.release lock.unlock this.lock.release semaphore.release
    semaphore.signal semaphore.leave stateMutex.unlock mutex.unlock this.#lock.release probeLock.release
    writeLock.release locks.release redlock.release redlock.unlock MutexLock.release distributedLock.release
    releaseLock this.releaseLock this.semaphore.release transitionLock.leave options.release
  `),
  'lock runs': names(`
    mutex.runExclusive this.mutex.runExclusive lock.runExclusive semaphore.runExclusive this.#lock.runExclusive
    lock.acquire this.lock.acquire lock.use lock.using redlock.using MutexLock.using semaphore.use withLock
    this.withLock withMutex withSemaphore withStateLock navigator.locks.request runExclusive this.runExclusive
    runLocked synchronized stateMutex.run chainLock.runExclusive writeLock.run accountLocks.acquire
  `),
  'store reads': names(`
    redis.get this.redis.get redis.hgetall redisClient.hGetAll redis.mget redis.hget store.get this.store.get
    store.load stateStore.read this.stateStore.get kv.get env.kv.get cache.get this.cache.get circuitStore.fetch
    circuitRepository.findOne breakerRepo.findByName db.getItem table.get collection.findOne storage.getItem
    localStorage.getItem etcd.get loadState this.loadState readState settingStore.get
  `),
  'store writes': names(`
    redis.set this.redis.set redis.hset redisClient.hSet redis.setex redis.mset redis.del redis.expire store.set
    this.store.set store.save stateStore.write this.stateStore.put kv.put cache.set this.cache.set cache.delete
    circuitRepository.save circuitRepo.update db.putItem table.upsert collection.replaceOne storage.setItem
    localStorage.setItem etcd.put saveState this.saveState persistState tx.set
  `),
  'store steps': names(`
    redis.incr this.redis.incr redis.incrby redis.hincrby redisClient.hIncrBy redis.decr redis.eval redis.evalsha
    redisClient.evalSha redis.multi redis.watch redis.setnx redis.zadd redis.lpush store.compareAndSet
    store.setIfAbsent kv.putIfAbsent kv.compareAndSwap prisma.$transaction db.transaction
    knex.transaction.runTransaction sequelize.$transaction withTransaction this.withTransaction runTransaction
    collection.findOneAndUpdate Model.findOneAndUpdate
  `),
  'repeatable requests': names(`
    axios.get axios.head axios.put axios.delete axios.options this.http.get this.http.put http.head http.delete
    client.get client.put client.delete api.get api.put api.delete ky.get ky.put got.get got.head superagent.get
    superagent.del instance.get instance.delete this.api.get rest.put
  `),
  'answer members': names(`
    response.json res.json response.text res.text response.blob response.arrayBuffer response.formData
    response.clone response.headers.get res.headers.get response.body.cancel body.cancel body.dump
    response.body.dump body.json body.text response.body.getReader res.on res.once res.resume res.setEncoding
    res.pipe object.Body.transformToString result.Body.transformToByteArray response.buffer reply.json answer.json
  `),
  'answer statuses': names(`
    response.ok res.ok response.status res.status response.statusCode res.statusCode result.success result.ok
    result.error result.err result.errors response.errors data.error body.error body.success payload.success
    answer.failed reply.isOk outcome.succeeded result.isError result.isSuccess upstream.status reply.statusCode
    response.failed result.exception
  `),
  'framework parameters': names(`
    req request res response reply ctx context next event evt e c h msg message job call socket ws interaction
    httpReq expressRes lambdaContext rawRequest koaCtx done
  `),
  'framework members': names(`
    res.status res.json res.send res.status(200).json res.set res.setHeader res.end res.redirect res.sendStatus
    res.render reply.code reply.send reply.code(500).send reply.header reply.type request.get req.get req.is
    req.accepts req.on ctx.throw ctx.set ctx.redirect c.json c.text ctx.body ctx.res.end event.respondWith
    event.waitUntil context.succeed context.done
  `),
  admissions: names(`
    breaker.allowRequest breaker.canRequest breaker.canExecute breaker.isAllowed breaker.allow breaker.allowsRequest
    circuit.canProceed circuit.isCallPermitted circuit.tryAcquirePermission circuit.acquirePermission circuit.admit
    circuit.enter circuit.tryEnter breaker.canAttempt breaker.canPass breaker.mayCall breaker.isAvailable
    breaker.permit breaker.ready breaker.beforeCall breaker.beforeRequest ensureAllowed ensureClosed assertClosed
    this.tryReserve guard.check circuitBreaker.isRequestAllowed this.admit
  `),
  refusals: names(`
    breaker.isOpen circuit.isOpen isOpen this.isOpen isCircuitOpen this.isCircuitOpen isBreakerOpen
    breaker.isTripped circuit.tripped breaker.opened breaker.shouldReject breaker.shouldBlock breaker.isBlocked
    breaker.isBroken circuit.isRejecting circuit.isDown host.isUnavailable breaker.isCoolingDown
    circuit.isInCooldown breaker.mustReject isTripped breaker.shouldShortCircuit breaker.shouldFailFast cb.isOpen
    upstream.isSuspended
  `),
  'success reports': names(`
    breaker.recordSuccess circuit.recordSuccess breaker.onSuccess this.onSuccess onSuccess breaker.success
    circuit.succeed breaker.reportSuccess breaker.markSuccess markSucceeded noteSuccess breaker.handleSuccess
    registerSuccess trackSuccess countSuccess breaker.addSuccess callSucceeded probeSucceeded this.requestSucceeded
    afterSuccess recordCallSuccess recordProbeSuccess reportAttemptSuccess circuit.succeeded breaker.notifySuccess
  `),
  'failure reports': names(`
    breaker.recordFailure circuit.recordFailure breaker.onFailure this.onFailure onFailure breaker.failure
    circuit.fail breaker.reportFailure breaker.markFailure markFailed noteFailure breaker.handleFailure
    registerFailure trackFailure countFailure breaker.addFailure callFailed probeFailed this.requestFailed
    afterFailure recordCallFailure recordProbeFailure reportAttemptFailure circuit.failed recordError
    breaker.onError
  `),
  resets: names(`
    breaker.reset circuit.reset this.reset breaker.close breaker.open circuit.trip this.trip breaker.forceOpen
    breaker.forceClose breaker.forceClosed breaker.forceHalfOpen manualReset manualOpen breaker.isolate
    breaker.disable breaker.enable openCircuit closeCircuit resetCounters resetState breaker.resetFailures
    breaker.clear breaker.manualReset circuit.open circuit.close
  `),
  'closed phase': names(`
    closed CLOSED Closed State.CLOSED CircuitState.CLOSED CircuitState.Closed BreakerState.Closed STATE_CLOSED
    StateClosed ClosedState CIRCUIT_CLOSED circuitClosed breakerClosed CB_CLOSED states.closed Status.Closed
    STATUS_CLOSED CircuitBreakerState.CLOSED isClosed CIRCUIT_STATE_CLOSED CircuitBreakerClosed Phase.closed close
    PHASES.CLOSED Mode.CLOSED
  `),
  'open phase': names(`
    open OPEN Open State.OPEN CircuitState.OPEN CircuitState.Open BreakerState.Open STATE_OPEN StateOpen OpenState
    CIRCUIT_OPEN circuitOpen breakerOpen CB_OPEN states.open Status.Open STATUS_OPEN CircuitBreakerState.OPEN isOpen
    CIRCUIT_STATE_OPEN CircuitBreakerOpen Phase.open opened tripped isTripped PHASES.OPEN
  `),
  'half-open phase': names(`
    half-open halfOpen HALF_OPEN HalfOpen half_open halfopen HALFOPEN State.HALF_OPEN CircuitState.HALF_OPEN
    CircuitState.HalfOpen BreakerState.HalfOpen STATE_HALF_OPEN StateHalfOpen HalfOpenState CIRCUIT_HALF_OPEN
    circuitHalfOpen CB_HALF_OPEN states.halfOpen Status.HalfOpen isHalfOpen CIRCUIT_STATE_HALF_OPEN
    CircuitBreakerHalfOpen Phase.halfOpen probing half
  `),
  'failure counts': names(`
    failures this.failures this.#failures failureCount this.failureCount failCount fails consecutiveFailures
    consecutiveFailureCount consecutiveErrors errorCount errors this.errors failedCalls failedRequests
    recentFailures failureTimestamps failureTimes failureWindow numFailures failuresInARow strikes faults misses
    timeouts totalFailures failureCounter entry.failures
  `),
  'open errors': names(`
    CircuitOpenError CircuitBreakerOpenError OpenCircuitError BrokenCircuitError BreakerOpenError
    CircuitBreakerError isBrokenCircuitError isCircuitOpenError isOpenCircuitError EOPENBREAKER CIRCUIT_OPEN_ERROR
    ERR_CIRCUIT_OPEN CircuitBreakerOpenException CallNotPermittedException CallNotPermittedError CircuitIsOpenError
    CircuitTrippedError BreakerTrippedError CircuitRejectedError isBreakerOpenError IsolatedCircuitError
    CircuitOpenException errors.CircuitOpen.CircuitOpenError CircuitBrokenError BreakerOpenException
  `),
  policies: names(`
    policy this.policy failurePolicy this.failurePolicy retryPolicy this.retryPolicy options.policy
    policy.shouldRetry this.policy.shouldOpenCircuit policy.shouldCloseCircuit retryStrategy this.strategy
    strategy.shouldRetry openStrategy errorClassifier classifier.classify failurePredicate options.predicate
    predicate retryDecider decisions.retry shouldRetry shouldOpen shouldTrip readyToTrip
  `),
  circuits: names(`
    CircuitBreaker circuitBreaker breaker this.breaker circuit this.circuit breakers breakerFor circuitFor
    CircuitState circuitState BreakerOptions HALF_OPEN halfOpen halfOpenMaxCalls openUntil this.openUntil cooldown
    cooldownMs coolDownMs coolingDown failFast tripped isTripped trip tripThreshold openDuration openTimeout
    paymentCircuit PaymentBreaker ServiceCircuitBreaker upstreamBreaker.run circuitOpenedAt openedAt resetTimeout
  `),
  'rate limiters': names(`
    RateLimiter rateLimiter limiter.tryRemoveTokens rateLimit rateLimitExceeded RateLimitError ratelimit throttle
    throttled Throttler requestThrottle TokenBucket tokenBucket leakyBucket quota dailyQuota QuotaExceeded
    requestsPerSecond requestsPerMinute concurrencyLimit maxConcurrent bulkhead Bulkhead burst burstSize
    TooManyRequests
  `),
  caches: names(`
    cache Cache responseCache cacheKey cacheTtl cached cachedValue getCached lru LRUCache lruCache ttl ttlMs
    entryTtl memoize memoized memo dedupe dedupeRequests singleFlight staleWhileRevalidate swr quoteCache.get
    cacheStore cacheFirst cachedAt
  `),
  'lock-outs': names(`
    lockout accountLockout LockoutService loginAttempts failedLogins failedLoginCount maxLoginAttempts
    signInAttempts passwordAttempts pinAttempts otpAttempts lockedUntil lockedOut isLockedOut accountLocked
    lockAccount unlockAccount bannedUntil banUser captchaRequired requireCaptcha bruteForce bruteForceProtection
    verifyPassword authAttempts failedLoginAttempts
  `),
  'trading halts': names(`
    halt tradingHalt TradingHalt halted isHalted haltLevel haltTrading tradingHalted marketHalt resumeTrading
    suspendTrading limitUp limitDown LULD priceBand priceBands referencePrice priceDrop orderBook marketWideHalt
    tradingSession volatility volatilityInterruption auctionPhase haltedUntil instrumentHalted
  `),
  electrics: names(`
    amps ratedAmps amperage voltage lineVoltage volts ratedVolts watts feeder feederId switchgear substation busbar
    fuse fuseBox mainBreaker breakerPanel coil tripCoil overcurrent groundFault earthFault circuitBoard
    printedCircuit resistor transistor pcb netlist
  `),
  'other breakers': names(`
    lineBreaker LineBreaker lineBreaks lineBreak linebreaks wordBreaker wordBreak pageBreak pageBreaker
    sentenceBreaker paragraphBreaker hyphenate hyphenation glyphs tieBreaker tieBreak tiebreaker tiebreak iceBreaker
    icebreaker codeBreaker shortCircuit shortCircuits shortCircuited shortCircuiting brickBreaker
  `),
  connections: names(`
    socket WebSocket websocket ws connection dbConnection connectionState isConnected connected disconnected
    connecting reconnect reconnectAttempts reconnecting reconnectDelay heartbeat heartbeatTimer keepAlive handshake
    readyState peerConnection DataChannel socketState ConnectionManager EventSource disconnect
  `),
  openables: names(`
    modal isModalOpen.modal modalState dialog confirmDialog drawer navDrawer menu sideMenu dropdown popover popup
    tooltip accordion sidebar panel door garageDoor doorState valve valveState shutter shop openingHours
    businessHours supportTicket supportTickets lid blinds pullRequest
  `),
  retries: names(`
    retry retries maxRetries withRetry withRetries retryWithBackoff retryOperation RetryPolicy retryCount
    retriesLeft attempt attempts attemptCount maxAttempts attemptNumber isRetryable retryable backoff
    exponentialBackoff backoffMs tries maxTries triesLeft Retrier fetchWithRetry callWithRetries
    import('p-retry').default
  `),
  'other repetitions': names(`
    poll pollStatus pollUntilDone pollForResult waitForJob waitUntilReady waitForCompletion waitForReceipt nextPage
    fetchAllPages pageToken paginate paginator cursor nextCursor cursor.next reconnect reconnectLoop refreshToken
    refreshAccessToken consume consumeMessages consumer.run drain drainQueue watch scrollAll heartbeat acquireLock
  `),
  locks: names(`
    lock this.lock this.#lock mutex this.mutex this.#mutex stateMutex writeLock readLock probeLock semaphore
    this.semaphore probeSemaphore locks this.locks mutexes accountLock chainLock AsyncLock Mutex Semaphore redlock
    distributedLock lockManager transitionLock criticalSection
  `),
  'test files': names(`
    ./orders.test.ts ./orders.spec.ts src/orders.test.js src/orders.spec.tsx test/orders.test.mjs
    src/__tests__/orders.ts src/__tests__/orders.js lib/__tests__/a/b.ts ./breaker.e2e.spec.ts
    ./breaker.integration.test.ts ./a.test.cts ./a.spec.cjs packages/core/src/retry.test.ts
    packages/core/__tests__/retry.ts apps/api/src/orders.controller.spec.ts apps/api/test/app.e2e-spec.spec.ts
    tests/unit/breaker.test.ts __tests__/index.js __tests__/setup.ts src/retry/backoff.test.jsx
    src/a/__tests__/fixtures/b.ts ./index.test.ts ./index.spec.mts libs/http/src/client.spec.ts
    ./client.unit.test.ts
  `),
};
