using static Workers.Hosting.Telemetry.InstrumentKind;

namespace Workers.Hosting.Telemetry;

/// <summary>
/// Everything that is measured, by name. Names that OpenTelemetry has conventions for (<c>messaging.*</c>, <c>gen_ai.*</c>) are theirs. What
/// a label may hold is listed in <see cref="Labels"/>: words of a short list, never an id, a document's number or free text.
/// </summary>
internal static class Instruments
{
    // The queue: what waits, and how long documents take.
    public static readonly InstrumentName QueueDocuments = new(Gauge, "workers.queue.documents", "{document}", "Documents that have not ended: ready can be claimed now, deferred waits for its time, running is held. Up to 10,000 of a kind.");
    public static readonly InstrumentName QueueOldest = new(Gauge, "workers.queue.oldest", "s", "Since the oldest document that can be claimed now was added.");
    public static readonly InstrumentName QueuePaused = new(Gauge, "workers.queue.paused", "{kind}", "1 while operators want this daemon to begin none of a kind of documents: a pause, a drain, a stop, or a pool that was set to 0.");
    public static readonly InstrumentName SchedulingDelay = new(Histogram, "workers.document.scheduling_delay", "s", "From when a document could be claimed to its claim.");
    public static readonly InstrumentName StageDuration = new(Histogram, "workers.document.stage", "s", "From a document's claim to its written outcome.");
    public static readonly InstrumentName Ended = new(Counter, "workers.document.outcomes", "{outcome}", "Outcomes that were written: one for each claim that ended.");
    public static readonly InstrumentName Claimed = new(Counter, "messaging.client.consumed.messages", "{message}", "Documents that were claimed.");
    public static readonly InstrumentName Rescued = new(Counter, "workers.document.rescued", "{document}", "Documents that were taken back because their lease had ended.");
    public static readonly InstrumentName Parked = new(Gauge, "workers.parked", "{stage}", "1 while a stage of an environment is parked.");

    // Pools and slots.
    public static readonly InstrumentName Slots = new(Gauge, "workers.pool.slots", "{slot}", "Slots of this daemon by what they do.");
    public static readonly InstrumentName SlotRestarts = new(Counter, "workers.pool.restarts", "{restart}", "Slots whose loop died and was started again.");

    // The server's ledger.
    public static readonly InstrumentName CpuAllocated = new(Gauge, "workers.capacity.cpu.allocated", "{cpu}", "vCPU that all workers of the server hold.");
    public static readonly InstrumentName CpuBudget = new(Gauge, "workers.capacity.cpu.budget", "{cpu}", "vCPU that they may hold together.");
    public static readonly InstrumentName MemoryAllocated = new(Gauge, "workers.capacity.memory.allocated", "By", "Memory that all workers of the server hold.");
    public static readonly InstrumentName MemoryBudget = new(Gauge, "workers.capacity.memory.budget", "By", "Memory that they may hold together.");
    public static readonly InstrumentName CapacityWaiting = new(Gauge, "workers.capacity.waiting", "{worker}", "Workers for which a place is kept that is not free yet.");

    // Gemini's quota.
    public static readonly InstrumentName LimiterRequests = new(Gauge, "workers.gemini.requests.used", "{request}", "Requests of the last minute, of all processes.");
    public static readonly InstrumentName LimiterRequestLimit = new(Gauge, "workers.gemini.requests.limit", "{request}", "Requests that a minute may have.");
    public static readonly InstrumentName LimiterTokens = new(Gauge, "workers.gemini.tokens.used", "{token}", "Input tokens of the last minute, of all processes.");
    public static readonly InstrumentName LimiterTokenLimit = new(Gauge, "workers.gemini.tokens.limit", "{token}", "Input tokens that a minute may have.");
    public static readonly InstrumentName LimiterDay = new(Gauge, "workers.gemini.day.requests", "{request}", "Requests since midnight Pacific time, of all processes.");
    public static readonly InstrumentName LimiterWaiting = new(Gauge, "workers.gemini.waiting", "{call}", "Calls of this process that wait for their share.");
    public static readonly InstrumentName LimiterFrozen = new(Gauge, "workers.gemini.frozen", "s", "How long nothing is sent yet because of a 429.");
    public static readonly InstrumentName LimiterParked = new(Gauge, "workers.gemini.parked", "s", "How long nothing is sent yet because the day's quota is used up.");
    public static readonly InstrumentName LimiterPart = new(Gauge, "workers.gemini.part_in_use", "{part}", "Part of the limits in use, 0 to 1: less after a 429.");
    public static readonly InstrumentName LimiterGrants = new(Counter, "workers.gemini.grants", "{request}", "Requests that got their share of the quota.");
    public static readonly InstrumentName LimiterWait = new(Histogram, "workers.gemini.wait", "s", "How long a request waited for its share.");
    public static readonly InstrumentName RateLimited = new(Counter, "workers.gemini.rate_limited", "{response}", "429s from the API.");
    public static readonly InstrumentName SettledTokens = new(Counter, "workers.gemini.input_tokens", "{token}", "Input tokens of settled requests.");
    public static readonly InstrumentName LateSends = new(Counter, "workers.gemini.late", "{request}", "Requests that went out later than their grants allow for.");
    public static readonly InstrumentName EstimateError = new(Histogram, "workers.gemini.estimate_error", "{part}", "What a request used beyond its estimate, as a part of it; below 0 it used less.");

    // The model.
    public static readonly InstrumentName ModelTokens = new(Histogram, "gen_ai.client.token.usage", "{token}", "Tokens of a send that says what it used; the cached ones are among the input.");
    public static readonly InstrumentName ModelDuration = new(Histogram, "gen_ai.client.operation.duration", "s", "From a send to its answer or failure.");

    // The registry.
    public static readonly InstrumentName Consultations = new(Counter, "workers.registre.consultations", "{consultation}", "Documents that were paid for and received.");
    public static readonly InstrumentName ConsultationCost = new(Counter, "workers.registre.cost_cad", "{CAD}", "What they cost, in Canadian dollars.");
    public static readonly InstrumentName Visits = new(Counter, "workers.registre.visits", "{visit}", "Visits to the site by what came of them.");
    public static readonly InstrumentName Recognised = new(Counter, "workers.registre.pages", "{page}", "Pages of the site by what they were taken for.");
    public static readonly InstrumentName Lookups = new(Counter, "workers.registre.lookups", "{lookup}", "Looks among the invoices for a document that may have been paid for.");
    public static readonly InstrumentName Repurchases = new(Counter, "workers.registre.repurchases", "{document}", "Documents bought again because what was stored is gone.");

    // Reading.
    public static readonly InstrumentName PagesRead = new(Counter, "workers.ocr.pages", "{page}", "Pages of documents that were read.");
    public static readonly InstrumentName ReadingCost = new(Counter, "workers.ocr.cost_usd", "{USD}", "What the questions to the model cost, in US dollars; one without an answer costs what was expected.");
    public static readonly InstrumentName Disputes = new(Counter, "workers.ocr.disputes", "{value}", "Values about which reading and witness differ.");
    public static readonly InstrumentName Readings = new(Counter, "workers.ocr.readings", "{document}", "Documents that were read, by whether a person has to look.");

    // Drift, loops, dependencies.
    public static readonly InstrumentName DriftStanding = new(Gauge, "workers.drift.standing", "{drift}", "Disagreements between leases, reservations and slots at this moment.");
    public static readonly InstrumentName DriftMet = new(Counter, "workers.drift.met", "{drift}", "Disagreements that were certain.");
    public static readonly InstrumentName DriftHealed = new(Counter, "workers.drift.healed", "{drift}", "Disagreements that were healed.");
    public static readonly InstrumentName LoopPasses = new(Counter, "workers.loop.passes", "{pass}", "Passes of a background loop that ended well.");
    public static readonly InstrumentName LoopFailures = new(Counter, "workers.loop.failures", "{pass}", "Passes and lives of a background loop that ended with something that nobody foresaw.");
    public static readonly InstrumentName LoopAge = new(Gauge, "workers.loop.age", "s", "Since the last good pass of a background loop.");
    public static readonly InstrumentName LoopLate = new(Gauge, "workers.loop.late", "{loop}", "1 while a background loop makes no pass within its bound.");
    public static readonly InstrumentName Ready = new(Gauge, "workers.ready", "{dependency}", "1 while what the daemon needs serves it, 0 while it does not.");
}
