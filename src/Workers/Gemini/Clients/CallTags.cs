using Microsoft.Extensions.AI;
using Workers.Gemini.Prices;
using Workers.Hosting.Environments;

namespace Workers.Gemini.Clients;

/// <summary>What the limiter needs to know of a call; travels in <see cref="ChatOptions.AdditionalProperties"/> and is never sent.</summary>
/// <param name="Environment">Whose document it is: environments share the quota by weight.</param>
/// <param name="Kind">What token use is learnt by, such as <c>index-page</c> or <c>acte</c>.</param>
/// <param name="Priority">Higher goes first within a process.</param>
/// <param name="Pages">Pages of the PDFs that go along, where known; 0 otherwise.</param>
/// <param name="WentOut">Called by whoever sends, when the whole request has gone out; may be called again when it is sent again.</param>
internal sealed record CallTags(TargetEnvironment Environment, string Kind, int Priority = 0, int Pages = 0, Action? WentOut = null)
{
    private const string Key = "workers.call";

    /// <summary>The tier that is asked for.</summary>
    public ServiceTier Tier { get; init; }

    /// <summary>Told of each send; null where nobody keeps account.</summary>
    public SendLog? Sends { get; init; }

    /// <summary>Whether it goes by the standard tier once it was turned away at another.</summary>
    public bool Hurries { get; init; }

    public static CallTags Default { get; } = new(TargetEnvironment.Dev, "other");

    public static CallTags Of(ChatOptions? options) =>
        options?.AdditionalProperties?.TryGetValue(Key, out CallTags? tags) is true && tags is not null ? tags : Default;

    /// <summary>Puts the tags on a call and returns it.</summary>
    public ChatOptions On(ChatOptions options)
    {
        (options.AdditionalProperties ??= [])[Key] = this;
        return options;
    }
}
