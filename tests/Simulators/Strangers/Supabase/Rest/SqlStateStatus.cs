using System.Globalization;

namespace Simulators.Strangers.Supabase.Rest;

/// <summary>The HTTP status of an error of Postgres, as PostgREST's page of errors and <c>Error.hs</c> have it.</summary>
internal static class SqlStateStatus
{
    private static readonly Dictionary<string, int> Exact = new(StringComparer.Ordinal)
    {
        ["23503"] = 409,
        ["23505"] = 409,
        ["25006"] = 405,
        ["53400"] = 500,
        ["57P01"] = 503,
        ["P0001"] = 400,
        ["42P01"] = 404,
        ["42P17"] = 500,
    };

    private static readonly Dictionary<string, int> Classes = new(StringComparer.Ordinal)
    {
        ["08"] = 503, ["09"] = 500, ["0L"] = 403, ["0P"] = 403, ["25"] = 500, ["28"] = 403, ["2D"] = 500, ["38"] = 500, ["39"] = 500,
        ["3B"] = 500, ["40"] = 500, ["53"] = 503, ["54"] = 500, ["55"] = 500, ["57"] = 500, ["58"] = 500, ["F0"] = 500, ["HV"] = 500,
        ["P0"] = 500, ["XX"] = 500,
    };

    /// <param name="known">The caller is somebody other than anon.</param>
    public static int Of(string state, string message, bool known) => state switch
    {
        "42501" => known ? 403 : 401,
        "42883" => message.StartsWith("function xmlagg(", StringComparison.Ordinal) ? 406 : 404,
        "21000" => message.EndsWith("requires a WHERE clause", StringComparison.Ordinal) ? 400 : 500,
        "22023" => message.StartsWith("role", StringComparison.Ordinal) && message.EndsWith("does not exist", StringComparison.Ordinal) ? 401 : 400,
        ['P', 'T', .. var told] => int.TryParse(told, NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status is >= 200 and < 600 ? status : 500,
        _ when Exact.TryGetValue(state, out var exact) => exact,
        _ when Classes.TryGetValue(state[..2], out var ofClass) => ofClass,
        _ => 400,
    };
}
