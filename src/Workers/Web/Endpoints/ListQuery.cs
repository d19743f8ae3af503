using System.Globalization;
using Microsoft.AspNetCore.Http;
using Workers.Operations.Keys;

namespace Workers.Web.Endpoints;

/// <summary>How much of a list is asked for, and from where it goes on. Pure.</summary>
internal static class ListQuery
{
    public const int Most = 500;

    public const string Limit = "limit";
    public const string After = "after";

    private const int Usual = 50;

    /// <exception cref="RequestFaultException">A word is not understood.</exception>
    public static (int Limit, AccessLogCursor? After) Of(IQueryCollection query)
    {
        var faults = new List<string>();
        var read = Of(query, faults);
        return faults.Count > 0 ? throw new RequestFaultException(Problems.BadRequest(string.Join(" ", faults))) : read;
    }

    /// <param name="faults">What is not understood is added here.</param>
    public static (int Limit, AccessLogCursor? After) Of(IQueryCollection query, List<string> faults)
    {
        var limit = Usual;
        if (query[Limit].ToString() is { Length: > 0 } count && (!int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > Most))
        {
            faults.Add(FormattableString.Invariant($"limit: found '{count}'; allowed: 1 to {Most}."));
        }

        AccessLogCursor? after = null;
        if (query[After].ToString() is { Length: > 0 } place && !AccessLogCursor.TryParse(place, out after))
        {
            faults.Add("after: is none that a list told as next.");
        }

        return (limit, after);
    }
}
