using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Workers.Access;
using Workers.Hosting.Environments;

namespace Workers.Web.Access;

/// <summary>Who asks: a key of one environment, or a sender, which has the rate of a key and adds documents alone. Whatever it asks about is of that environment.</summary>
internal sealed record Caller(TargetEnvironment Environment, AccessKey Key)
{
    private const string Role = "role";

    /// <summary>What it is, for people.</summary>
    public string Kind { get; init; } = "key";

    /// <summary>As audits and histories have it.</summary>
    public string Name => $"{Kind} {Key.Id} ({Key.Name})";

    public ClaimsPrincipal AsPrincipal(string scheme)
    {
        var identity = new CallerIdentity(this, Enum.GetValues<AccessRole>().Where(role => role <= Key.Role).Select(role => new Claim(Role, PolicyOf(role))), scheme);
        return new(identity);
    }

    public static Caller? Of(ClaimsPrincipal principal) => (principal.Identity as CallerIdentity)?.Caller;

    /// <summary>The least role that an address is open to; null where it asks for none.</summary>
    public static AccessRole? NeededAt(Endpoint? endpoint) => (endpoint?.Metadata.GetOrderedMetadata<IAuthorizeData>() ?? [])
        .SelectMany(asked => Enum.GetValues<AccessRole>().Where(role => asked.Policy is { } policy && policy.Split(' ')[^1] == PolicyOf(role)).Select(role => (AccessRole?)role)).Max();

    /// <summary>The policy that a role opens.</summary>
    public static string PolicyOf(AccessRole role) => role.ToString().ToLowerInvariant();

    private sealed class CallerIdentity(Caller caller, IEnumerable<Claim> claims, string scheme) : ClaimsIdentity(claims, scheme, nameType: null, roleType: Role)
    {
        public Caller Caller => caller;
    }
}
