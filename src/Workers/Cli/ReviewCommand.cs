using System.CommandLine;
using System.Text.Json;
using Workers.Cli.Status;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Jobs.Reviews;
using Workers.Office;
using Workers.Operations;
using Workers.Operations.Reviews;
using Workers.Supervisor.Peers;

namespace Workers.Cli;

/// <summary><c>review list | show | accept | correct | refuse | export</c>: what is in doubt about readings, and what people say about it.</summary>
internal static class ReviewCommand
{
    private static readonly JsonSerializerOptions Indented = new(DaemonDirectory.Json) { WriteIndented = true };

    private static readonly Option<TargetEnvironment?> EnvironmentOption = CommonOptions.Environment();

    private static readonly Option<bool> Json = new("--json") { Description = "Prints JSON." };

    private static readonly Option<int> PageSize = new("--page-size") { HelpName = "n", Description = "How many are shown of each environment, from 1 to 1000.", DefaultValueFactory = _ => 50 };

    private static readonly Option<Guid?> After = new("--after") { HelpName = "item", Description = "Goes on behind this one; with --env where several environments are configured." };

    private static readonly Argument<IdWord> Id = IdArguments.One("id", "A document, or one of its items; the first 8 digits or more will do.");

    private static readonly Option<bool> NoPictures = new("--no-pictures") { Description = "Cuts no picture of the value out of its page." };

    private static readonly Argument<IdWord> Item = IdArguments.One("item", "The item, as 'review show' names it; the first 8 digits or more will do.");

    private static readonly Option<string> Value = new("--value") { HelpName = "text", Description = "What stands on the page; empty for an empty cell.", Required = true };

    private static readonly Option<string?> By = CommonOptions.Words("--by", "name", "Who decides; the user of this machine where nobody is named.");

    private static readonly Option<string?> Because = CommonOptions.Words("--because", "text", "Kept with the decision.");

    private static readonly Option<ReviewState> Saw = new("--saw")
    {
        HelpName = "state",
        Description = "The state that you saw, when it is decided anew: accepted, corrected or refused; open where nothing is said.",
        CustomParser = result =>
        {
            if (Enum.TryParse<ReviewState>(result.Tokens[0].Value, ignoreCase: true, out var state) && Enum.IsDefined(state))
            {
                return state;
            }

            result.AddError($"--saw: found '{result.Tokens[0].Value}'; allowed: open, accepted, corrected, refused.");
            return default;
        },
    };

    private static readonly Argument<FileInfo> File = new("file") { Description = "JSON lines are written to it; it is replaced." };

    private static readonly Option<bool> Pictures = new("--pictures") { Description = "Cuts each value out of its page as a picture, and names its file." };

    public static Command Create()
    {
        PageSize.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int>() is < 1 or > 1000)
            {
                result.AddError($"--page-size: found '{result.Tokens[0].Value}'; allowed: 1 to 1000.");
            }
        });
        var list = new Command("list", "Shows what is open, the oldest first. Exit code 1 where there is anything.") { EnvironmentOption, PageSize, After, Json };
        list.SetAction(ListAsync);
        var show = new Command("show", "Shows all that is open of a document, or one item: both values, where they stand, and the picture of the place.") { Id, EnvironmentOption, NoPictures, Json };
        show.SetAction(ShowAsync);
        var accept = new Command("accept", "The value stands as it was read.") { Item, By, Because, Saw, EnvironmentOption, Json };
        accept.SetAction((parsed, cancellation) => DecideAsync(parsed, ReviewState.Accepted, null, cancellation));
        var correct = new Command("correct", "Another value stands on the page: it is put into the corrected text, beside what was read.") { Item, Value, By, Because, Saw, EnvironmentOption, Json };
        correct.SetAction((parsed, cancellation) => DecideAsync(parsed, ReviewState.Corrected, parsed.GetValue(Value), cancellation));
        var refuse = new Command("refuse", "Nobody can tell from the page: the document keeps its review.") { Item, By, Because, Saw, EnvironmentOption, Json };
        refuse.SetAction((parsed, cancellation) => DecideAsync(parsed, ReviewState.Refused, null, cancellation));
        var export = new Command("export", "Writes the values that people accepted or corrected, as truth to score readings against.") { File, EnvironmentOption, Pictures };
        export.SetAction(ExportAsync);
        return new("review", "What is in doubt about readings, and what people say about it.") { list, show, accept, correct, refuse, export };
    }

    private static async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var output = parsed.InvocationConfiguration.Output;
        await using var queues = CommonOptions.OpenQueues(parsed);
        var after = parsed.GetValue(After);
        TargetEnvironment? environment = after is not null ? CommonOptions.Choose(queues, parsed.GetValue(EnvironmentOption)) : parsed.GetValue(EnvironmentOption);
        var found = await ListReviews.RunAsync(queues, environment, after, parsed.GetValue(PageSize), cancellation);
        if (parsed.GetValue(Json))
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(found.Select(one => new { one.Environment, one.Page }), Indented));
        }
        else
        {
            foreach (var one in found)
            {
                if (one.Page.Items.Count > 0)
                {
                    PageWriter.WritePlain(output, [TableOf(queues.Words, one)], [], words: queues.Words);
                }

                await output.WriteLineAsync(ReviewText.Sum(queues.Words, one));
                if (one.Page is { More: true, Items: [.., var last] })
                {
                    await output.WriteLineAsync(queues.Words.Say("review.more", new() { ["command"] = $"review list --env {one.Environment.Label().ToLowerInvariant()} --after {last.Id}" }));
                }

                if (one.Page.Unlisted is > 0 and var unlisted)
                {
                    await output.WriteLineAsync(queues.Words.Say("review.unlisted", new() { ["count"] = unlisted }));
                }
            }
        }

        return found.Any(one => one.Page.Open > 0) ? ExitCode.Differs : ExitCode.Success;
    }

    private static async Task<int> ShowAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var output = parsed.InvocationConfiguration.Output;
        await using var queues = CommonOptions.OpenQueues(parsed);
        var id = await IdArguments.ItemAsync(parsed, queues, parsed.GetValue(Id)!, parsed.GetValue(EnvironmentOption), orDocument: true, parsed.GetValue(Json), cancellation);
        var shown = await ShowReview.RunAsync(queues, new(id, parsed.GetValue(EnvironmentOption), !parsed.GetValue(NoPictures)), cancellation) ?? throw NoSuch(parsed, queues, id);
        if (parsed.GetValue(Json))
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(shown, Indented));
            return ExitCode.Success;
        }

        var (document, words) = (shown.Document, queues.Words);
        var name = $"{document.Id} {shown.Environment.Label()} {document.DocumentSource} {document.DocumentNumber}{(document.CirconscriptionFonciere is { } where ? $", {where}" : "")}";
        await output.WriteLineAsync(words.Say("review.label_document", new() { ["text"] = name }));
        await output.WriteLineAsync(words.Say("review.label_needed", new() { ["text"] = document.NeedsReview ? document.ReviewReason ?? words.Say("review.yes") : words.Say("review.no") }));
        foreach (var line in shown.Items.SelectMany(item => ReviewText.LinesOf(words, item)))
        {
            await output.WriteLineAsync(line);
        }

        await output.WriteLineAsync(words.Say("review.counts", new() { ["open"] = shown.Items.Count(one => one.Item.State is ReviewState.Open), ["decided"] = shown.Decided }));
        return ExitCode.Success;
    }

    private static async Task<int> DecideAsync(ParseResult parsed, ReviewState state, string? value, CancellationToken cancellation)
    {
        await using var queues = CommonOptions.OpenQueues(parsed);
        var item = await IdArguments.ItemAsync(parsed, queues, parsed.GetValue(Item)!, parsed.GetValue(EnvironmentOption), orDocument: false, parsed.GetValue(Json), cancellation);
        var who = Operator.Or(parsed.GetValue(By));
        var request = new DecideRequest(item, state, value, who, parsed.GetValue(Because), parsed.GetValue(Saw), parsed.GetValue(EnvironmentOption));
        var decided = await DecideReview.RunAsync(queues, request, cancellation) ?? throw NoSuch(parsed, queues, item);
        if (decided.Answer.Result is ReviewResult.Refused)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync(queues.Words.Say("review.refused_unchanged", new() { ["item"] = $"{item}", ["why"] = ReviewRefusal.Say(queues.Words, decided.Answer) }));
            return ExitCode.Data;
        }

        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(Json))
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(new { decided.Environment, decided.Answer, decided.Twins }, Indented));
            return ExitCode.Success;
        }

        await output.WriteLineAsync($"{item}: {ReviewText.OfDecided(queues.Words, decided)}");
        foreach (var twin in decided.Twins)
        {
            await output.WriteLineAsync(ReviewText.OfTwin(queues.Words, twin));
        }

        return ExitCode.Success;
    }

    private static async Task<int> ExportAsync(ParseResult parsed, CancellationToken cancellation)
    {
        await using var queues = CommonOptions.OpenQueues(parsed);
        var exported = await ExportReviews.RunAsync(queues, new(parsed.GetValue(File)!.FullName, parsed.GetValue(EnvironmentOption), parsed.GetValue(Pictures)), cancellation);
        await parsed.InvocationConfiguration.Output.WriteLineAsync(queues.Words.Say(
            "review.exported", new() { ["file"] = exported.File, ["values"] = exported.Values, ["contents"] = exported.Contents }));
        return ExitCode.Success;
    }

    private static CommandException NoSuch(ParseResult parsed, Queues queues, Guid id) =>
        new(ExitCode.Data, queues.Words.Say("review.no_such", new() { ["id"] = $"{id}", ["environments"] = IdArguments.EnvironmentsOf(queues, parsed.GetValue(EnvironmentOption)) }));

    private static PageTable TableOf(OfficeWords words, EnvironmentReviews reviews) => new(
        words.Say("review.list_title", new() { ["environment"] = reviews.Environment.Label() }),
        [.. new[] { "item", "document", "where", "field", "standing", "read", "seen" }.Select(column => words.Say($"review.column_{column}"))],
        [
            .. from item in reviews.Page.Items
               select (IReadOnlyList<string>)
               [
                   $"{item.Id}", $"{item.DocumentSource} {item.DocumentNumber} {item.JobId}", ReviewText.Where(words, item), item.Field, ReviewText.Standing(words, item), Short(item.Read), Short(ReviewText.Seen(words, item)),
               ],
        ]);

    private static string Short(string text) => text.ReplaceLineEndings(" ") is { Length: > 60 } longer ? longer[..57] + "…" : text.ReplaceLineEndings(" ");
}
