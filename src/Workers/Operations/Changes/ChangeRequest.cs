using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Jobs.Changes;

namespace Workers.Operations.Changes;

/// <summary>An order about several documents, not given yet.</summary>
internal sealed record ChangeRequest(TargetEnvironment Environment, BulkVerb Verb, DocumentFilter Filter, BulkOptions Options);

/// <summary>What an order would do. Nothing was changed.</summary>
/// <param name="Groups">Documents that it treats alike.</param>
internal sealed record ChangePreview(TargetEnvironment Environment, BulkVerb Verb, DocumentFilter Filter, IReadOnlyList<BulkGroup> Groups, ChangeCost Cost)
{
    public long Changed => Groups.Where(group => group.Fault is null).Sum(group => group.Rows);

    public long LeftOut => Groups.Where(group => group.Fault is not null).Sum(group => group.Rows);
}
