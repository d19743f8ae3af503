namespace Workers.Cli;

/// <summary>How each command is typed, for its help.</summary>
internal static class CommandExamples
{
    private const string Id = "2f1c7a90-5b1e-4c55-9d0e-7a3f0b6c1d22";

    private static readonly Dictionary<string, string> Lines = new(StringComparer.Ordinal)
    {
        ["run"] = "run --pools registre",
        ["enqueue"] = "enqueue --env prod documents.csv",
        ["quote"] = "quote --env prod documents.csv",
        ["bring"] = "bring deed.pdf --env prod --source acte --number \"12 345 678\" --circonscription Laval --acte-type Acte",
        ["doctor"] = "doctor --only redis",
        ["health"] = "health --env prod",
        ["status"] = "status --watch",
        ["plan"] = "plan --cpu 16 --ram 32",
        ["migrate"] = "migrate --plan",
        ["documents"] = "documents --status 5 --outcome not_found --older 2h --csv",
        ["dead-letters"] = "dead-letters --since 7d",
        ["cancel"] = "cancel --dossier 2026-0417 --yes",
        ["retry"] = "retry --outcome attempts_exhausted --older 2h --yes",
        ["requeue-ocr"] = "requeue-ocr --review needed --since 2026-11-01 --yes",
        ["priority"] = "priority --to 10 --dossier 2026-0417 --yes",
        ["bulk list"] = "bulk list --env prod",
        ["bulk show"] = $"bulk show {Id}",
        ["bulk resume"] = $"bulk resume {Id}",
        ["bulk cancel"] = $"bulk cancel {Id}",
        ["accept"] = $"accept {Id} --yes --by \"M. Roy\" --reason \"renumbered lot\"",
        ["explain"] = "explain \"12 345 678\"",
        ["replay"] = "replay daemon.log",
        ["gemini limit"] = "gemini limit --rpm 800 --for 2h",
        ["accounts list"] = "accounts list --json",
        ["accounts release"] = "accounts release 99X9999",
        ["accounts check"] = "accounts check 99X9999",
        ["invoices reconcile"] = "invoices reconcile",
        ["invoices list"] = "invoices list --json",
        ["canary"] = "canary",
        ["canary accept"] = "canary accept",
        ["review list"] = "review list --env prod",
        ["review show"] = $"review show {Id}",
        ["review accept"] = $"review accept {Id}",
        ["review correct"] = $"review correct {Id} --value \"12 345 678\" --because \"seen on the page\"",
        ["review refuse"] = $"review refuse {Id} --because \"nobody can read it\"",
        ["review export"] = "review export truth.jsonl --pictures",
        ["title"] = "title \"1 234 567\" --enqueue",
        ["watch"] = $"watch {Id}",
        ["pause"] = "pause buying --for 2h --why \"site is slow\"",
        ["resume"] = "resume buying",
        ["drain"] = "drain vm-2 --why \"new disk\"",
        ["undrain"] = "undrain vm-2",
        ["set"] = "set OCR_WORKER_POOL_SIZE=2 --server vm-2 --for 2h",
        ["pauses"] = "pauses --history",
        ["stop"] = "stop --when-safe --wait 5m --server vm-2",
        ["purge"] = "purge --dossier 2026-117",
        ["backup"] = "backup /mnt/backups/2026-11-29",
        ["restore"] = "restore /mnt/backups/2026-11-29 --env prod --yes",
        ["invoices adopt"] = "invoices adopt --since 2026-11-29",
        ["keys make"] = "keys make --env prod --name \"Étude Tremblay\" --role office",
        ["keys list"] = "keys list --json",
        ["keys revoke"] = "keys revoke abcdefgh2345",
        ["webhooks list"] = "webhooks list --env prod",
        ["webhooks make"] = "webhooks make https://office.example/hook --kinds document.read document.failed",
        ["webhooks rotate"] = $"webhooks rotate {Id}",
        ["webhooks enable"] = $"webhooks enable {Id}",
        ["webhooks disable"] = $"webhooks disable {Id}",
        ["webhooks remove"] = $"webhooks remove {Id}",
        ["webhooks deliveries"] = "webhooks deliveries --state dead",
        ["webhooks replay"] = $"webhooks replay {Id}",
        ["webhooks confirm"] = "webhooks confirm --env prod",
        ["serve"] = "serve",
        ["transfers"] = "transfers --since 2026-01-01 --json",
    };

    /// <param name="path">The command's words, as in <c>bulk list</c>.</param>
    /// <returns>What is typed after the program's name; null of what is no command of its own.</returns>
    public static string? Of(string path) => Lines.GetValueOrDefault(path);
}
