namespace Workers.Cli;

/// <summary>Each command as the matrix runs it, and what it needs.</summary>
internal static class CommandMatrix
{
    /// <summary>What a server that is away does to a command.</summary>
    internal enum Need
    {
        /// <summary>It does without, and says nothing of it.</summary>
        None,

        /// <summary>It does its part, and says what is left.</summary>
        Partly,

        /// <summary>It ends with 69; with 78 where the server is there and not set up.</summary>
        Whole,
    }

    /// <param name="Json">The members of what --json prints; null of a command without it.</param>
    /// <param name="NeedsMore">A browser and the registry, a running daemon, or a reading of its own kind: it is run with Redis away alone.</param>
    internal sealed record Row(string Path, string Arguments, Need Redis, Need Database, string? Json = null, bool NeedsMore = false);

    public static IReadOnlyList<Row> Rows { get; } =
    [
        new("enqueue", "enqueue {file}", Need.None, Need.Whole, "environment id result documentSource documentNumber place reason there"),
        new("quote", "quote {file}", Need.None, Need.Whole),
        new("bring", "bring {pdf} --source index --number 7 --circonscription Laval --cadastre Q", Need.None, Need.Whole, "environment id result statusId"),
        new("doctor", "doctor --offline", Need.Whole, Need.Whole, "lines faults warnings"),
        new("health", "health", Need.Whole, Need.Whole, "at money documents moving first also"),
        new("status", "status", Need.Whole, Need.Whole, "health redis fault capacity gemini daemons environments orders faultKind ordered parked warnings"),
        new("plan", "plan", Need.None, Need.None, "server available registre ocr total cpuPercent ramPercent fits waiting remedies warnings"),
        new("migrate", "migrate", Need.None, Need.Whole),
        new("documents", "documents", Need.None, Need.Whole, "documents next faults"),
        new("dead-letters", "dead-letters", Need.None, Need.Whole, "[environment groups]"),
        new("explain", "explain {ended}", Need.None, Need.Whole, "environment at document since heldOn waitsFor times purchases events evidence setAside reviews reading"),
        new("watch", "watch {ended}", Need.None, Need.Whole, "environment status percent stage worker sequence end"),
        new("title", "title 1", Need.None, Need.Whole, "report missingCad"),
        new("review list", "review list", Need.None, Need.Whole, "[environment page]"),
        new("review show", "review show {read}", Need.None, Need.Whole, "environment document items decided"),
        new("review accept", "review accept {item1}", Need.None, Need.Whole, "environment answer twins"),
        new("review correct", "review correct {item2} --value x", Need.None, Need.Whole, NeedsMore: true),
        new("review refuse", "review refuse {item3}", Need.None, Need.Whole, "environment answer twins"),
        new("review export", "review export {folder}/truth.jsonl", Need.None, Need.Whole),
        new("transfers", "transfers", Need.None, Need.Whole, "[environment at model endpoint dossier dossierHash contentSha256 kind jobId inputTokens isSettled]"),
        new("priority", "priority --to 3 --status 1 --yes", Need.None, Need.Whole, "preview bulk"),
        new("bulk list", "bulk list", Need.None, Need.Whole, "[environment orders]"),
        new("bulk show", "bulk show {bulk}", Need.None, Need.Whole, "environment order"),
        new("bulk resume", "bulk resume {bulk}", Need.None, Need.Whole, "environment order"),
        new("bulk cancel", "bulk cancel {bulk}", Need.None, Need.Whole, "environment order"),
        new("cancel", "cancel {waiting}", Need.None, Need.Whole, "[id result statusId reason]"),
        new("retry", "retry {ended}", Need.None, Need.Whole, "[id result statusId reason]"),
        new("requeue-ocr", "requeue-ocr {read}", Need.None, Need.Whole, "[id result statusId reason]"),
        new("accept", "accept {ended}", Need.None, Need.Whole),
        new("replay", "replay {log}", Need.None, Need.None),
        new("gemini limit", "gemini limit", Need.Whole, Need.None, "requests tokens maxRequests maxTokens requestsToday maxRequestsPerDay orderedFor isOrdered partInUse closedFor frozenFor parkedFor sinceLast429 processes waitingProcesses longestWait whyParked used"),
        new("accounts list", "accounts list", Need.Whole, Need.None, "[code holder heldUntil lastUse loginFrom setAside logins consultations]"),
        new("accounts release", "accounts release 12A3456", Need.Whole, Need.None, "code wasSetAside"),
        new("accounts check", "accounts check 12A3456", Need.Whole, Need.None, NeedsMore: true),
        new("invoices list", "invoices list", Need.None, Need.Whole, "[environment open]"),
        new("invoices reconcile", "invoices reconcile", Need.Whole, Need.Whole, NeedsMore: true),
        new("invoices adopt", "invoices adopt", Need.Whole, Need.Whole, NeedsMore: true),
        new("backup", "backup {folder}/backup", Need.None, Need.Whole, NeedsMore: true),
        new("restore", "restore {folder}/backup-of-nothing", Need.None, Need.Whole, NeedsMore: true),
        new("keys make", "keys make --name x --role reader", Need.None, Need.Whole, "environment key text"),
        new("keys list", "keys list", Need.None, Need.Whole, "[environment key]"),
        new("keys revoke", "keys revoke abcdefgh2345", Need.None, Need.Whole),
        new("webhooks make", "webhooks make https://office.example/hook --description x", Need.None, Need.Whole, "endpoint secret"),
        new("webhooks rotate", "webhooks rotate 11111111", Need.None, Need.Whole, "endpoint secret"),
        new("webhooks list", "webhooks list", Need.None, Need.Whole, "environment identity endpoints refusal lostAt"),
        new("webhooks enable", "webhooks enable 11111111", Need.None, Need.Whole),
        new("webhooks disable", "webhooks disable 11111111", Need.None, Need.Whole),
        new("webhooks remove", "webhooks remove 22222222", Need.None, Need.Whole),
        new("webhooks deliveries", "webhooks deliveries", Need.None, Need.Whole, "[environment id endpointId kind madeAt state attempts dueAt jobId status answer endedAt]"),
        new("webhooks replay", "webhooks replay 11111111-2222-3333-4444-555555555555", Need.None, Need.Whole),
        new("webhooks confirm", "webhooks confirm", Need.None, Need.Whole),
        new("uploads list", "uploads list", Need.None, Need.Whole, "[environment id state by documentNumber bytes arrived madeAt endsAt isHeld isOver]"),
        new("uploads end", "uploads end 11111111", Need.None, Need.Whole),
        new("senders add", "senders add x", Need.None, Need.Whole, "sender secret"),
        new("senders rotate", "senders rotate 33333333", Need.None, Need.Whole, "sender secret"),
        new("senders list", "senders list", Need.None, Need.Whole, "environment identity webhooks senders refusal"),
        new("senders off", "senders off 33333333", Need.None, Need.Whole, "id name generation former madeAt madeBy formerUntil disabledAt lastUsedAt"),
        new("senders on", "senders on 33333333", Need.None, Need.Whole, "id name generation former madeAt madeBy formerUntil disabledAt lastUsedAt"),
        new("senders remove", "senders remove 44444444", Need.None, Need.Whole, "id name generation former madeAt madeBy formerUntil disabledAt lastUsedAt"),
        new("canary", "canary", Need.Whole, Need.None, NeedsMore: true),
        new("canary accept", "canary accept", Need.Whole, Need.None, NeedsMore: true),
        new("pause", "pause buying", Need.Partly, Need.Partly, "given idle left stores isDurable"),
        new("resume", "resume buying", Need.Partly, Need.Partly, "given idle left stores isDurable"),
        new("drain", "drain vm-2", Need.Partly, Need.None, NeedsMore: true),
        new("undrain", "undrain vm-2", Need.Partly, Need.None, NeedsMore: true),
        new("set", "set OCR_WORKER_POOL_SIZE=2", Need.Partly, Need.Partly, "given idle left stores isDurable"),
        new("pauses", "pauses", Need.Whole, Need.Whole, "inForce ignored unseen stores events"),
        new("stop", "stop", Need.Whole, Need.None, NeedsMore: true),
        new("purge", "purge {ended}", Need.None, Need.Whole, "[id environment result reason statusId documentSource documentNumber dossier sharedWith cad usd rows files finishedAt receipt]"),
    ];
}
